// SPDX-License-Identifier: Apache-2.0
package io.txmysql.client;

import io.txmysql.protocol.codec.ParameterBlock;
import io.txmysql.protocol.codec.SqlTemplate;
import io.txmysql.protocol.codec.StatementTraits;
import io.txmysql.protocol.exchange.ExecuteExchange;
import io.txmysql.protocol.exchange.QueryExchange;
import io.txmysql.protocol.message.ComQuery;
import io.txmysql.supervisor.Command;
import io.txmysql.supervisor.Command.Repeat;
import org.jspecify.annotations.Nullable;

/** Decides how a statement is run: as it stands, with its arguments escaped, or prepared on the server. */
final class StatementCommands {
    private StatementCommands() {}

    /** @throws io.txmysql.protocol.error.InvalidStatementException if markers and arguments do not fit together */
    static Command of(String sql, @Nullable Object... args) {
        if (args.length == 0) {
            return text(sql, StatementTraits.of(sql));
        }
        SqlTemplate template = SqlTemplate.parse(sql);
        template.check(args.length);
        return switch (template.style()) {
            case PERCENT -> text(sql, template.interpolate(args), template.traits());
            case QUESTION_MARK, NONE -> prepared(sql, ParameterBlock.encode(args), template.traits());
        };
    }

    /** A statement that is sent as it stands. */
    static Command text(String sql, StatementTraits traits) {
        return text(sql, sql, traits);
    }

    private static Command text(String statement, String sql, StatementTraits traits) {
        ComQuery command = ComQuery.of(sql);
        return new Command(
                statement,
                command.sql().length,
                traits,
                Repeat.UNDECLARED,
                null,
                sink -> new QueryExchange(command, statement, traits, sink));
    }

    private static Command prepared(String sql, ParameterBlock parameters, StatementTraits traits) {
        return new Command(
                sql,
                sql.length() + parameters.bytes().length,
                traits,
                Repeat.UNDECLARED,
                null,
                sink -> new ExecuteExchange(sql, parameters, traits, sink));
    }
}
