// SPDX-License-Identifier: Apache-2.0
package io.txmysql.protocol.exchange;

import io.txmysql.protocol.codec.StatementTraits;
import io.txmysql.protocol.error.MySQLException;
import io.txmysql.protocol.message.Capabilities;
import io.txmysql.protocol.message.ComStatementPrepare;
import io.txmysql.protocol.message.EofPacket;
import io.txmysql.protocol.message.ErrPacket;
import io.txmysql.protocol.message.ReplyHeader;
import io.txmysql.protocol.message.StatementPrepareOk;
import io.txmysql.protocol.wire.MalformedPacketException;
import io.txmysql.protocol.wire.PayloadReader;
import io.txmysql.protocol.wire.PayloadWriter;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * COM_STMT_PREPARE. The engine sends it in front of an execution whose statement is not there yet; its outcome is read
 * from the {@link PreparedStatement}. The definitions that come with it are passed over: those that come with each
 * execution are the ones that rows are decoded with.
 *
 * @see <a href="https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_com_stmt_prepare.html">COM_STMT_PREPARE</a>
 */
public final class PrepareExchange extends Exchange {
    private enum State {
        AWAIT_HEADER,
        AWAIT_DEFINITIONS,
        AWAIT_END_MARKER,
        DONE
    }

    private final PreparedStatement target;
    private State state = State.AWAIT_HEADER;
    private @Nullable StatementPrepareOk ok;
    private int parameters;
    private int columns;
    private int missing;
    private boolean endMarkers;

    public PrepareExchange(PreparedStatement target) {
        super(target.sql(), StatementTraits.ORDINARY);
        this.target = target;
    }

    public PreparedStatement target() {
        return target;
    }

    @Override
    public void encode(PayloadWriter out) {
        ComStatementPrepare.of(target.sql()).encode(out);
    }

    @Override
    public Step onPayload(PayloadReader payload, SessionState session) {
        return switch (state) {
            case AWAIT_HEADER -> onHeader(payload, session);
            case AWAIT_DEFINITIONS -> onDefinition();
            case AWAIT_END_MARKER -> onEndMarker(payload);
            case DONE -> throw new MalformedPacketException("a packet after the end of a reply");
        };
    }

    private Step onHeader(PayloadReader payload, SessionState session) {
        if (ReplyHeader.ofPrepare(payload) == ReplyHeader.ERR) {
            target.failed(session.onErr(ErrPacket.decode(payload), target.sql()));
            state = State.DONE;
            return Step.DONE;
        }
        StatementPrepareOk header = StatementPrepareOk.decode(payload);
        ok = header;
        parameters = header.parameterCount();
        columns = header.columnCount();
        endMarkers = !session.can(Capabilities.CLIENT_DEPRECATE_EOF);
        return nextList();
    }

    private Step nextList() {
        if (parameters > 0) {
            missing = parameters;
            parameters = 0;
            state = State.AWAIT_DEFINITIONS;
        } else if (columns > 0) {
            missing = columns;
            columns = 0;
            state = State.AWAIT_DEFINITIONS;
        } else {
            target.prepared(Objects.requireNonNull(ok)); // not before: a statement given up meanwhile is closed once
            state = State.DONE;
        }
        return state == State.DONE ? Step.DONE : Step.CONTINUE;
    }

    private Step onDefinition() {
        if (--missing > 0) {
            return Step.CONTINUE;
        }
        if (endMarkers) {
            state = State.AWAIT_END_MARKER;
            return Step.CONTINUE;
        }
        return nextList();
    }

    private Step onEndMarker(PayloadReader payload) {
        EofPacket.decode(payload);
        return nextList();
    }

    @Override
    public boolean hasFailed() {
        return target.failure() != null;
    }

    @Override
    public void fail(MySQLException cause) {
        if (state != State.DONE) {
            target.failed(cause);
            state = State.DONE;
        }
    }

    /** Nobody waits for it but the engine. */
    @Override
    public void deliver() {}
}
