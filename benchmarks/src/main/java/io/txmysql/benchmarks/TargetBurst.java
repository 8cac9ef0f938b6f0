// SPDX-License-Identifier: Apache-2.0
package io.txmysql.benchmarks;

import io.txmysql.protocol.error.MySQLException;
import io.txmysql.protocol.exchange.QueryExchange;
import io.txmysql.protocol.exchange.ResultEnd;
import io.txmysql.protocol.exchange.RowBatch;
import io.txmysql.supervisor.Answer;
import io.txmysql.supervisor.Command;
import io.txmysql.supervisor.Command.Repeat;
import io.txmysql.supervisor.Work;
import io.txmysql.supervisor.WorkTarget;
import java.util.function.Function;

/**
 * Work is submitted to a supervisor or a pool. All that the way over it asks for is made for each operation: the command,
 * the function that makes its exchange, the work.
 */
final class TargetBurst extends Burst implements Answer {
    private final WorkTarget target;

    private TargetBurst(Function<TurnLoop, WorkTarget> newTarget) {
        target = newTarget.apply(loop);
    }

    static Burst onSupervisor() {
        return new TargetBurst(Parts::newSupervisor);
    }

    static Burst onPool() {
        return new TargetBurst(Parts::newPool);
    }

    @Override
    void submit() {
        target.submit(new Work(command(SQL), this));
    }

    private static Command command(String sql) {
        return new Command(
                sql,
                COMMAND.sql().length,
                TRAITS,
                Repeat.UNDECLARED,
                null,
                sink -> new QueryExchange(COMMAND, sql, TRAITS, sink));
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
    public void restart() {
        throw new IllegalStateException("run again");
    }
}
