// SPDX-License-Identifier: Apache-2.0
package io.txmysql.testkit;

import io.txmysql.protocol.codec.RowCodec;
import io.txmysql.protocol.codec.RowFormat;
import io.txmysql.protocol.type.ColumnFlags;
import io.txmysql.protocol.type.ColumnMetadata;
import io.txmysql.protocol.type.FieldType;
import io.txmysql.protocol.wire.MalformedPacketException;
import io.txmysql.protocol.wire.PayloadReader;
import io.txmysql.protocol.wire.PayloadWriter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the arguments of COM_STMT_EXECUTE: behind their types they are a binary row whose NULL bitmap begins earlier. */
final class Arguments {
    private static final int UNSIGNED = 0x80;
    private static final int BITMAP_OFFSET_OF_ROWS = 2;

    private Arguments() {}

    static List<@Nullable Object> decode(byte[] parameterBlock, int count) {
        if (count == 0) {
            return List.of();
        }
        PayloadReader in = new PayloadReader(parameterBlock);
        byte[] nulls = in.readBytes((count + 7) / 8);
        if (in.readInt1() != 1) {
            throw new MalformedPacketException("arguments without their types");
        }
        List<ColumnMetadata> columns = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            FieldType type = FieldType.of(in.readInt1());
            int flags = (in.readInt1() & UNSIGNED) != 0 ? ColumnFlags.UNSIGNED : 0;
            ColumnMetadata column = Table.column("argument", type == null ? FieldType.VAR_STRING : type);
            columns.add(new ColumnMetadata(
                    "", "", "", "", "", column.collation(), column.length(), column.type(), flags, column.decimals()));
        }
        RowCodec codec = RowCodec.of(RowFormat.BINARY, columns);
        byte[] row = asRow(nulls, count, in.readRemainingBytes());
        int[] cells = new int[count];
        codec.locate(new PayloadReader(row), 0, cells, 0);
        List<@Nullable Object> arguments = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            arguments.add(codec.get(row, cells[i], i));
        }
        return Collections.unmodifiableList(arguments);
    }

    private static byte[] asRow(byte[] nulls, int count, byte[] values) {
        byte[] shifted = new byte[(count + BITMAP_OFFSET_OF_ROWS + 7) / 8];
        for (int i = 0; i < count; i++) {
            if ((nulls[i / 8] >> i % 8 & 1) != 0) {
                int bit = i + BITMAP_OFFSET_OF_ROWS;
                shifted[bit / 8] |= (byte) (1 << bit % 8);
            }
        }
        return new PayloadWriter()
                .writeInt1(0)
                .writeBytes(shifted)
                .writeBytes(values)
                .toByteArray();
    }
}
