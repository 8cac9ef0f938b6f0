// SPDX-License-Identifier: Apache-2.0
package io.txmysql.client;

import io.txmysql.api.OperationResult;
import io.txmysql.api.Query;
import io.txmysql.api.Rows;
import io.txmysql.protocol.error.ErrorContext;
import io.txmysql.protocol.error.UsageException;
import io.txmysql.supervisor.Command;
import io.txmysql.supervisor.Command.Repeat;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A query of one connection, pool or transaction. Immutable, any thread. */
final class FluentQuery implements Query {
    private final Runner runner;
    private final String sql;
    private final @Nullable Object[] args;
    private final Repeat repeat;
    private final @Nullable Duration timeout;

    FluentQuery(Runner runner, String sql, @Nullable Object[] args, Repeat repeat, @Nullable Duration timeout) {
        this.runner = runner;
        this.sql = sql;
        this.args = args;
        this.repeat = repeat;
        this.timeout = timeout;
    }

    @Override
    public Query bind(@Nullable Object... newArgs) {
        return new FluentQuery(runner, sql, newArgs.clone(), repeat, timeout);
    }

    @Override
    public Query idempotent() {
        return new FluentQuery(runner, sql, args, Repeat.IDEMPOTENT, timeout);
    }

    @Override
    public Query timeout(Duration limit) {
        if (limit.isNegative()) {
            throw new UsageException("a timeout is not negative: " + limit, ErrorContext.local(sql), null);
        }
        return new FluentQuery(runner, sql, args, repeat, limit);
    }

    @Override
    public CompletableFuture<Rows> rows() {
        return runner.rows(command());
    }

    @Override
    public CompletableFuture<OperationResult> operation() {
        return runner.operation(command());
    }

    private Command command() {
        return StatementCommands.of(sql, args).with(repeat).within(timeout);
    }
}
