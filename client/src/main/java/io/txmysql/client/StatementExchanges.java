// SPDX-License-Identifier: Apache-2.0
package io.txmysql.client;

import io.txmysql.protocol.codec.ParameterBlock;
import io.txmysql.protocol.codec.SqlTemplate;
import io.txmysql.protocol.codec.StatementKind;
import io.txmysql.protocol.exchange.Exchange;
import io.txmysql.protocol.exchange.ExecuteExchange;
import io.txmysql.protocol.exchange.QueryExchange;
import io.txmysql.protocol.exchange.ResultSink;
import io.txmysql.protocol.message.ComQuery;
import org.jspecify.annotations.Nullable;

/** Decides how a statement is run: as it stands, with its arguments escaped, or prepared on the server. */
final class StatementExchanges {
    private StatementExchanges() {}

    /** @throws io.txmysql.protocol.error.InvalidStatementException if markers and arguments do not fit together */
    static Exchange of(String sql, @Nullable Object[] args, ResultSink sink) {
        if (args.length == 0) {
            return new QueryExchange(ComQuery.of(sql), sql, isBarrier(StatementKind.of(sql)), sink);
        }
        SqlTemplate template = SqlTemplate.parse(sql);
        template.check(args.length);
        boolean barrier = isBarrier(template.kind());
        return switch (template.style()) {
            case PERCENT -> new QueryExchange(ComQuery.of(template.interpolate(args)), sql, barrier, sink);
            case QUESTION_MARK, NONE -> new ExecuteExchange(sql, ParameterBlock.encode(args), barrier, sink);
        };
    }

    /** What changes the session's state has to be answered before what follows is sent. */
    private static boolean isBarrier(StatementKind kind) {
        return kind == StatementKind.SESSION_STATE;
    }
}
