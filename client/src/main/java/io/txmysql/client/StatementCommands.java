// SPDX-License-Identifier: Apache-2.0
package io.txmysql.client;

import io.txmysql.protocol.codec.ParameterBlock;
import io.txmysql.protocol.codec.SqlTemplate;
import io.txmysql.protocol.codec.StatementKind;
import io.txmysql.protocol.exchange.ExecuteExchange;
import io.txmysql.protocol.exchange.QueryExchange;
import io.txmysql.protocol.message.ComQuery;
import org.jspecify.annotations.Nullable;

/** Decides how a statement is run: as it stands, with its arguments escaped, or prepared on the server. */
final class StatementCommands {
    private StatementCommands() {}

    /** @throws io.txmysql.protocol.error.InvalidStatementException if markers and arguments do not fit together */
    static Command of(String sql, @Nullable Object... args) {
        if (args.length == 0) {
            return text(sql, sql, StatementKind.of(sql));
        }
        SqlTemplate template = SqlTemplate.parse(sql);
        template.check(args.length);
        return switch (template.style()) {
            case PERCENT -> text(sql, template.interpolate(args), template.kind());
            case QUESTION_MARK, NONE -> prepared(sql, ParameterBlock.encode(args), template.kind());
        };
    }

    private static Command text(String statement, String sql, StatementKind kind) {
        ComQuery command = ComQuery.of(sql);
        boolean barrier = isBarrier(kind);
        return new Command(
                statement, command.sql().length, false, sink -> new QueryExchange(command, statement, barrier, sink));
    }

    private static Command prepared(String sql, ParameterBlock parameters, StatementKind kind) {
        boolean barrier = isBarrier(kind);
        return new Command(
                sql,
                sql.length() + parameters.bytes().length,
                false,
                sink -> new ExecuteExchange(sql, parameters, barrier, sink));
    }

    /** What changes the session's state has to be answered before what follows is sent. */
    private static boolean isBarrier(StatementKind kind) {
        return kind == StatementKind.SESSION_STATE;
    }
}
