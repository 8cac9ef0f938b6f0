// SPDX-License-Identifier: Apache-2.0
package io.txmysql.protocol.wire;

import java.util.Arrays;

/**
 * Cuts the byte stream into payloads. It owns the buffer that the transport reads into, joins the packets of a payload
 * beyond 16 MiB, and checks the sequence ids within a joined payload; the id of a payload's first packet is for the
 * session engine to judge, which alone knows whose reply is due.
 *
 * <p>A payload that fits the buffer is shown where it lies; a larger one gets an array of its own, into which the
 * transport then reads directly. Beyond a mebibyte that array follows the bytes that have arrived, at most twice as
 * many, and not the length that a header claims. A payload's bytes stay where they are until {@link #inputArray()} is called.
 *
 * <p>Not thread-safe: it belongs to the session's thread.
 */
public final class FrameReader {
    private static final int BUFFER_LENGTH = 64 * 1024;
    private static final int SMALLEST_READ = 8 * 1024;

    /** What is taken at once for a payload that has only been announced. */
    private static final int TRUSTED_LENGTH = 1 << 20;

    private byte[] buffer = new byte[BUFFER_LENGTH];
    private int readIndex;
    private int writeIndex;

    /** The payload that is being put together from packets that do not fit the buffer; empty when there is none. */
    private byte[] joined = NONE;

    private int joinedLength;
    private int missingOfPacket;
    private boolean morePackets;

    private byte[] payloadArray = NONE;
    private int payloadOffset;
    private int payloadLength;

    private int sequence;
    private boolean checkSequence = true;
    private int maxPayloadLength;

    private static final byte[] NONE = new byte[0];

    /** @param maxPayloadLength in bytes; a longer payload is refused as malformed, before memory is taken for it */
    public FrameReader(int maxPayloadLength) {
        this.maxPayloadLength = maxPayloadLength;
    }

    /** Changes the longest payload that is accepted; a stranger is trusted with less than a server after the login. */
    public void maxPayloadLength(int bytes) {
        maxPayloadLength = bytes;
    }

    /** Inside of compressed frames the ids are set by the server from another counter: nothing can be checked. */
    public void ignoreSequence() {
        checkSequence = false;
    }

    // --- Input ---

    /** Where the next bytes go; at {@link #inputOffset()}, {@link #inputSpace()} of them at most. */
    public byte[] inputArray() {
        if (readsIntoJoined()) {
            growJoined();
            return joined;
        }
        makeSpace();
        return buffer;
    }

    public int inputOffset() {
        return readsIntoJoined() ? joinedLength : writeIndex;
    }

    /** Always more than zero after a call of {@link #inputArray()}. */
    public int inputSpace() {
        return readsIntoJoined() ? Math.min(missingOfPacket, joined.length - joinedLength) : buffer.length - writeIndex;
    }

    /** Tells that {@code count} bytes were put where {@link #inputArray()} and {@link #inputOffset()} said. */
    public void received(int count) {
        if (readsIntoJoined()) {
            joinedLength += count;
            missingOfPacket -= count;
        } else {
            writeIndex += count;
        }
    }

    /** Whether bytes have arrived that no payload has used. */
    public boolean hasPendingBytes() {
        return readIndex < writeIndex || joined.length > 0;
    }

    private boolean readsIntoJoined() {
        return missingOfPacket > 0 && readIndex == writeIndex;
    }

    private void makeSpace() {
        if (readIndex == writeIndex) {
            readIndex = 0;
            writeIndex = 0;
            if (buffer.length > BUFFER_LENGTH) {
                buffer = new byte[BUFFER_LENGTH];
            }
        } else if (buffer.length - writeIndex < SMALLEST_READ) {
            int pending = writeIndex - readIndex;
            byte[] target = pending > buffer.length - SMALLEST_READ ? new byte[2 * buffer.length] : buffer;
            System.arraycopy(buffer, readIndex, target, 0, pending);
            buffer = target;
            readIndex = 0;
            writeIndex = pending;
        }
    }

    // --- Payloads ---

    /** Moves on to the next payload; false if it has not arrived as a whole. */
    public boolean next() {
        while (true) {
            if (joined.length == 0) {
                int available = writeIndex - readIndex;
                if (available < FrameWriter.HEADER_LENGTH) {
                    return false;
                }
                int length = LittleEndian.getUnsignedMedium(buffer, readIndex);
                if (length + FrameWriter.HEADER_LENGTH <= buffer.length && length < FrameWriter.MAX_PAYLOAD_LENGTH) {
                    return nextInBuffer(length, available);
                }
                beginPacket(length, true);
            } else if (missingOfPacket > 0) {
                moveFromBuffer();
                if (missingOfPacket > 0) {
                    return false;
                }
            } else if (!morePackets) {
                show(joined, 0, joinedLength);
                joined = NONE;
                joinedLength = 0;
                return true;
            } else {
                if (writeIndex - readIndex < FrameWriter.HEADER_LENGTH) {
                    return false;
                }
                beginPacket(LittleEndian.getUnsignedMedium(buffer, readIndex), false);
            }
        }
    }

    private boolean nextInBuffer(int length, int available) {
        requirePermitted(length);
        if (available < FrameWriter.HEADER_LENGTH + length) {
            return false;
        }
        sequence = buffer[readIndex + 3] & 0xFF;
        show(buffer, readIndex + FrameWriter.HEADER_LENGTH, length);
        readIndex += FrameWriter.HEADER_LENGTH + length;
        return true;
    }

    private void beginPacket(int length, boolean first) {
        requirePermitted((long) joinedLength + length);
        int id = buffer[readIndex + 3] & 0xFF;
        if (!first && checkSequence && id != (sequence + 1 & 0xFF)) {
            throw new MalformedPacketException(
                    "packet " + id + " where packet " + (sequence + 1 & 0xFF) + " continues the payload");
        }
        sequence = id;
        readIndex += FrameWriter.HEADER_LENGTH;
        missingOfPacket = length;
        morePackets = length == FrameWriter.MAX_PAYLOAD_LENGTH;
        growJoined();
    }

    /** Makes room for more of the packet if there is none. */
    private void growJoined() {
        if (missingOfPacket > 0 && joinedLength == joined.length) {
            int most = morePackets ? maxPayloadLength : joinedLength + missingOfPacket;
            joined = Arrays.copyOf(joined, (int) Math.min(most, Math.max(TRUSTED_LENGTH, 2L * joinedLength)));
        }
    }

    private void moveFromBuffer() {
        while (missingOfPacket > 0 && readIndex < writeIndex) {
            growJoined();
            int room = Math.min(missingOfPacket, joined.length - joinedLength);
            int count = Math.min(room, writeIndex - readIndex);
            System.arraycopy(buffer, readIndex, joined, joinedLength, count);
            readIndex += count;
            joinedLength += count;
            missingOfPacket -= count;
        }
    }

    private void requirePermitted(long length) {
        if (length > maxPayloadLength) {
            throw new MalformedPacketException(
                    "a payload of " + length + " bytes or more, where " + maxPayloadLength + " are accepted");
        }
    }

    private void show(byte[] array, int offset, int length) {
        payloadArray = array;
        payloadOffset = offset;
        payloadLength = length;
    }

    public byte[] array() {
        return payloadArray;
    }

    public int offset() {
        return payloadOffset;
    }

    public int length() {
        return payloadLength;
    }

    /** The sequence id of the payload's last packet, 0 to 255. */
    public int lastSequence() {
        return sequence;
    }

    /** The sequence id of the payload's first packet, 0 to 255. */
    public int firstSequence() {
        return sequence - payloadLength / FrameWriter.MAX_PAYLOAD_LENGTH & 0xFF;
    }
}
