// SPDX-License-Identifier: Apache-2.0
package io.txmysql.client;

import io.txmysql.api.OperationResult;
import io.txmysql.api.Query;
import io.txmysql.api.Rows;
import io.txmysql.api.SqlRunner;
import io.txmysql.protocol.codec.StatementTraits;
import io.txmysql.protocol.error.SessionPin;
import io.txmysql.protocol.exchange.Exchange;
import io.txmysql.protocol.exchange.ResultSink;
import io.txmysql.supervisor.Answer;
import io.txmysql.supervisor.Command;
import io.txmysql.supervisor.Command.Repeat;
import io.txmysql.supervisor.Work;
import io.txmysql.supervisor.WorkTarget;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Calls become work. They come from any thread: what can be done there (checking, escaping, encoding of arguments) is done
 * there, so that a wrong statement fails at the call; the rest is handed to the loop, where the target lives.
 */
abstract class Runner implements SqlRunner {
    /** Of a command that leaves a session as it was after the login. */
    private static final StatementTraits RESET = new StatementTraits(
            true, Set.of(), EnumSet.allOf(SessionPin.class), StatementTraits.TransactionControl.NONE, false);

    private final Mailbox mailbox;
    private final WorkTarget target;

    Runner(Mailbox mailbox, WorkTarget target) {
        this.mailbox = mailbox;
        this.target = target;
    }

    /** Makes the work of one call. */
    Work work(Command command, Answer answer) {
        return new Work(command, answer).knowing(target.lossesTold());
    }

    final Mailbox mailbox() {
        return mailbox;
    }

    @Override
    public final Query query(String sql) {
        return new FluentQuery(this, sql, new Object[0], Repeat.UNDECLARED, null);
    }

    @Override
    public final CompletableFuture<Rows> runQuery(String sql, @Nullable Object... args) {
        return rows(StatementCommands.of(sql, args));
    }

    final CompletableFuture<Rows> rows(Command command) {
        return call(true, ResultRows::chain, command);
    }

    @Override
    public final CompletableFuture<OperationResult> runOperation(String sql, @Nullable Object... args) {
        return operation(StatementCommands.of(sql, args));
    }

    final CompletableFuture<OperationResult> operation(Command command) {
        return call(false, Runner::lastOperationResult, command);
    }

    private static OperationResult lastOperationResult(List<ResultRows> results) {
        return results.get(results.size() - 1).operationResult();
    }

    @Override
    public final CompletableFuture<@Nullable Object> fetchOne(String sql, @Nullable Object... args) {
        return this.<@Nullable Object>call(
                true,
                results ->
                        results.get(0).isEmpty() ? null : results.get(0).get(0).get(0),
                StatementCommands.of(sql, args));
    }

    @Override
    public final <T> CompletableFuture<@Nullable T> fetchOne(Class<T> type, String sql, @Nullable Object... args) {
        return this.<@Nullable T>call(
                true,
                results ->
                        results.get(0).isEmpty() ? null : results.get(0).get(0).get(0, type),
                StatementCommands.of(sql, args));
    }

    /** Runs a command for its success. */
    final CallFuture<@Nullable Void> command(Command command) {
        return this.<@Nullable Void>call(false, results -> null, command);
    }

    /** A command without SQL, which may be run again whatever has happened. */
    final CallFuture<@Nullable Void> command(StatementTraits traits, Function<ResultSink, Exchange> exchange) {
        return command(Command.plain(traits, Repeat.HARMLESS, exchange));
    }

    final CallFuture<@Nullable Void> resetCommand(Function<ResultSink, Exchange> exchange) {
        return command(RESET, exchange);
    }

    final <T extends @Nullable Object> CallFuture<T> call(
            boolean keepRows, Function<List<ResultRows>, T> outcome, Command command) {
        Call<T> call = new Call<>(mailbox, target, keepRows, outcome, answer -> work(command, answer));
        begun(call.future());
        return call.begin();
    }

    /** A call is about to be made. */
    void begun(CompletableFuture<?> call) {}
}
