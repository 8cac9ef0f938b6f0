// SPDX-License-Identifier: Apache-2.0
package io.txmysql.protocol.codec;

import io.txmysql.protocol.type.ColumnFlags;
import io.txmysql.protocol.type.ColumnMetadata;
import io.txmysql.protocol.type.FieldType;
import io.txmysql.protocol.wire.LittleEndian;
import java.math.BigDecimal;
import java.math.BigInteger;

/**
 * FLOAT and DOUBLE. In a text row the server writes a FLOAT with six significant digits, so a text row holds less of
 * it than a binary row; the text of both is the same. A DOUBLE is written so that it reads back as itself.
 */
final class RealCodec extends ColumnCodec {
    private final boolean single;

    RealCodec(RowFormat format, ColumnMetadata column) {
        super(format, column);
        single = column.type() == FieldType.FLOAT;
    }

    @Override
    int binaryWidth() {
        return single ? 4 : 8;
    }

    @Override
    Object value(byte[] data, int cell) {
        if (single) {
            return singleReal(data, cell, Float.class);
        }
        return real(data, cell, Double.class);
    }

    @Override
    String text(byte[] data, int cell) {
        if (!binary) {
            return contentText(data, cell);
        }
        double value = real(data, cell, String.class);
        if (Double.isNaN(value) || Double.isInfinite(value)) {
            throw malformed(String.class);
        }
        String text = column.decimals() < RealText.NOT_FIXED
                ? RealText.fixed(value, column.decimals())
                : single ? RealText.ofFloat(value) : RealText.ofDouble(value);
        return (column.flags() & ColumnFlags.ZEROFILL) != 0 ? IntegerCodec.padded(text, column.length()) : text;
    }

    @Override
    double real(byte[] data, int cell, Class<?> asked) {
        if (single) {
            return singleReal(data, cell, asked);
        }
        if (binary) {
            return Double.longBitsToDouble(LittleEndian.getLong(data, cell));
        }
        try {
            return NumberText.parseDouble(data, Cell.contentStart(data, cell), Cell.contentLength(data, cell));
        } catch (NumberFormatException e) {
            throw malformed(asked);
        }
    }

    @Override
    float singleReal(byte[] data, int cell, Class<?> asked) {
        if (!single) {
            return super.singleReal(data, cell, asked);
        }
        if (binary) {
            return Float.intBitsToFloat(LittleEndian.getInt(data, cell));
        }
        try {
            return NumberText.parseFloat(data, Cell.contentStart(data, cell), Cell.contentLength(data, cell));
        } catch (NumberFormatException e) {
            throw malformed(asked);
        }
    }

    @Override
    long integer(byte[] data, int cell, Class<?> asked) {
        double value = real(data, cell, asked);
        if (value != Math.rint(value) || value < -0x1p63 || value >= 0x1p63) {
            throw outOfRange(asked);
        }
        return (long) value;
    }

    @Override
    BigInteger bigInteger(byte[] data, int cell, Class<?> asked) {
        try {
            return new BigDecimal(real(data, cell, asked)).toBigIntegerExact();
        } catch (ArithmeticException | NumberFormatException e) {
            throw outOfRange(asked);
        }
    }

    @Override
    BigDecimal decimal(byte[] data, int cell, Class<?> asked) {
        double value = real(data, cell, asked);
        if (Double.isNaN(value) || Double.isInfinite(value)) {
            throw outOfRange(asked);
        }
        return single ? RealText.shortest((float) value) : RealText.shortest(value);
    }

    @Override
    boolean truth(byte[] data, int cell, Class<?> asked) {
        return real(data, cell, asked) != 0;
    }
}
