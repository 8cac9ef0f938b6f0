// SPDX-License-Identifier: Apache-2.0
package io.txmysql.protocol.codec;

import io.txmysql.protocol.type.ColumnMetadata;
import java.math.BigDecimal;
import java.math.BigInteger;

/** DECIMAL, which is text in both kinds of rows. */
final class DecimalCodec extends ColumnCodec {
    DecimalCodec(RowFormat format, ColumnMetadata column) {
        super(format, column);
    }

    @Override
    Object value(byte[] data, int cell) {
        return decimal(data, cell, BigDecimal.class);
    }

    @Override
    BigDecimal decimal(byte[] data, int cell, Class<?> asked) {
        try {
            return NumberText.parseDecimal(data, Cell.contentStart(data, cell), Cell.contentLength(data, cell));
        } catch (NumberFormatException e) {
            throw malformed(asked);
        }
    }

    @Override
    long integer(byte[] data, int cell, Class<?> asked) {
        return NumberText.exactLong(this, decimal(data, cell, asked), asked);
    }

    @Override
    BigInteger bigInteger(byte[] data, int cell, Class<?> asked) {
        return NumberText.exactBigInteger(this, decimal(data, cell, asked), asked);
    }

    @Override
    double real(byte[] data, int cell, Class<?> asked) {
        try {
            return NumberText.parseDouble(data, Cell.contentStart(data, cell), Cell.contentLength(data, cell));
        } catch (NumberFormatException e) {
            throw malformed(asked);
        }
    }

    @Override
    boolean truth(byte[] data, int cell, Class<?> asked) {
        return decimal(data, cell, asked).signum() != 0;
    }
}
