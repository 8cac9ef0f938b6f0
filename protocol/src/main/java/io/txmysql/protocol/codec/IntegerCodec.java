// SPDX-License-Identifier: Apache-2.0
package io.txmysql.protocol.codec;

import io.txmysql.protocol.type.ColumnFlags;
import io.txmysql.protocol.type.ColumnMetadata;
import io.txmysql.protocol.type.FieldType;
import io.txmysql.protocol.wire.LittleEndian;
import java.math.BigDecimal;
import java.math.BigInteger;

/** TINYINT to BIGINT, signed and unsigned, and YEAR. A MEDIUMINT has four bytes in a binary row. */
final class IntegerCodec extends ColumnCodec {
    private static final int MAX_DISPLAY_WIDTH = 255;

    private final boolean unsigned;
    private final FieldType type;

    IntegerCodec(RowFormat format, ColumnMetadata column) {
        super(format, column);
        type = column.type();
        unsigned = column.isUnsigned() || type == FieldType.YEAR;
    }

    @Override
    int binaryWidth() {
        return switch (type) {
            case TINY -> 1;
            case SHORT, YEAR -> 2;
            case LONGLONG -> 8;
            default -> 4;
        };
    }

    @Override
    Object value(byte[] data, int cell) {
        long bits = bits64(data, cell, Number.class);
        if (type == FieldType.LONGLONG) {
            if (unsigned) {
                return NumberText.unsigned(bits);
            }
            return bits;
        }
        if (type == FieldType.LONG && unsigned) {
            return bits;
        }
        return narrowToInt(bits);
    }

    @Override
    String text(byte[] data, int cell) {
        if (!binary) {
            return contentText(data, cell);
        }
        long bits = bits64(data, cell, String.class);
        String digits = unsigned ? Long.toUnsignedString(bits) : Long.toString(bits);
        return type == FieldType.YEAR || (column.flags() & ColumnFlags.ZEROFILL) != 0
                ? padded(digits, column.length())
                : digits;
    }

    @Override
    long integer(byte[] data, int cell, Class<?> asked) {
        long bits = bits64(data, cell, asked);
        if (unsigned && bits < 0) {
            throw outOfRange(asked);
        }
        return bits;
    }

    @Override
    BigInteger bigInteger(byte[] data, int cell, Class<?> asked) {
        long bits = bits64(data, cell, asked);
        return unsigned ? NumberText.unsigned(bits) : BigInteger.valueOf(bits);
    }

    @Override
    BigDecimal decimal(byte[] data, int cell, Class<?> asked) {
        return new BigDecimal(bigInteger(data, cell, asked));
    }

    @Override
    double real(byte[] data, int cell, Class<?> asked) {
        long bits = bits64(data, cell, asked);
        return unsigned && bits < 0 ? NumberText.unsigned(bits).doubleValue() : bits;
    }

    @Override
    float singleReal(byte[] data, int cell, Class<?> asked) {
        long bits = bits64(data, cell, asked);
        return unsigned && bits < 0 ? NumberText.unsigned(bits).floatValue() : bits;
    }

    @Override
    boolean truth(byte[] data, int cell, Class<?> asked) {
        return bits64(data, cell, asked) != 0;
    }

    /** Zeros in front up to the display width, as ZEROFILL wants it. */
    static String padded(String digits, long width) {
        int missing = (int) Math.min(width, MAX_DISPLAY_WIDTH) - digits.length();
        return missing > 0 ? "0".repeat(missing) + digits : digits;
    }

    private int narrowToInt(long value) {
        if ((int) value != value) {
            throw outOfRange(Integer.class);
        }
        return (int) value;
    }

    private long bits64(byte[] data, int cell, Class<?> asked) {
        return binary ? binaryBits(data, cell) : textBits(data, cell, asked);
    }

    private long binaryBits(byte[] data, int cell) {
        return switch (type) {
            case TINY -> unsigned ? data[cell] & 0xFF : data[cell];
            case SHORT, YEAR -> {
                int value = LittleEndian.getUnsignedShort(data, cell);
                yield unsigned ? value : (short) value;
            }
            case LONGLONG -> LittleEndian.getLong(data, cell);
            default -> {
                int value = LittleEndian.getInt(data, cell);
                yield unsigned ? value & 0xFFFF_FFFFL : value;
            }
        };
    }

    private long textBits(byte[] data, int cell, Class<?> asked) {
        int start = Cell.contentStart(data, cell);
        int length = Cell.contentLength(data, cell);
        try {
            return unsigned
                    ? NumberText.parseUnsignedLong(data, start, length)
                    : NumberText.parseLong(data, start, length);
        } catch (NumberFormatException e) {
            throw malformed(asked);
        }
    }
}
