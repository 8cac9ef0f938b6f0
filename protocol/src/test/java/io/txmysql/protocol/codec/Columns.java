// SPDX-License-Identifier: Apache-2.0
package io.txmysql.protocol.codec;

import io.txmysql.protocol.type.ColumnFlags;
import io.txmysql.protocol.type.ColumnMetadata;
import io.txmysql.protocol.type.FieldType;
import io.txmysql.protocol.wire.PayloadReader;
import io.txmysql.protocol.wire.PayloadWriter;
import java.util.List;

/** Columns and one-column rows for the tests of this package. */
final class Columns {
    static final int UTF8MB4 = 45;

    private Columns() {}

    static ColumnMetadata of(FieldType type) {
        return of(type, 0, 11, 0);
    }

    static ColumnMetadata unsigned(FieldType type) {
        return of(type, ColumnFlags.UNSIGNED, 20, 0);
    }

    static ColumnMetadata of(FieldType type, int flags, long length, int decimals) {
        return new ColumnMetadata("", "", "", "c", "", ColumnMetadata.BINARY_COLLATION, length, type, flags, decimals);
    }

    static ColumnMetadata text(FieldType type) {
        return named("c", type);
    }

    static ColumnMetadata named(String name, FieldType type) {
        return new ColumnMetadata("", "", "", name, "", UTF8MB4, 160, type, 0, 0);
    }

    /** A row of one column, located and ready for the getters. */
    static final class Row {
        private final RowCodec codec;
        private final byte[] data;
        private final int cell;

        Row(RowCodec codec, byte[] data, int cell) {
            this.codec = codec;
            this.data = data;
            this.cell = cell;
        }

        <T> T get(Class<T> type) {
            T value = codec.get(data, cell, 0, type);
            if (value == null) {
                throw new AssertionError("the cell is NULL");
            }
            return value;
        }

        Object get() {
            return get(Object.class);
        }

        String string() {
            return get(String.class);
        }
    }

    static Row textRow(ColumnMetadata column, String value) {
        return row(RowFormat.TEXT, column, new PayloadWriter().writeLengthEncodedString(value));
    }

    static Row textRow(ColumnMetadata column, byte[] value) {
        return row(RowFormat.TEXT, column, new PayloadWriter().writeLengthEncodedBytes(value));
    }

    /** The value as it stands in a binary row, after header and bitmap. */
    static Row binaryRow(ColumnMetadata column, PayloadWriter value) {
        return row(RowFormat.BINARY, column, new PayloadWriter().writeInt2(0).writeBytes(value.toByteArray()));
    }

    private static Row row(RowFormat format, ColumnMetadata column, PayloadWriter payload) {
        RowCodec codec = RowCodec.of(format, List.of(column));
        byte[] data = payload.toByteArray();
        int[] cells = new int[1];
        codec.locate(new PayloadReader(data), 0, cells, 0);
        return new Row(codec, data, cells[0]);
    }
}
