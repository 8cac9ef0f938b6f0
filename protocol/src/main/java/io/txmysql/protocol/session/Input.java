// SPDX-License-Identifier: Apache-2.0
package io.txmysql.protocol.session;

import io.txmysql.protocol.wire.CompressedFrameReader;
import io.txmysql.protocol.wire.FrameReader;
import org.jspecify.annotations.Nullable;

/** The way from the socket's bytes to payloads, through decompression once that is agreed. Belongs to the session's thread. */
final class Input {
    /** What a server may say in one payload before it has accepted our login. */
    private static final int MAX_LOGIN_PAYLOAD = 64 * 1024;

    /** The protocol's own limit for {@code max_allowed_packet}. */
    private static final int MAX_PAYLOAD = 1 << 30;

    private final FrameReader frames = new FrameReader(MAX_LOGIN_PAYLOAD);
    private @Nullable CompressedFrameReader compressed;
    private int inflatedPosition;
    private int inflatedLimit;

    FrameReader frames() {
        return frames;
    }

    void loggedIn() {
        frames.maxPayloadLength(MAX_PAYLOAD);
    }

    void decompress(CompressedFrameReader newCompressed) {
        compressed = newCompressed;
        frames.ignoreSequence();
    }

    @Nullable
    CompressedFrameReader compressed() {
        return compressed;
    }

    byte[] array() {
        return compressed == null ? frames.inputArray() : compressed.inputArray();
    }

    int offset() {
        return compressed == null ? frames.inputOffset() : compressed.inputOffset();
    }

    int space() {
        return compressed == null ? frames.inputSpace() : compressed.inputSpace();
    }

    void received(int count) {
        if (compressed == null) {
            frames.received(count);
        } else {
            compressed.received(count);
        }
    }

    /** Moves inflated bytes on to the framer, as many as it has room for; false if there are none. */
    boolean refill() {
        CompressedFrameReader source = compressed;
        if (source == null) {
            return false;
        }
        if (inflatedPosition == inflatedLimit) {
            if (!source.next()) {
                return false;
            }
            inflatedPosition = source.offset();
            inflatedLimit = inflatedPosition + source.length();
        }
        byte[] target = frames.inputArray();
        int count = Math.min(frames.inputSpace(), inflatedLimit - inflatedPosition);
        System.arraycopy(source.array(), inflatedPosition, target, frames.inputOffset(), count);
        frames.received(count);
        inflatedPosition += count;
        return true;
    }
}
