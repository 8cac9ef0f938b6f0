// SPDX-License-Identifier: Apache-2.0
package io.txmysql.protocol.wire;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A growing {@code byte[]} with the protocol's data types. The counterpart of {@link PayloadReader}. */
public final class PayloadWriter {
    private static final int LARGEST_ARRAY = Integer.MAX_VALUE - 8;

    private byte[] array;
    private int position;

    public PayloadWriter() {
        this(64);
    }

    public PayloadWriter(int initialCapacity) {
        array = new byte[initialCapacity];
    }

    public byte[] array() {
        return array;
    }

    /** How many bytes have been written. */
    public int position() {
        return position;
    }

    /** Moves back (or forward, over bytes that the caller fills in itself) to {@code newPosition}. */
    public void position(int newPosition) {
        if (newPosition > array.length) {
            grow(newPosition);
        }
        position = newPosition;
    }

    public byte[] toByteArray() {
        return Arrays.copyOf(array, position);
    }

    public PayloadWriter writeInt1(int value) {
        ensure(1);
        array[position++] = (byte) value;
        return this;
    }

    public PayloadWriter writeInt2(int value) {
        ensure(2);
        LittleEndian.putShort(array, position, value);
        position += 2;
        return this;
    }

    public PayloadWriter writeInt3(int value) {
        ensure(3);
        LittleEndian.putMedium(array, position, value);
        position += 3;
        return this;
    }

    public PayloadWriter writeInt4(int value) {
        ensure(4);
        LittleEndian.putInt(array, position, value);
        position += 4;
        return this;
    }

    public PayloadWriter writeInt8(long value) {
        ensure(8);
        LittleEndian.putLong(array, position, value);
        position += 8;
        return this;
    }

    /** The value is taken as unsigned. */
    public PayloadWriter writeLengthEncodedInt(long value) {
        if (value < 0 || value > 0xFFFFFF) {
            return writeInt1(0xFE).writeInt8(value);
        }
        if (value > 0xFFFF) {
            return writeInt1(0xFD).writeInt3((int) value);
        }
        if (value > 0xFA) {
            return writeInt1(0xFC).writeInt2((int) value);
        }
        return writeInt1((int) value);
    }

    public PayloadWriter writeLengthEncodedBytes(byte[] bytes) {
        return writeLengthEncodedInt(bytes.length).writeBytes(bytes);
    }

    public PayloadWriter writeLengthEncodedString(String text) {
        return writeLengthEncodedBytes(text.getBytes(StandardCharsets.UTF_8));
    }

    public PayloadWriter writeNulTerminatedString(String text) {
        return writeString(text).writeInt1(0);
    }

    /** Text in UTF-8, neither counted nor ended. */
    public PayloadWriter writeString(String text) {
        return writeBytes(text.getBytes(StandardCharsets.UTF_8));
    }

    public PayloadWriter writeBytes(byte[] bytes) {
        return writeBytes(bytes, 0, bytes.length);
    }

    public PayloadWriter writeBytes(byte[] bytes, int offset, int length) {
        ensure(length);
        System.arraycopy(bytes, offset, array, position, length);
        position += length;
        return this;
    }

    public PayloadWriter writeZeros(int count) {
        ensure(count);
        Arrays.fill(array, position, position + count, (byte) 0);
        position += count;
        return this;
    }

    private void ensure(int more) {
        if (more > array.length - position) {
            grow((long) position + more);
        }
    }

    private void grow(long needed) {
        if (needed > LARGEST_ARRAY) {
            throw new OutOfMemoryError("a packet of " + needed + " bytes");
        }
        long doubled = Math.min(LARGEST_ARRAY, 2L * array.length);
        array = Arrays.copyOf(array, (int) Math.max(needed, doubled));
    }
}
