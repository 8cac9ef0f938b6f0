// SPDX-License-Identifier: Apache-2.0
package io.txmysql.benchmarks;

import io.txmysql.protocol.error.MySQLException;
import io.txmysql.protocol.exchange.QueryExchange;
import io.txmysql.protocol.exchange.ResultEnd;
import io.txmysql.protocol.exchange.ResultSink;
import io.txmysql.protocol.exchange.RowBatch;
import io.txmysql.transport.Session;
import io.txmysql.transport.SessionListener;

/** Exchanges are submitted to one session. */
final class SessionBurst extends Burst implements ResultSink, SessionListener {
    private final Session session = new ScriptedSession(loop, Parts.limit(), this);

    @Override
    void submit() {
        session.submit(new QueryExchange(COMMAND, SQL, TRAITS, this));
    }

    @Override
    public void onRows(RowBatch rows) {
        throw new IllegalStateException("rows");
    }

    @Override
    public void onResultEnd(ResultEnd end) {}

    @Override
    public void onComplete() {
        answered();
    }

    @Override
    public void onFailure(MySQLException failure) {
        throw failure;
    }

    @Override
    public void onReady(Session ready) {}

    @Override
    public void onEnd(MySQLException cause) {
        throw cause;
    }
}
