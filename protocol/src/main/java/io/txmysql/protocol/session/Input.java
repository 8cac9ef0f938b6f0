// SPDX-License-Identifier: Apache-2.0
package io.txmysql.protocol.session;

import io.txmysql.protocol.wire.CompressedFrameReader;
import io.txmysql.protocol.wire.FrameReader;
import io.txmysql.protocol.wire.MalformedPacketException;
import org.jspecify.annotations.Nullable;

/**
 * The way from the socket's bytes to payloads, through decompression once that is agreed, and the sequence id that is due.
 * Belongs to the session's thread.
 */
final class Input {
    /** What a server may say in one payload before it has accepted our login. */
    private static final int MAX_LOGIN_PAYLOAD = 64 * 1024;

    /** The protocol's own limit for {@code max_allowed_packet}. */
    private static final int MAX_PAYLOAD = 1 << 30;

    private final FrameReader frames = new FrameReader(MAX_LOGIN_PAYLOAD);
    private @Nullable CompressedFrameReader compressed;
    private int sequence;
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

    boolean isCompressed() {
        return compressed != null;
    }

    // --- Sequence ids ---

    /** The id that is due. */
    int sequence() {
        return sequence;
    }

    /** The id that the first packet of the latest payload has; of the outer frame where only those can be relied on. */
    int firstSequence() {
        return compressed == null ? frames.firstSequence() : compressed.sequence();
    }

    /** The next packet of a login has this id. */
    void expect(int nextSequence) {
        sequence = nextSequence & 0xFF;
    }

    /** The next packet begins a reply, with this id. */
    void expectReply(int nextSequence) {
        sequence = nextSequence & 0xFF;
        if (compressed != null) {
            compressed.expectReply(sequence);
        }
    }

    /** The id of a packet that we send within a reply. */
    int continuation() {
        return compressed == null ? sequence : compressed.expectedSequence();
    }

    /** The reply goes on, with this id, after a packet of ours. */
    void expectContinued(int nextSequence) {
        sequence = nextSequence & 0xFF;
        if (compressed != null) {
            compressed.expectSequence(sequence);
        }
    }

    /** The latest payload has to have the id that is due; the next one then is due. */
    void requireSequence() {
        if (compressed == null && frames.firstSequence() != sequence) {
            throw new MalformedPacketException(
                    "packet " + frames.firstSequence() + " where packet " + sequence + " is due");
        }
        sequence = frames.lastSequence() + 1 & 0xFF;
    }

    // --- Bytes ---

    /** Nothing may have come yet of what the other side must not send before we have said something. */
    void requireNothingPending(String otherwise) {
        if (frames.hasPendingBytes()) {
            throw new MalformedPacketException(otherwise);
        }
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
