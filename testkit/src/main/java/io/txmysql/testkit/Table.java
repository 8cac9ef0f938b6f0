// SPDX-License-Identifier: Apache-2.0
package io.txmysql.testkit;

import io.txmysql.protocol.message.TextRow;
import io.txmysql.protocol.type.ColumnMetadata;
import io.txmysql.protocol.type.FieldType;
import io.txmysql.protocol.wire.PayloadWriter;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Columns and rows of a scripted result. Immutable.
 *
 * <pre>{@code
 * Table.of("id", "name").row(1, "one").row(2, null)
 * }</pre>
 *
 * A column is what its first value that is not null makes it: a BIGINT for whole numbers, a DOUBLE, a DECIMAL for
 * {@code BigDecimal}, a BLOB for {@code byte[]}, else a VARCHAR of the value's text. {@link #of(ColumnMetadata...)} says it exactly.
 */
public final class Table {
    static final ColumnMetadata PARAMETER = column("?", FieldType.VAR_STRING);

    private static final int UTF8MB4_GENERAL_CI = 45;
    private static final int NO_FIXED_DECIMALS = 31;

    private final List<String> names;
    private final @Nullable List<ColumnMetadata> given;
    private final List<List<@Nullable Object>> rows;

    private Table(List<String> names, @Nullable List<ColumnMetadata> given, List<List<@Nullable Object>> rows) {
        this.names = names;
        this.given = given;
        this.rows = rows;
    }

    /** A table whose columns have these names; their types come from the rows. */
    public static Table of(String... names) {
        return new Table(List.of(names), null, List.of());
    }

    /** A table with exactly these columns. */
    public static Table of(ColumnMetadata... columns) {
        List<String> names = Arrays.stream(columns).map(ColumnMetadata::name).toList();
        return new Table(names, List.of(columns), List.of());
    }

    /** A column of that type: text in utf8mb4, numbers signed. */
    public static ColumnMetadata column(String name, FieldType type) {
        boolean text = switch (type) {
            case VARCHAR, VAR_STRING, STRING, ENUM, SET -> true;
            default -> false;
        };
        int decimals = type == FieldType.DOUBLE || type == FieldType.FLOAT ? NO_FIXED_DECIMALS : 0;
        int collation = text ? UTF8MB4_GENERAL_CI : ColumnMetadata.BINARY_COLLATION;
        return new ColumnMetadata("", "", "", name, "", collation, 1024, type, 0, decimals);
    }

    /** The same table with one more row. */
    public Table row(@Nullable Object... values) {
        if (values.length != names.size()) {
            throw new IllegalArgumentException(values.length + " values for " + names.size() + " columns");
        }
        List<List<@Nullable Object>> more = new ArrayList<>(rows);
        more.add(Collections.unmodifiableList(new ArrayList<>(Arrays.asList(values))));
        return new Table(names, given, Collections.unmodifiableList(more));
    }

    public int size() {
        return rows.size();
    }

    public List<ColumnMetadata> columns() {
        return given != null
                ? given
                : IntStream.range(0, names.size())
                        .mapToObj(i -> column(names.get(i), typeOf(i)))
                        .toList();
    }

    private FieldType typeOf(int column) {
        for (List<@Nullable Object> row : rows) {
            Object value = row.get(column);
            if (value instanceof Long || value instanceof Integer || value instanceof Short || value instanceof Byte) {
                return FieldType.LONGLONG;
            } else if (value instanceof Double) {
                return FieldType.DOUBLE;
            } else if (value instanceof BigDecimal) {
                return FieldType.NEWDECIMAL;
            } else if (value instanceof byte[]) {
                return FieldType.BLOB;
            } else if (value != null) {
                return FieldType.VAR_STRING;
            }
        }
        return FieldType.VAR_STRING;
    }

    void encode(int row, boolean binary, PayloadWriter out) {
        if (binary) {
            encodeBinary(rows.get(row), out);
        } else {
            List<byte @Nullable []> values = new ArrayList<>();
            rows.get(row).forEach(value -> values.add(value == null ? null : bytes(value)));
            new TextRow(values).encode(out);
        }
    }

    private void encodeBinary(List<@Nullable Object> row, PayloadWriter out) {
        List<ColumnMetadata> columns = columns();
        byte[] nulls = new byte[(columns.size() + 2 + 7) / 8];
        for (int i = 0; i < row.size(); i++) {
            if (row.get(i) == null) {
                nulls[(i + 2) / 8] |= (byte) (1 << (i + 2) % 8);
            }
        }
        out.writeInt1(0).writeBytes(nulls);
        for (int i = 0; i < row.size(); i++) {
            Object value = row.get(i);
            if (value != null) {
                encodeBinary(columns.get(i).type(), value, out);
            }
        }
    }

    private static void encodeBinary(FieldType type, Object value, PayloadWriter out) {
        switch (type) {
            case TINY -> out.writeInt1((int) whole(value));
            case SHORT, YEAR -> out.writeInt2((int) whole(value));
            case LONG, INT24 -> out.writeInt4((int) whole(value));
            case LONGLONG -> out.writeInt8(whole(value));
            case FLOAT -> out.writeInt4(Float.floatToRawIntBits(((Number) value).floatValue()));
            case DOUBLE -> out.writeInt8(Double.doubleToRawLongBits(((Number) value).doubleValue()));
            default -> out.writeLengthEncodedBytes(bytes(value));
        }
    }

    private static long whole(Object value) {
        return ((Number) value).longValue();
    }

    private static byte[] bytes(Object value) {
        return value instanceof byte[] bytes ? bytes : String.valueOf(value).getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
        return "Table" + names + " of " + rows.size() + " rows";
    }
}
