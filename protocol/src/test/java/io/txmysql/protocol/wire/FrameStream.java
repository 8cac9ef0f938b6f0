// SPDX-License-Identifier: Apache-2.0
package io.txmysql.protocol.wire;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Streams of packets, and reading them as a transport would: so many bytes at a time. */
final class FrameStream {
    private FrameStream() {}

    /** A packet whose header says what the test wants it to say. */
    static byte[] packet(int length, int sequence, byte[] content) {
        return new PayloadWriter()
                .writeInt3(length)
                .writeInt1(sequence)
                .writeBytes(content)
                .toByteArray();
    }

    static byte[] framed(byte[] payload, int sequence) {
        PayloadWriter out = new PayloadWriter(payload.length + 64);
        int start = FrameWriter.begin(out);
        out.writeBytes(payload);
        FrameWriter.end(out, start, sequence);
        return out.toByteArray();
    }

    /** Bytes among which a byte out of place is seen. */
    static byte[] pattern(int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) (i * 31 + (i >>> 8) * 7 + (i >>> 16));
        }
        return bytes;
    }

    /** Hands over bytes as the reader's space allows, and looks at no payload. */
    static void receive(FrameReader reader, byte[] bytes, int offset, int length) {
        int done = 0;
        while (done < length) {
            byte[] target = reader.inputArray();
            int count = Math.min(reader.inputSpace(), length - done);
            System.arraycopy(bytes, offset + done, target, reader.inputOffset(), count);
            reader.received(count);
            done += count;
        }
    }

    /** The payloads that the stream holds in full, read in chunks of that size; each is preceded by its ids in text form. */
    static List<String> describe(FrameReader reader, byte[] stream, Chunks chunks) {
        List<String> payloads = new ArrayList<>();
        for (int at = 0; at < stream.length; ) {
            int count = Math.min(stream.length - at, chunks.next());
            receiveAndRead(reader, stream, at, count, payloads);
            at += count;
        }
        return payloads;
    }

    private static void receiveAndRead(FrameReader reader, byte[] stream, int at, int count, List<String> payloads) {
        int done = 0;
        while (done < count) {
            byte[] target = reader.inputArray();
            int part = Math.min(reader.inputSpace(), count - done);
            System.arraycopy(stream, at + done, target, reader.inputOffset(), part);
            reader.received(part);
            done += part;
            while (reader.next()) {
                payloads.add(reader.firstSequence() + "-" + reader.lastSequence() + ": " + reader.length() + " bytes, "
                        + Arrays.hashCode(payload(reader)));
            }
        }
    }

    static byte[] payload(FrameReader reader) {
        return Arrays.copyOfRange(reader.array(), reader.offset(), reader.offset() + reader.length());
    }

    /** The sizes of chunks. */
    interface Chunks {
        int next();
    }
}
