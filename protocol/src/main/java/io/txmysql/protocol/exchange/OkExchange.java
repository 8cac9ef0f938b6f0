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

    /** Called once, when the server has said OK. */
    void onSuccess(SessionState session) {}

    @Override
    public final Step onPayload(PayloadReader payload, SessionState session) {
        switch (ReplyHeader.ofCommand(payload)) {
            case OK -> {
                ok = OkPacket.decode(payload, session.capabilities());
                onSuccess(session);
                session.onOk(ok);
            }
            case ERR -> failure = session.error(ErrPacket.decode(payload), statement());
            default -> throw new MalformedPacketException("neither OK nor ERR answers " + statement());
        }
        return Step.DONE;
    }

    @Override
    public final void fail(MySQLException cause) {
        if (ok == null && failure == null) {
            failure = cause;
        }
    }

    @Override
    public final void deliver() {
        if (ended) {
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
