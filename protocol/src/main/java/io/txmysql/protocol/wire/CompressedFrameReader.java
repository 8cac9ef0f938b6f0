// SPDX-License-Identifier: Apache-2.0
package io.txmysql.protocol.wire;

import static io.txmysql.protocol.wire.CompressedFrameWriter.HEADER_LENGTH;

/**
 * Takes the bytes of the compressed stream and gives out the content of one outer frame at a time. It owns the buffer
 * that the transport reads into and the one that it inflates into. Belongs to one session and its thread; the
 * compressor is the caller's to close.
 *
 * <pre>{@code
 * int n = socket.read(reader.inputArray(), reader.inputOffset(), reader.inputSpace());
 * reader.received(n);
 * while (reader.next()) {
 *     consume(reader.array(), reader.offset(), reader.length());
 * }
 * }</pre>
 *
 * <p>Memory follows the bytes that have arrived, not the lengths that a header claims: the input buffer doubles when it
 * is full, and an inflated frame is never larger than the 16 MiB - 1 that three bytes can say. Both shrink back after
 * a large frame. After a {@link MalformedPacketException} the stream is lost, and so is the session.
 */
public final class CompressedFrameReader {
    static final int INITIAL_CAPACITY = 16 * 1024;
    private static final int LARGEST_ARRAY = Integer.MAX_VALUE - 8;
    private static final byte[] NONE = new byte[0];

    private final Compressor compressor;

    private byte[] input = new byte[INITIAL_CAPACITY];
    /** The unread bytes are those of the input from here … */
    private int start;
    /** … to here. */
    private int end;

    private int expectedSequence;
    private boolean zeroAllowed;
    private int sequence;
    /** The frame at {@link #start} with its header, once that header has arrived and been checked; before, 0. */
    private int frameLength;

    private byte[] inflated = NONE;

    private byte[] array = NONE;
    private int offset;
    private int length;

    public CompressedFrameReader(Compressor compressor) {
        this.compressor = compressor;
    }

    /**
     * The buffer to read into. It and {@link #inputOffset()} hold until the next call of {@link #received} or
     * {@link #next}.
     */
    public byte[] inputArray() {
        makeRoom();
        return input;
    }

    public int inputOffset() {
        makeRoom();
        return end;
    }

    /** How many bytes may be put at {@link #inputOffset()}; at least 1. */
    public int inputSpace() {
        makeRoom();
        return input.length - end;
    }

    /** Says that {@code count} bytes were put at {@link #inputOffset()}. Leaves the current frame as it is. */
    public void received(int count) {
        end += count;
    }

    /**
     * Sets the id, modulo 256, that the next frame must carry; each frame after it must carry one more. A frame whose
     * header {@link #next()} has already seen was checked then.
     */
    public void expectSequence(int id) {
        expectedSequence = id & 0xFF;
        zeroAllowed = false;
    }

    /** The same for the first frame of a reply, in whose place a server that takes its leave sends a frame 0. */
    public void expectReply(int id) {
        expectedSequence = id & 0xFF;
        zeroAllowed = true;
    }

    /** The id of the current frame. */
    public int sequence() {
        return sequence;
    }

    /** The id that the next frame must carry, and that of our own next frame if it is our turn in a dialogue. */
    public int expectedSequence() {
        return expectedSequence;
    }

    /**
     * Moves to the next frame. What {@link #array()} held until now may be overwritten.
     *
     * @return false if it has not arrived in full
     * @throws MalformedPacketException if its id is not the expected one, or its content not as long as it says
     */
    public boolean next() {
        array = NONE;
        offset = 0;
        length = 0;
        if (frameLength == 0 && end - start >= HEADER_LENGTH) {
            readHeader();
        }
        if (frameLength == 0 || end - start < frameLength) {
            compact();
            return false;
        }
        readContent();
        start += frameLength;
        frameLength = 0;
        return true;
    }

    /** The array that holds the content of the current frame; for a stored frame the input itself. */
    public byte[] array() {
        return array;
    }

    public int offset() {
        return offset;
    }

    public int length() {
        return length;
    }

    private void readHeader() {
        sequence = input[start + 3] & 0xFF;
        if (sequence != expectedSequence && !(zeroAllowed && sequence == 0)) {
            throw new MalformedPacketException(
                    "a compressed frame with sequence id " + sequence + " where " + expectedSequence + " is due");
        }
        expectedSequence = (sequence + 1) & 0xFF;
        zeroAllowed = false;
        frameLength = HEADER_LENGTH + LittleEndian.getUnsignedMedium(input, start);
    }

    private void readContent() {
        int content = start + HEADER_LENGTH;
        int contentLength = frameLength - HEADER_LENGTH;
        int inflatedLength = LittleEndian.getUnsignedMedium(input, start + 4);
        if (inflatedLength == 0) {
            array = input;
            offset = content;
            length = contentLength;
        } else {
            byte[] target = inflationTarget(inflatedLength);
            compressor.decompress(input, content, contentLength, target, 0, inflatedLength);
            array = target;
            length = inflatedLength;
        }
    }

    /** Reuses the array of the frame before if it is large enough, but keeps no large one for small frames. */
    private byte[] inflationTarget(int needed) {
        boolean tooLarge = inflated.length > INITIAL_CAPACITY && needed <= INITIAL_CAPACITY;
        if (inflated.length < needed || tooLarge) {
            inflated = new byte[Math.max(needed, INITIAL_CAPACITY)];
        }
        return inflated;
    }

    /** Moves the beginning of a frame that is still to come to the beginning of an input no larger than it needs. */
    private void compact() {
        boolean large = input.length > INITIAL_CAPACITY && frameLength <= INITIAL_CAPACITY;
        if (large || start > 0) {
            moveUnreadTo(large ? new byte[INITIAL_CAPACITY] : input);
        }
    }

    private void makeRoom() {
        if (end < input.length) {
            return;
        }
        int unread = end - start;
        boolean shown = array == input;
        boolean reusable = !shown && unread <= input.length / 2;
        moveUnreadTo(reusable ? input : new byte[Math.max(INITIAL_CAPACITY, grown(unread))]);
    }

    /** Twice as much, but not more than the frame at hand needs. */
    private int grown(int unread) {
        int doubled = (int) Math.min(LARGEST_ARRAY, 2L * unread);
        return frameLength > unread ? Math.min(doubled, frameLength) : doubled;
    }

    private void moveUnreadTo(byte[] target) {
        int unread = end - start;
        System.arraycopy(input, start, target, 0, unread);
        input = target;
        start = 0;
        end = unread;
    }
}
