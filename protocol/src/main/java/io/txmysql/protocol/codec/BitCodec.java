// SPDX-License-Identifier: Apache-2.0
package io.txmysql.protocol.codec;

import io.txmysql.protocol.type.ColumnMetadata;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;

/**
 * BIT(1) to BIT(64): big-endian bytes in both kinds of rows. A BIT(1) is a Boolean, a BIT(64) a BigInteger because a
 * long has no room for its sixty-fourth bit, all between are a Long. Its text is the number.
 */
final class BitCodec extends ColumnCodec {
    BitCodec(RowFormat format, ColumnMetadata column) {
        super(format, column);
    }

    @Override
    Object value(byte[] data, int cell) {
        if (column.length() == 1) {
            return truth(data, cell, Boolean.class);
        }
        if (column.length() < Long.SIZE) {
            return integer(data, cell, Long.class);
        }
        return bigInteger(data, cell, BigInteger.class);
    }

    @Override
    String text(byte[] data, int cell) {
        return Long.toUnsignedString(bits64(data, cell, String.class));
    }

    @Override
    byte[] bytes(byte[] data, int cell) {
        int start = Cell.contentStart(data, cell);
        return Arrays.copyOfRange(data, start, start + Cell.contentLength(data, cell));
    }

    @Override
    byte[] bits(byte[] data, int cell, Class<?> asked) {
        return bytes(data, cell);
    }

    @Override
    long integer(byte[] data, int cell, Class<?> asked) {
        long bits = bits64(data, cell, asked);
        if (bits < 0) {
            throw outOfRange(asked);
        }
        return bits;
    }

    @Override
    BigInteger bigInteger(byte[] data, int cell, Class<?> asked) {
        return NumberText.unsigned(bits64(data, cell, asked));
    }

    @Override
    BigDecimal decimal(byte[] data, int cell, Class<?> asked) {
        return new BigDecimal(bigInteger(data, cell, asked));
    }

    @Override
    double real(byte[] data, int cell, Class<?> asked) {
        return bigInteger(data, cell, asked).doubleValue();
    }

    @Override
    float singleReal(byte[] data, int cell, Class<?> asked) {
        return bigInteger(data, cell, asked).floatValue();
    }

    @Override
    boolean truth(byte[] data, int cell, Class<?> asked) {
        return bits64(data, cell, asked) != 0;
    }

    private long bits64(byte[] data, int cell, Class<?> asked) {
        int start = Cell.contentStart(data, cell);
        int length = Cell.contentLength(data, cell);
        if (length > Long.BYTES) {
            throw malformed(asked);
        }
        long bits = 0;
        for (int i = 0; i < length; i++) {
            bits = bits << 8 | (data[start + i] & 0xFF);
        }
        return bits;
    }
}
