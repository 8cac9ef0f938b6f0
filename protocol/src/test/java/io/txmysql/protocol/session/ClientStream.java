// SPDX-License-Identifier: Apache-2.0
package io.txmysql.protocol.session;

import io.txmysql.protocol.wire.FrameReader;
import io.txmysql.protocol.wire.PayloadReader;
import io.txmysql.protocol.wire.ZlibCompressor;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** What a client writes, read as a server reads it: payloads, out of compressed frames once that is agreed. */
final class ClientStream {
    private static final int OUTER_HEADER = 7;

    private final FrameReader frames = new FrameReader(1 << 30);
    private byte[] outer = new byte[0];
    private @Nullable ZlibCompressor zlib;
    private int outerSequence;

    void decompress() {
        zlib = new ZlibCompressor();
        frames.ignoreSequence();
    }

    void write(byte[] bytes) {
        if (zlib == null) {
            feed(bytes);
            return;
        }
        byte[] all = Arrays.copyOf(outer, outer.length + bytes.length);
        System.arraycopy(bytes, 0, all, outer.length, bytes.length);
        outer = all;
    }

    private void feed(byte[] bytes) {
        int done = 0;
        while (done < bytes.length) {
            byte[] target = frames.inputArray();
            int count = Math.min(frames.inputSpace(), bytes.length - done);
            System.arraycopy(bytes, done, target, frames.inputOffset(), count);
            frames.received(count);
            done += count;
        }
    }

    /** The next payload; null if none is complete. */
    @Nullable
    PayloadReader next() {
        while (!frames.next()) {
            if (!inflateOne()) {
                return null;
            }
        }
        byte[] payload = Arrays.copyOfRange(frames.array(), frames.offset(), frames.offset() + frames.length());
        return new PayloadReader(payload);
    }

    private boolean inflateOne() {
        if (zlib == null || outer.length < OUTER_HEADER) {
            return false;
        }
        PayloadReader header = new PayloadReader(outer);
        int length = header.readInt3();
        int sequence = header.readInt1();
        int inflatedLength = header.readInt3();
        if (outer.length < OUTER_HEADER + length) {
            return false;
        }
        outerSequence = sequence;
        byte[] content = Arrays.copyOfRange(outer, OUTER_HEADER, OUTER_HEADER + length);
        outer = Arrays.copyOfRange(outer, OUTER_HEADER + length, outer.length);
        if (inflatedLength > 0) {
            byte[] inflated = new byte[inflatedLength];
            zlib.decompress(content, 0, length, inflated, 0, inflatedLength);
            content = inflated;
        }
        feed(content);
        return true;
    }

    /** The id that the server's answer to the latest payload begins with. */
    int replySequence() {
        return (zlib == null ? frames.lastSequence() : outerSequence) + 1 & 0xFF;
    }

    /** The id of the latest payload's first packet. */
    int firstSequence() {
        return frames.firstSequence();
    }
}
