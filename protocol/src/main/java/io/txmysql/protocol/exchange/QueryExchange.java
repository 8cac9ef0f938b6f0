// SPDX-License-Identifier: Apache-2.0
package io.txmysql.protocol.exchange;

import io.txmysql.protocol.codec.RowFormat;
import io.txmysql.protocol.codec.StatementTraits;
import io.txmysql.protocol.message.ComQuery;
import io.txmysql.protocol.wire.PayloadWriter;

/** COM_QUERY: SQL as text, rows as text. */
public final class QueryExchange extends ResultExchange {
    private final ComQuery command;

    /**
     * @param command the SQL as it is sent
     * @param statement the SQL with its placeholders, for errors
     */
    public QueryExchange(ComQuery command, String statement, StatementTraits traits, ResultSink sink) {
        super(statement, traits, sink);
        this.command = command;
        expect(new ResultReader(RowFormat.TEXT, statement, null));
    }

    @Override
    public void encode(PayloadWriter out) {
        command.encode(out);
    }
}
