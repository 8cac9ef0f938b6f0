// SPDX-License-Identifier: Apache-2.0
package io.txmysql.protocol.exchange;

import io.txmysql.protocol.codec.StatementTraits;
import io.txmysql.protocol.message.ComInitDb;
import io.txmysql.protocol.wire.PayloadWriter;

/** COM_INIT_DB: selects a database. What follows depends on it, so it is a barrier. */
public final class InitDbExchange extends OkExchange {
    private final String database;

    public InitDbExchange(String database, ResultSink sink) {
        super("COM_INIT_DB " + database, StatementTraits.BARRIER, sink);
        this.database = database;
    }

    @Override
    public void encode(PayloadWriter out) {
        new ComInitDb(database).encode(out);
    }

    @Override
    void onSuccess(SessionState session) {
        session.schema(database);
    }
}
