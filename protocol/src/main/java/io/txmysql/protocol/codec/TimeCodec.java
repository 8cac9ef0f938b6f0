// SPDX-License-Identifier: Apache-2.0
package io.txmysql.protocol.codec;

import io.txmysql.protocol.type.ColumnMetadata;
import io.txmysql.protocol.type.MySQLTime;
import io.txmysql.protocol.wire.LittleEndian;

/** TIME, signed and up to 838 hours. In binary rows: 0, 8 or 12 bytes, with the days apart. */
final class TimeCodec extends ColumnCodec {
    private static final int MAX_FRACTION_DIGITS = 6;
    private static final int HOURS_OF_DAY = 24;

    TimeCodec(RowFormat format, ColumnMetadata column) {
        super(format, column);
    }

    @Override
    boolean isBinaryLength(int length, boolean oneByte) {
        return oneByte && (length == 0 || length == 8 || length == 12);
    }

    @Override
    Object value(byte[] data, int cell) {
        return JavaTypes.duration(this, data, cell);
    }

    @Override
    String text(byte[] data, int cell) {
        if (!binary) {
            return contentText(data, cell);
        }
        MySQLTime value = time(data, cell, String.class);
        return column.decimals() <= MAX_FRACTION_DIGITS ? value.text(column.decimals()) : value.toString();
    }

    @Override
    MySQLTime time(byte[] data, int cell, Class<?> asked) {
        try {
            return binary
                    ? binaryTime(data, cell)
                    : TemporalText.parseTime(data, Cell.contentStart(data, cell), Cell.contentLength(data, cell));
        } catch (IllegalArgumentException e) {
            throw malformed(asked);
        }
    }

    private static MySQLTime binaryTime(byte[] data, int cell) {
        int length = data[cell];
        if (length == 0) {
            return new MySQLTime(false, 0, 0, 0, 0);
        }
        int days = LittleEndian.getInt(data, cell + 2);
        if (days < 0 || days > MySQLTime.MAX_HOURS / HOURS_OF_DAY) {
            throw new IllegalArgumentException("too many days");
        }
        int hours = data[cell + 6] & 0xFF;
        int microseconds = length == 8 ? 0 : LittleEndian.getInt(data, cell + 9);
        return new MySQLTime(
                data[cell + 1] != 0, days * HOURS_OF_DAY + hours, data[cell + 7], data[cell + 8], microseconds);
    }
}
