// SPDX-License-Identifier: Apache-2.0
package io.txmysql.protocol.exchange;

import io.txmysql.protocol.codec.StatementTraits;
import io.txmysql.protocol.error.MySQLException;
import io.txmysql.protocol.message.ErrPacket;
import io.txmysql.protocol.message.OkPacket;
import io.txmysql.protocol.message.ReplyHeader;
import io.txmysql.protocol.wire.MalformedPacketException;
import io.txmysql.protocol.wire.PayloadReader;
import org.jspecify.annotations.Nullable;

/** A command whose whole answer is one OK or ERR packet. */
abstract class OkExchange extends Exchange {
    private final ResultSink sink;
    private @Nullable OkPacket ok;
    private @Nullable MySQLException failure;
    private boolean ended;

    OkExchange(String statement, StatementTraits traits, ResultSink sink) {
        super(statement, traits);
        this.sink = sink;
    }

    /** Called once, when the server has said OK, before what the OK tells of the session is learnt. */
    void onSuccess(SessionState session) {}

    /** Called once, when the server has refused. */
    void onRefusal(SessionState session, MySQLException refusal) {}

    /** Whether nothing can change how it ends. */
    boolean isOver() {
        return ok != null || failure != null;
    }

    @Override
    public final Step onPayload(PayloadReader payload, SessionState session) {
        switch (ReplyHeader.ofCommand(payload)) {
            case OK -> {
                ok = OkPacket.decode(payload, session.capabilities());
                onSuccess(session);
                session.onOk(ok, null);
            }
            case ERR -> {
                failure = session.onErr(ErrPacket.decode(payload), statement());
                onRefusal(session, failure);
            }
            default -> throw new MalformedPacketException("neither OK nor ERR answers " + statement());
        }
        return Step.DONE;
    }

    @Override
    public final boolean hasFailed() {
        return failure != null;
    }

    @Override
    public final void fail(MySQLException cause) {
        if (!isOver()) {
            failure = cause;
        }
    }

    @Override
    public final void deliver() {
        if (ended || !isOver()) {
            return;
        }
        if (failure != null) {
            ended = true;
            sink.onFailure(failure);
        } else if (ok != null) {
            ended = true;
            sink.onResultEnd(new ResultEnd(null, ok));
            sink.onComplete();
        }
    }

    @Override
    public final ResultSink sink() {
        return sink;
    }

    @Override
    final void onSent() {
        sink.onSent();
    }

    @Override
    public final boolean isAbandoned() {
        return sink.isAbandoned();
    }
}
