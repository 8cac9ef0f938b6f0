// SPDX-License-Identifier: Apache-2.0
package io.txmysql.protocol.codec;

import io.txmysql.protocol.type.ColumnFlags;
import io.txmysql.protocol.type.ColumnMetadata;
import io.txmysql.protocol.type.MySQLDateTime;
import io.txmysql.protocol.type.MySQLTime;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * All strings, of characters and of bytes, and whatever has no codec of its own. Characters are UTF-8, because results
 * are always asked for in utf8mb4. A string that spells a number, a date or a time can be read as one.
 */
final class StringCodec extends ColumnCodec {
    private final boolean characters;

    StringCodec(RowFormat format, ColumnMetadata column, boolean characters) {
        super(format, column);
        this.characters = characters;
    }

    /** An ENUM or SET arrives as a CHAR with a flag, and is text whatever its collation. */
    static boolean isText(ColumnMetadata column) {
        return switch (column.type()) {
            case VARCHAR, VAR_STRING, STRING, TINY_BLOB, BLOB, MEDIUM_BLOB, LONG_BLOB, NULL ->
                !column.isBinary() || (column.flags() & (ColumnFlags.ENUM | ColumnFlags.SET)) != 0;
            default -> false;
        };
    }

    @Override
    Object value(byte[] data, int cell) {
        return characters ? contentText(data, cell) : bytes(data, cell);
    }

    /** Bytes are read as UTF-8 too, but only if they are. */
    @Override
    String text(byte[] data, int cell) {
        if (characters) {
            return contentText(data, cell);
        }
        ByteBuffer content = ByteBuffer.wrap(data, Cell.contentStart(data, cell), Cell.contentLength(data, cell));
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(content).toString();
        } catch (CharacterCodingException e) {
            throw error(String.class, "holds bytes that are not UTF-8 and cannot be read as", e);
        }
    }

    @Override
    byte[] bytes(byte[] data, int cell) {
        int start = Cell.contentStart(data, cell);
        return Arrays.copyOfRange(data, start, start + Cell.contentLength(data, cell));
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
    BigDecimal decimal(byte[] data, int cell, Class<?> asked) {
        try {
            return NumberText.parseDecimal(data, Cell.contentStart(data, cell), Cell.contentLength(data, cell));
        } catch (NumberFormatException e) {
            throw malformed(asked);
        }
    }

    @Override
    double real(byte[] data, int cell, Class<?> asked) {
        double value = parseReal(data, cell, asked);
        if (Double.isInfinite(value)) {
            throw outOfRange(asked);
        }
        return value;
    }

    /** {@code true} and {@code false}, or a number, of which zero is false. */
    @Override
    boolean truth(byte[] data, int cell, Class<?> asked) {
        int length = Cell.contentLength(data, cell);
        if (length == 4 || length == 5) {
            String word = contentText(data, cell);
            if (word.equalsIgnoreCase("true") || word.equalsIgnoreCase("false")) {
                return length == 4;
            }
        }
        return decimal(data, cell, asked).signum() != 0;
    }

    @Override
    MySQLDateTime dateTime(byte[] data, int cell, Class<?> asked) {
        int length = Cell.contentLength(data, cell);
        try {
            return TemporalText.parseDateTime(data, Cell.contentStart(data, cell), length);
        } catch (IllegalArgumentException e) {
            throw malformed(asked);
        }
    }

    @Override
    MySQLTime time(byte[] data, int cell, Class<?> asked) {
        try {
            return TemporalText.parseTime(data, Cell.contentStart(data, cell), Cell.contentLength(data, cell));
        } catch (IllegalArgumentException e) {
            throw malformed(asked);
        }
    }

    private double parseReal(byte[] data, int cell, Class<?> asked) {
        try {
            return NumberText.parseDouble(data, Cell.contentStart(data, cell), Cell.contentLength(data, cell));
        } catch (NumberFormatException e) {
            throw malformed(asked);
        }
    }
}
