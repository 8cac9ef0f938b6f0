// SPDX-License-Identifier: Apache-2.0
package io.txmysql.client;

import io.txmysql.api.OperationResult;
import io.txmysql.api.Query;
import io.txmysql.api.Rows;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A query of one connection. Immutable, any thread. */
final class FluentQuery implements Query {
    private final LogicalConnection connection;
    private final String sql;
    private final @Nullable Object[] args;
    private final boolean idempotent;

    FluentQuery(LogicalConnection connection, String sql, @Nullable Object[] args, boolean idempotent) {
        this.connection = connection;
        this.sql = sql;
        this.args = args;
        this.idempotent = idempotent;
    }

    @Override
    public Query bind(@Nullable Object... newArgs) {
        return new FluentQuery(connection, sql, newArgs.clone(), idempotent);
    }

    @Override
    public Query idempotent() {
        return new FluentQuery(connection, sql, args, true);
    }

    @Override
    public Query timeout(Duration limit) {
        throw new UnsupportedOperationException("not built yet");
    }

    @Override
    public CompletableFuture<Rows> rows() {
        return connection.rows(command());
    }

    @Override
    public CompletableFuture<OperationResult> operation() {
        return connection.operation(command());
    }

    private Command command() {
        Command command = StatementCommands.of(sql, args);
        return idempotent ? command.asIdempotent() : command;
    }
}
