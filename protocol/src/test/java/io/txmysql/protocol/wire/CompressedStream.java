// SPDX-License-Identifier: Apache-2.0
package io.txmysql.protocol.wire;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Hand-made compressed streams, and reading them as a transport would: so many bytes at a time. */
final class CompressedStream {
    private CompressedStream() {}

    /** A frame whose header says what the test wants it to say. */
    static byte[] frame(int length, int sequence, int lengthBefore, byte[] body) {
        return new PayloadWriter()
                .writeInt3(length)
                .writeInt1(sequence)
                .writeInt3(lengthBefore)
                .writeBytes(body)
                .toByteArray();
    }

    static byte[] stored(int sequence, byte[] content) {
        return frame(content.length, sequence, 0, content);
    }

    static byte[] compressed(int sequence, byte[] content) {
        byte[] body = deflated(content);
        return frame(body.length, sequence, content.length, body);
    }

    static byte[] deflated(byte[] content) {
        try (ZlibCompressor zlib = new ZlibCompressor()) {
            PayloadWriter out = new PayloadWriter();
            if (zlib.compress(content, 0, content.length, out) == Compressor.NOT_SMALLER) {
                throw new IllegalArgumentException("this content does not compress");
            }
            return out.toByteArray();
        }
    }

    static byte[] concat(byte[]... parts) {
        PayloadWriter out = new PayloadWriter();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }

    /** Hands over the bytes as the reader's space allows and looks at no frame. */
    static void receive(CompressedFrameReader reader, byte[] bytes, int offset, int length) {
        int done = 0;
        while (done < length) {
            int count = Math.min(reader.inputSpace(), length - done);
            System.arraycopy(bytes, offset + done, reader.inputArray(), reader.inputOffset(), count);
            reader.received(count);
            done += count;
        }
    }

    /** The contents of all frames that the stream holds in full, read in chunks of that size. */
    static List<byte[]> read(CompressedFrameReader reader, byte[] stream, int chunk) {
        List<byte[]> contents = new ArrayList<>();
        for (int at = 0; at < stream.length; at += chunk) {
            receive(reader, stream, at, Math.min(chunk, stream.length - at));
            while (reader.next()) {
                contents.add(content(reader));
            }
        }
        return contents;
    }

    static byte[] content(CompressedFrameReader reader) {
        return Arrays.copyOfRange(reader.array(), reader.offset(), reader.offset() + reader.length());
    }
}
