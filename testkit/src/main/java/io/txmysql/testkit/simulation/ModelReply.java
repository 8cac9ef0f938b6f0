// SPDX-License-Identifier: Apache-2.0
package io.txmysql.testkit.simulation;

import io.txmysql.protocol.message.Capabilities;
import io.txmysql.protocol.message.ColumnCount;
import io.txmysql.protocol.message.ColumnDefinition41;
import io.txmysql.protocol.message.EofPacket;
import io.txmysql.protocol.message.ErrPacket;
import io.txmysql.protocol.message.HandshakeV10;
import io.txmysql.protocol.message.OkPacket;
import io.txmysql.protocol.message.ServerStatus;
import io.txmysql.protocol.message.SessionStateChange;
import io.txmysql.protocol.message.StatementPrepareOk;
import io.txmysql.protocol.type.ColumnMetadata;
import io.txmysql.protocol.type.FieldType;
import io.txmysql.protocol.wire.FrameWriter;
import io.txmysql.protocol.wire.PayloadReader;
import io.txmysql.protocol.wire.PayloadWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The packets of one answer of a model server, which leave in one write. One for each session, used again. */
final class ModelReply {
    private static final int UTF8MB4_GENERAL_CI = 45;
    private static final int BITMAP_OFFSET = 2;
    private static final ColumnMetadata PARAMETER = column("?", FieldType.VAR_STRING);

    private final PayloadWriter out = new PayloadWriter(256);
    private long capabilities;
    private int sequence;
    private int frame;

    /** One value of a row and its column. */
    record Cell(String name, FieldType type, @Nullable String value) {
        static Cell text(String name, @Nullable String value) {
            return new Cell(name, FieldType.VAR_STRING, value);
        }

        static Cell number(String name, long value) {
            return new Cell(name, FieldType.LONGLONG, Long.toString(value));
        }
    }

    private static ColumnMetadata column(String name, FieldType type) {
        int collation = type == FieldType.VAR_STRING ? UTF8MB4_GENERAL_CI : ColumnMetadata.BINARY_COLLATION;
        return new ColumnMetadata("", "", "", name, "", collation, 1024, type, 0, 0);
    }

    void negotiated(long newCapabilities) {
        capabilities = newCapabilities;
    }

    /** The sequence id of the next packet. */
    void sequence(int next) {
        sequence = next;
    }

    void to(SimulatedLink.End end) {
        if (out.position() > 0) {
            end.write(out.array(), 0, out.position());
            out.position(0);
        }
    }

    void greeting(HandshakeV10 greeting) {
        begin();
        greeting.encode(out);
        end();
    }

    void ok(int status, long affectedRows, long insertId, String info, List<SessionStateChange> changes) {
        boolean tracked = !changes.isEmpty() && Capabilities.has(capabilities, Capabilities.CLIENT_SESSION_TRACK);
        begin();
        new OkPacket(
                        affectedRows,
                        insertId,
                        tracked ? status | ServerStatus.SESSION_STATE_CHANGED : status,
                        0,
                        info,
                        tracked ? changes : List.of())
                .encode(out, capabilities);
        end();
    }

    void error(ServerError error, String details) {
        begin();
        new ErrPacket(error.errno, error.sqlState, details.isEmpty() ? error.message : error.message + ": " + details)
                .encode(out);
        end();
    }

    /** An error before the login, which has no SQLSTATE. */
    void earlyError(ServerError error) {
        begin();
        new ErrPacket(error.errno, null, error.message).encode(out);
        end();
    }

    void columns(List<Cell> cells, int status) {
        begin();
        new ColumnCount(cells.size(), true).encode(out, capabilities);
        end();
        for (Cell cell : cells) {
            definition(column(cell.name(), cell.type()));
        }
        endOfDefinitions(status);
    }

    void row(List<Cell> cells, boolean binary) {
        begin();
        if (binary) {
            binaryRow(cells);
        } else {
            for (Cell cell : cells) {
                if (cell.value() == null) {
                    out.writeInt1(PayloadReader.NULL_VALUE);
                } else {
                    out.writeLengthEncodedString(cell.value());
                }
            }
        }
        end();
    }

    private void binaryRow(List<Cell> cells) {
        byte[] nulls = new byte[(cells.size() + BITMAP_OFFSET + 7) / 8];
        for (int i = 0; i < cells.size(); i++) {
            if (cells.get(i).value() == null) {
                nulls[(i + BITMAP_OFFSET) / 8] |= (byte) (1 << (i + BITMAP_OFFSET) % 8);
            }
        }
        out.writeInt1(0).writeBytes(nulls);
        for (Cell cell : cells) {
            String value = cell.value();
            if (value != null && cell.type() == FieldType.LONGLONG) {
                out.writeInt8(Long.parseLong(value));
            } else if (value != null) {
                out.writeLengthEncodedBytes(value.getBytes(StandardCharsets.UTF_8));
            }
        }
    }

    void endOfRows(int status) {
        begin();
        if (Capabilities.has(capabilities, Capabilities.CLIENT_DEPRECATE_EOF)) {
            new OkPacket(0, 0, status, 0, "", List.of()).encodeEnd(out, capabilities);
        } else {
            new EofPacket(0, status).encode(out);
        }
        end();
    }

    void prepared(int statementId, int parameters, int columns, int status) {
        begin();
        new StatementPrepareOk(statementId, columns, parameters, 0).encode(out);
        end();
        for (int i = 0; i < parameters; i++) {
            definition(PARAMETER);
        }
        if (parameters > 0) {
            endOfDefinitions(status);
        }
        for (int i = 0; i < columns; i++) {
            definition(PARAMETER);
        }
        if (columns > 0) {
            endOfDefinitions(status);
        }
    }

    private void definition(ColumnMetadata column) {
        begin();
        new ColumnDefinition41(column).encode(out, capabilities);
        end();
    }

    private void endOfDefinitions(int status) {
        if (!Capabilities.has(capabilities, Capabilities.CLIENT_DEPRECATE_EOF)) {
            begin();
            new EofPacket(0, status).encode(out);
            end();
        }
    }

    private void begin() {
        frame = FrameWriter.begin(out);
    }

    private void end() {
        sequence += FrameWriter.end(out, frame, sequence);
    }
}
