// SPDX-License-Identifier: Apache-2.0
package io.txmysql.protocol.session;

import io.txmysql.protocol.message.BinaryRow;
import io.txmysql.protocol.message.Capabilities;
import io.txmysql.protocol.message.ColumnCount;
import io.txmysql.protocol.message.ColumnDefinition41;
import io.txmysql.protocol.message.EofPacket;
import io.txmysql.protocol.message.OkPacket;
import io.txmysql.protocol.message.ServerStatus;
import io.txmysql.protocol.message.TextRow;
import io.txmysql.protocol.type.ColumnMetadata;
import io.txmysql.protocol.type.FieldType;
import io.txmysql.protocol.wire.PayloadWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** A result with rows, as a scripted server sends it; with or without CLIENT_DEPRECATE_EOF. */
final class ResultScript implements Reply {
    private final List<ColumnMetadata> columns;
    private final List<Consumer<PayloadWriter>> rows = new ArrayList<>();
    private int status = ServerStatus.AUTOCOMMIT;
    private @Nullable Reply insteadOfEnd;

    private ResultScript(List<ColumnMetadata> columns) {
        this.columns = columns;
    }

    static ResultScript text(String... columns) {
        return binary(FieldType.VAR_STRING, columns);
    }

    static ResultScript binary(FieldType type, String... columns) {
        return new ResultScript(
                Arrays.stream(columns).map(name -> column(type, name)).toList());
    }

    static List<ColumnMetadata> columns(FieldType type, int count) {
        return IntStream.range(0, count).mapToObj(i -> column(type, "c" + i)).toList();
    }

    static ColumnMetadata column(FieldType type, String name) {
        return new ColumnMetadata("s", "t", "t", name, name, 45, 1024, type, 0, 0);
    }

    /** A row of COM_QUERY. */
    ResultScript row(@Nullable String... values) {
        List<byte @Nullable []> cells = new ArrayList<>();
        for (String value : values) {
            cells.add(value == null ? null : value.getBytes(StandardCharsets.UTF_8));
        }
        rows.add(new TextRow(cells)::encode);
        return this;
    }

    /** A row of COM_STMT_EXECUTE whose columns are all BIGINT. */
    ResultScript longs(long... values) {
        PayloadWriter content = bitmap();
        for (long value : values) {
            content.writeInt8(value);
        }
        rows.add(new BinaryRow(content.toByteArray())::encode);
        return this;
    }

    /** A row of COM_STMT_EXECUTE whose columns are all strings. */
    ResultScript strings(String... values) {
        PayloadWriter content = bitmap();
        for (String value : values) {
            content.writeLengthEncodedString(value);
        }
        rows.add(new BinaryRow(content.toByteArray())::encode);
        return this;
    }

    private PayloadWriter bitmap() {
        return new PayloadWriter().writeZeros((columns.size() + 9) / 8);
    }

    ResultScript rawRow(byte[] payload) {
        rows.add(out -> out.writeBytes(payload));
        return this;
    }

    /** Another result follows. */
    ResultScript more() {
        status |= ServerStatus.MORE_RESULTS_EXISTS;
        return this;
    }

    /** After the rows comes something else than their end. */
    ResultScript endedBy(Reply reply) {
        insteadOfEnd = reply;
        return this;
    }

    @Override
    public void write(Packets out, long capabilities) {
        out.add(payload -> new ColumnCount(columns.size(), true).encode(payload, capabilities));
        definitions(out, capabilities, columns);
        rows.forEach(out::add);
        if (insteadOfEnd != null) {
            insteadOfEnd.write(out, capabilities);
        } else if (deprecatesEof(capabilities)) {
            OkPacket end = new OkPacket(0, 0, status, 0, "", List.of());
            out.add(payload -> end.encodeEnd(payload, capabilities));
        } else {
            out.add(new EofPacket(0, status)::encode);
        }
    }

    /** Definitions and, if there are any and the client wants it, the EOF packet after them. */
    static void definitions(Packets out, long capabilities, List<ColumnMetadata> columns) {
        for (ColumnMetadata column : columns) {
            out.add(payload -> new ColumnDefinition41(column).encode(payload, capabilities));
        }
        if (!columns.isEmpty() && !deprecatesEof(capabilities)) {
            out.add(new EofPacket(0, 0)::encode);
        }
    }

    private static boolean deprecatesEof(long capabilities) {
        return Capabilities.has(capabilities, Capabilities.CLIENT_DEPRECATE_EOF);
    }
}
