// SPDX-License-Identifier: Apache-2.0
package io.txmysql.protocol.exchange;

import io.txmysql.protocol.codec.RowCodec;
import io.txmysql.protocol.codec.RowFormat;
import io.txmysql.protocol.error.Delivery;
import io.txmysql.protocol.error.MySQLException;
import io.txmysql.protocol.error.ProtocolViolationException;
import io.txmysql.protocol.message.Capabilities;
import io.txmysql.protocol.message.ColumnCount;
import io.txmysql.protocol.message.EofPacket;
import io.txmysql.protocol.message.ErrPacket;
import io.txmysql.protocol.message.OkPacket;
import io.txmysql.protocol.message.ReplyHeader;
import io.txmysql.protocol.message.ServerStatus;
import io.txmysql.protocol.wire.MalformedPacketException;
import io.txmysql.protocol.wire.PayloadReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Reads the answer of COM_QUERY and COM_STMT_EXECUTE: any number of results, each of rows or of an update count. It
 * belongs to one exchange and keeps what it has read until the exchange takes it for delivery.
 *
 * @see <a href="https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_com_query_response.html">COM_QUERY
 *     Response</a>
 */
final class ResultReader {
    private enum State {
        AWAIT_HEADER,
        AWAIT_COLUMNS,
        AWAIT_COLUMNS_END,
        AWAIT_ROWS,
        AWAIT_REFUSED_UPLOAD,
        DONE
    }

    private final RowFormat format;
    private final @Nullable String statement;
    private State state = State.AWAIT_HEADER;
    private List<ResultSignal> signals = new ArrayList<>(2);
    private @Nullable MySQLException failure;
    private @Nullable ColumnDefinitions known;
    private ColumnDefinitions.@Nullable Reader columns;
    private @Nullable RowBatchBuilder rows;
    private long parsedRows;

    /** @param known the definitions of an earlier execution of the same statement */
    ResultReader(RowFormat format, @Nullable String statement, @Nullable ColumnDefinitions known) {
        this.format = format;
        this.statement = statement;
        this.known = known;
    }

    /** The definitions of the latest result that had rows, for the next execution. */
    @Nullable
    ColumnDefinitions definitions() {
        return known;
    }

    @Nullable
    MySQLException failure() {
        return failure;
    }

    /** Whether the next payload is a row or what comes in place of one. */
    boolean isInRows() {
        return state == State.AWAIT_ROWS;
    }

    /** The rows of all results so far. */
    long parsedRows() {
        return parsedRows;
    }

    /** What has been read since the last call. */
    List<ResultSignal> take() {
        List<ResultSignal> taken = signals;
        signals = new ArrayList<>(2);
        return taken;
    }

    Exchange.Step onPayload(PayloadReader payload, SessionState session) {
        return switch (state) {
            case AWAIT_HEADER -> onHeader(payload, session);
            case AWAIT_COLUMNS -> onColumn(payload, session);
            case AWAIT_COLUMNS_END -> onColumnsEnd(payload, session);
            case AWAIT_ROWS -> onRow(payload, session);
            case AWAIT_REFUSED_UPLOAD -> onRefusedUpload(payload, session);
            case DONE -> throw new MalformedPacketException("a packet after the end of a reply");
        };
    }

    private Exchange.Step onHeader(PayloadReader payload, SessionState session) {
        return switch (ReplyHeader.ofCommand(payload)) {
            case OK -> onEnd(null, OkPacket.decode(payload, session.capabilities()), session);
            case ERR -> onError(payload, session);
            case LOCAL_INFILE -> refuseUpload(session);
            default -> {
                int count = ColumnCount.decode(payload, session.capabilities()).columns();
                columns = new ColumnDefinitions.Reader(format, count, known, session.capabilities());
                state = State.AWAIT_COLUMNS;
                yield Exchange.Step.CONTINUE;
            }
        };
    }

    private Exchange.Step onColumn(PayloadReader payload, SessionState session) {
        ColumnDefinitions.Reader reader = Objects.requireNonNull(columns);
        if (reader.add(payload)) {
            ColumnDefinitions definitions = reader.finish();
            columns = null;
            known = definitions;
            rows = new RowBatchBuilder(definitions.codec());
            state = session.can(Capabilities.CLIENT_DEPRECATE_EOF) ? State.AWAIT_ROWS : State.AWAIT_COLUMNS_END;
        }
        return Exchange.Step.CONTINUE;
    }

    private Exchange.Step onColumnsEnd(PayloadReader payload, SessionState session) {
        session.onStatus(EofPacket.decode(payload).status());
        state = State.AWAIT_ROWS;
        return Exchange.Step.CONTINUE;
    }

    private Exchange.Step onRow(PayloadReader payload, SessionState session) {
        RowBatchBuilder builder = Objects.requireNonNull(rows);
        return switch (rowHeader(payload, session)) {
            case ROW -> {
                if (builder.needsFlushBefore(payload.array())) {
                    releaseInput();
                }
                builder.add(payload);
                parsedRows++;
                yield Exchange.Step.CONTINUE;
            }
            case END -> {
                releaseInput();
                rows = null;
                yield onEnd(Objects.requireNonNull(known).codec(), decodeEnd(payload, session), session);
            }
            default -> onError(payload, session);
        };
    }

    private ReplyHeader rowHeader(PayloadReader payload, SessionState session) {
        return format == RowFormat.TEXT
                ? ReplyHeader.ofTextRow(payload, session.capabilities())
                : ReplyHeader.ofBinaryRow(payload, session.capabilities());
    }

    private static OkPacket decodeEnd(PayloadReader payload, SessionState session) {
        if (session.can(Capabilities.CLIENT_DEPRECATE_EOF)) {
            return OkPacket.decode(payload, session.capabilities());
        }
        EofPacket eof = EofPacket.decode(payload);
        return new OkPacket(0, 0, eof.status(), eof.warnings(), "", List.of());
    }

    private Exchange.Step onEnd(@Nullable RowCodec codec, OkPacket ok, SessionState session) {
        session.onOk(ok, statement);
        signals.add(new ResultEnd(codec, ok));
        boolean more = (ok.status() & ServerStatus.MORE_RESULTS_EXISTS) != 0;
        state = more ? State.AWAIT_HEADER : State.DONE;
        return more ? Exchange.Step.CONTINUE : Exchange.Step.DONE;
    }

    private Exchange.Step onError(PayloadReader payload, SessionState session) {
        releaseInput();
        failure = session.onErr(ErrPacket.decode(payload), statement);
        state = State.DONE;
        return Exchange.Step.DONE;
    }

    /** No file was offered, so none is sent: an empty packet ends the upload that the server asks for. */
    private Exchange.Step refuseUpload(SessionState session) {
        failure = new ProtocolViolationException(
                "the server asked for a local file, which this session has not offered; nothing was sent",
                session.context(statement, Delivery.ANSWERED),
                null);
        state = State.AWAIT_REFUSED_UPLOAD;
        return Exchange.Step.SEND;
    }

    private Exchange.Step onRefusedUpload(PayloadReader payload, SessionState session) {
        if (ReplyHeader.ofCommand(payload) == ReplyHeader.OK) {
            session.onOk(OkPacket.decode(payload, session.capabilities()), statement);
        } else if (ReplyHeader.ofCommand(payload) != ReplyHeader.ERR) {
            throw new MalformedPacketException("neither OK nor ERR after a refused upload");
        }
        state = State.DONE;
        return Exchange.Step.DONE;
    }

    /** Copies the rows that still lie in the input buffer. */
    void releaseInput() {
        RowBatch batch = rows == null ? null : rows.flush();
        if (batch != null) {
            signals.add(batch);
        }
    }
}
