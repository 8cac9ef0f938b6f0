// SPDX-License-Identifier: Apache-2.0
package io.txmysql.protocol.exchange;

import io.txmysql.protocol.codec.ParameterBlock;
import io.txmysql.protocol.codec.RowFormat;
import io.txmysql.protocol.codec.StatementTraits;
import io.txmysql.protocol.error.Delivery;
import io.txmysql.protocol.error.InvalidStatementException;
import io.txmysql.protocol.message.ComStatementExecute;
import io.txmysql.protocol.message.StatementPrepareOk;
import io.txmysql.protocol.wire.PayloadWriter;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * COM_STMT_EXECUTE: rows in binary form. It names its statement by SQL; which statement of the server that is, the
 * engine decides when it is this command's turn to be sent.
 */
public final class ExecuteExchange extends ResultExchange {
    private static final int NO_CURSOR = 0;

    private final String sql;
    private final ParameterBlock parameters;
    private @Nullable PreparedStatement bound;

    public ExecuteExchange(String sql, ParameterBlock parameters, StatementTraits traits, ResultSink sink) {
        super(sql, traits, sink);
        this.sql = sql;
        this.parameters = parameters;
    }

    public String sql() {
        return sql;
    }

    /**
     * Says which statement of the server this executes.
     *
     * @param statement is prepared
     * @return null, or why it cannot be executed
     */
    public @Nullable InvalidStatementException bind(PreparedStatement statement, SessionState session) {
        StatementPrepareOk ok = Objects.requireNonNull(statement.prepared());
        if (ok.parameterCount() != parameters.count()) {
            return new InvalidStatementException(
                    "the statement has " + ok.parameterCount() + " markers by the server's count, and "
                            + parameters.count() + " arguments were given",
                    session.context(sql, Delivery.NOT_EXECUTED),
                    null);
        }
        bound = statement;
        expect(new ResultReader(RowFormat.BINARY, sql, statement.definitions()));
        return null;
    }

    @Override
    public void encode(PayloadWriter out) {
        StatementPrepareOk ok =
                Objects.requireNonNull(Objects.requireNonNull(bound).prepared());
        new ComStatementExecute(ok.statementId(), NO_CURSOR, parameters.bytes()).encode(out);
    }

    @Override
    void onSuccess(ResultReader finished) {
        Objects.requireNonNull(bound).definitions(finished.definitions());
    }
}
