// SPDX-License-Identifier: Apache-2.0
package io.txmysql.protocol.codec;

import io.txmysql.protocol.type.ColumnMetadata;
import io.txmysql.protocol.type.FieldType;
import io.txmysql.protocol.type.MySQLDateTime;
import io.txmysql.protocol.wire.LittleEndian;

/** DATE, DATETIME and TIMESTAMP. In binary rows trailing parts that are zero are left out: 0, 4, 7 or 11 bytes. */
final class DateTimeCodec extends ColumnCodec {
    private static final int MAX_FRACTION_DIGITS = 6;

    private final boolean dateOnly;

    DateTimeCodec(RowFormat format, ColumnMetadata column) {
        super(format, column);
        dateOnly = column.type() == FieldType.DATE || column.type() == FieldType.NEWDATE;
    }

    @Override
    boolean isBinaryLength(int length, boolean oneByte) {
        return oneByte && (length == 0 || length == 4 || length == 7 || length == 11);
    }

    @Override
    Object value(byte[] data, int cell) {
        if (dateOnly) {
            return JavaTypes.localDate(this, data, cell);
        }
        return JavaTypes.localDateTime(this, data, cell);
    }

    @Override
    String text(byte[] data, int cell) {
        if (!binary) {
            return contentText(data, cell);
        }
        MySQLDateTime value = dateTime(data, cell, String.class);
        if (dateOnly) {
            return value.dateText();
        }
        return column.decimals() <= MAX_FRACTION_DIGITS ? value.text(column.decimals()) : value.toString();
    }

    @Override
    MySQLDateTime dateTime(byte[] data, int cell, Class<?> asked) {
        MySQLDateTime value;
        try {
            value = binary
                    ? binaryDateTime(data, cell)
                    : TemporalText.parseDateTime(data, Cell.contentStart(data, cell), Cell.contentLength(data, cell));
        } catch (IllegalArgumentException e) {
            throw malformed(asked);
        }
        if (dateOnly && !value.isMidnight()) {
            throw malformed(asked);
        }
        return value;
    }

    private static MySQLDateTime binaryDateTime(byte[] data, int cell) {
        int length = data[cell];
        if (length == 0) {
            return new MySQLDateTime(0, 0, 0, 0, 0, 0, 0);
        }
        int year = LittleEndian.getUnsignedShort(data, cell + 1);
        int month = data[cell + 3];
        int day = data[cell + 4];
        if (length == 4) {
            return new MySQLDateTime(year, month, day, 0, 0, 0, 0);
        }
        int microsecond = length == 7 ? 0 : LittleEndian.getInt(data, cell + 8);
        return new MySQLDateTime(year, month, day, data[cell + 5], data[cell + 6], data[cell + 7], microsecond);
    }
}
