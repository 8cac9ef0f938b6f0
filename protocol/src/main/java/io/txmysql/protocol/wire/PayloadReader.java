// SPDX-License-Identifier: Apache-2.0
package io.txmysql.protocol.wire;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A cursor over one payload. Every read checks its bounds first and throws {@link MalformedPacketException} with a
 * sentence; no other exception can come from hostile bytes. One reader is reused for all payloads of a session; it
 * holds no bytes of its own.
 *
 * @see <a href="https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_basic_data_types.html">Protocol Data
 *     Types</a>
 */
public final class PayloadReader {
    /** The first byte of a length-encoded string that is NULL; of a whole row, it is not a length either. */
    public static final int NULL_VALUE = 0xFB;

    private byte[] array;
    private int position;
    private int start;
    private int limit;

    public PayloadReader() {
        this.array = new byte[0];
    }

    public PayloadReader(byte[] payload) {
        this.array = payload;
        this.limit = payload.length;
    }

    /** Moves this reader to another payload. */
    public void reset(byte[] newArray, int offset, int length) {
        array = newArray;
        start = offset;
        position = offset;
        limit = offset + length;
    }

    public byte[] array() {
        return array;
    }

    /** The index in {@link #array()} of the next byte. */
    public int position() {
        return position;
    }

    /** The index in {@link #array()} after the last byte of the payload. */
    public int limit() {
        return limit;
    }

    /** The length of the whole payload, whatever has been read of it. */
    public int length() {
        return limit - start;
    }

    public int remaining() {
        return limit - position;
    }

    public boolean hasRemaining() {
        return position < limit;
    }

    /** The next byte, unsigned, without moving on. */
    public int peek() {
        require(1);
        return array[position] & 0xFF;
    }

    public int readInt1() {
        require(1);
        return array[position++] & 0xFF;
    }

    public int readInt2() {
        require(2);
        int value = LittleEndian.getUnsignedShort(array, position);
        position += 2;
        return value;
    }

    public int readInt3() {
        require(3);
        int value = LittleEndian.getUnsignedMedium(array, position);
        position += 3;
        return value;
    }

    /** Four bytes; unsigned where the field is, so mask with {@code 0xFFFFFFFFL} there. */
    public int readInt4() {
        require(4);
        int value = LittleEndian.getInt(array, position);
        position += 4;
        return value;
    }

    public long readInt8() {
        require(8);
        long value = LittleEndian.getLong(array, position);
        position += 8;
        return value;
    }

    /** A length-encoded integer; values of 2^63 and above come out negative. */
    public long readLengthEncodedInt() {
        int first = readInt1();
        return switch (first) {
            case 0xFC -> readInt2();
            case 0xFD -> readInt3();
            case 0xFE -> readInt8();
            case 0xFB, 0xFF ->
                throw new MalformedPacketException(
                        "0x" + Integer.toHexString(first) + " does not begin a length-encoded integer");
            default -> first;
        };
    }

    /** A length-encoded length of something that follows in this payload. */
    public int readLength() {
        long length = readLengthEncodedInt();
        if (length < 0 || length > remaining()) {
            throw new MalformedPacketException("a length of " + Long.toUnsignedString(length) + " where " + remaining()
                    + " bytes of the packet remain");
        }
        return (int) length;
    }

    public byte[] readLengthEncodedBytes() {
        return readBytes(readLength());
    }

    public String readLengthEncodedString() {
        return readString(readLength());
    }

    /** A reader over the bytes of a length-encoded block, which are shared with this reader and passed over by it. */
    public PayloadReader readLengthEncodedBlock() {
        int length = readLength();
        PayloadReader block = new PayloadReader();
        block.reset(array, position, length);
        position += length;
        return block;
    }

    public byte[] readBytes(int length) {
        require(length);
        byte[] bytes = Arrays.copyOfRange(array, position, position + length);
        position += length;
        return bytes;
    }

    /** Text in UTF-8; malformed bytes become U+FFFD. */
    public String readString(int length) {
        require(length);
        String text = new String(array, position, length, StandardCharsets.UTF_8);
        position += length;
        return text;
    }

    /** Text up to the next zero byte, which must be there and is consumed. */
    public String readNulTerminatedString() {
        for (int end = position; end < limit; end++) {
            if (array[end] == 0) {
                String text = readString(end - position);
                position++;
                return text;
            }
        }
        throw new MalformedPacketException("no zero byte ends the string in the last " + remaining() + " bytes");
    }

    public byte[] readRemainingBytes() {
        return readBytes(remaining());
    }

    public String readRemainingString() {
        return readString(remaining());
    }

    public void skip(int length) {
        require(length);
        position += length;
    }

    /** Ends the reading of a message all of whose bytes have a meaning. */
    public void requireEnd() {
        if (position != limit) {
            throw new MalformedPacketException(remaining() + " bytes after the end of the message");
        }
    }

    private void require(int length) {
        if (length < 0 || length > limit - position) {
            throw new MalformedPacketException("expected " + Integer.toUnsignedString(length)
                    + " more bytes, the packet has " + (limit - position));
        }
    }
}
