// SPDX-License-Identifier: Apache-2.0
package io.txmysql.protocol.codec;

import io.txmysql.protocol.error.ErrorContext;
import io.txmysql.protocol.error.ValueConversionException;
import io.txmysql.protocol.type.ColumnMetadata;
import io.txmysql.protocol.type.MySQLDateTime;
import io.txmysql.protocol.type.MySQLTime;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Reads the cells of one column as canonical values. A subclass knows one family of MySQL types and gives those
 * canonical values that the family has; {@link JavaTypes} makes Java types out of them and knows no MySQL type.
 * Immutable, for any thread.
 *
 * <p>{@code asked} is the Java type that the caller wants, for messages. No message contains a value.
 */
abstract class ColumnCodec {
    final ColumnMetadata column;
    final boolean binary;

    ColumnCodec(RowFormat format, ColumnMetadata column) {
        this.column = column;
        this.binary = format == RowFormat.BINARY;
    }

    static ColumnCodec of(RowFormat format, ColumnMetadata column) {
        return switch (column.type()) {
            case TINY, SHORT, INT24, LONG, LONGLONG, YEAR -> new IntegerCodec(format, column);
            case FLOAT, DOUBLE -> new RealCodec(format, column);
            case DECIMAL, NEWDECIMAL -> new DecimalCodec(format, column);
            case BIT -> new BitCodec(format, column);
            case DATE, NEWDATE, DATETIME, TIMESTAMP -> new DateTimeCodec(format, column);
            case TIME -> new TimeCodec(format, column);
            case JSON, ENUM, SET -> new StringCodec(format, column, true);
            default -> new StringCodec(format, column, StringCodec.isText(column));
        };
    }

    /** How many bytes a cell of a binary row has; 0 if it begins with its length. */
    int binaryWidth() {
        return 0;
    }

    /**
     * Whether that many bytes can be a cell of a binary row that begins with its length.
     *
     * @param oneByte whether the length itself is one byte
     */
    boolean isBinaryLength(int length, boolean oneByte) {
        return true;
    }

    /** The value in the default Java type. */
    abstract Object value(byte[] data, int cell);

    /** What the server writes in a text row. */
    String text(byte[] data, int cell) {
        return contentText(data, cell);
    }

    byte[] bytes(byte[] data, int cell) {
        return text(data, cell).getBytes(StandardCharsets.UTF_8);
    }

    long integer(byte[] data, int cell, Class<?> asked) {
        throw cannot(asked);
    }

    BigInteger bigInteger(byte[] data, int cell, Class<?> asked) {
        return BigInteger.valueOf(integer(data, cell, asked));
    }

    BigDecimal decimal(byte[] data, int cell, Class<?> asked) {
        throw cannot(asked);
    }

    double real(byte[] data, int cell, Class<?> asked) {
        throw cannot(asked);
    }

    float singleReal(byte[] data, int cell, Class<?> asked) {
        double value = real(data, cell, asked);
        float narrowed = (float) value;
        if (Float.isInfinite(narrowed) && !Double.isInfinite(value)) {
            throw outOfRange(asked);
        }
        return narrowed;
    }

    boolean truth(byte[] data, int cell, Class<?> asked) {
        throw cannot(asked);
    }

    MySQLDateTime dateTime(byte[] data, int cell, Class<?> asked) {
        throw cannot(asked);
    }

    MySQLTime time(byte[] data, int cell, Class<?> asked) {
        throw cannot(asked);
    }

    /** Bits, the first one the least significant, as a big-endian number. */
    byte[] bits(byte[] data, int cell, Class<?> asked) {
        throw cannot(asked);
    }

    final String contentText(byte[] data, int cell) {
        return new String(data, Cell.contentStart(data, cell), Cell.contentLength(data, cell), StandardCharsets.UTF_8);
    }

    final ValueConversionException cannot(Class<?> asked) {
        return error(asked, "has no conversion to", null);
    }

    final ValueConversionException outOfRange(Class<?> asked) {
        return error(asked, "holds a value that does not fit", null);
    }

    final ValueConversionException malformed(Class<?> asked) {
        return error(asked, "holds a value that is malformed and cannot be read as", null);
    }

    final ValueConversionException error(Class<?> asked, String what, @Nullable Throwable cause) {
        return new ValueConversionException(
                "column `" + column.name() + "` of type " + SqlTypeName.of(column) + " " + what + " "
                        + asked.getSimpleName(),
                ErrorContext.decoding(),
                cause);
    }

    final ValueConversionException isNull(Class<?> asked) {
        return new ValueConversionException(
                "column `" + column.name() + "` is NULL; " + asked.getSimpleName() + " of " + SqlTypeName.of(column)
                        + " has no value for it, ask for a reference type",
                ErrorContext.decoding(),
                null);
    }
}
