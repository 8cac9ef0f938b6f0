// SPDX-License-Identifier: Apache-2.0
package io.txmysql.client;

import io.txmysql.api.ConnectionState;
import io.txmysql.api.MySQLConnection;
import io.txmysql.api.OperationResult;
import io.txmysql.api.Query;
import io.txmysql.api.Rows;
import io.txmysql.api.Transaction;
import io.txmysql.api.TransactionOptions;
import io.txmysql.protocol.error.ConnectionClosedException;
import io.txmysql.protocol.error.Delivery;
import io.txmysql.protocol.error.ErrorContext;
import io.txmysql.protocol.error.Phase;
import io.txmysql.protocol.exchange.Exchange;
import io.txmysql.protocol.exchange.InitDbExchange;
import io.txmysql.protocol.exchange.PingExchange;
import io.txmysql.protocol.exchange.ResetConnectionExchange;
import io.txmysql.protocol.exchange.ResultSink;
import io.txmysql.supervisor.Supervisor;
import io.txmysql.supervisor.Work;
import io.txmysql.transport.Loop;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The connection that users hold. Calls come from any thread: what can be done there (checking, escaping, encoding of
 * arguments) is done there, the rest is handed to the event loop, where the supervisor lives.
 */
public final class LogicalConnection implements MySQLConnection {
    private final Loop loop;
    private final Supervisor supervisor;
    private final Runnable onClose;
    private final String endpoint;
    private final Mailbox mailbox;
    private final AtomicBoolean released = new AtomicBoolean();

    /**
     * @param endpoint where it leads to, for errors and {@link #toString}
     * @param onClose is called once, when this connection has been closed
     */
    public LogicalConnection(Loop loop, Supervisor supervisor, String endpoint, Runnable onClose) {
        this.loop = loop;
        this.supervisor = supervisor;
        this.endpoint = endpoint;
        this.onClose = onClose;
        this.mailbox = new Mailbox(loop);
    }

    @Override
    public Query query(String sql) {
        return new FluentQuery(this, sql, new Object[0], false);
    }

    @Override
    public CompletableFuture<Rows> runQuery(String sql, @Nullable Object... args) {
        return rows(StatementCommands.of(sql, args));
    }

    CompletableFuture<Rows> rows(Command command) {
        return call(true, ResultRows::chain, command);
    }

    @Override
    public CompletableFuture<OperationResult> runOperation(String sql, @Nullable Object... args) {
        return operation(StatementCommands.of(sql, args));
    }

    CompletableFuture<OperationResult> operation(Command command) {
        return call(false, LogicalConnection::lastOperationResult, command);
    }

    private static OperationResult lastOperationResult(List<ResultRows> results) {
        return results.get(results.size() - 1).operationResult();
    }

    @Override
    public CompletableFuture<@Nullable Object> fetchOne(String sql, @Nullable Object... args) {
        return this.<@Nullable Object>call(
                true,
                results ->
                        results.get(0).isEmpty() ? null : results.get(0).get(0).get(0),
                StatementCommands.of(sql, args));
    }

    @Override
    public <T> CompletableFuture<@Nullable T> fetchOne(Class<T> type, String sql, @Nullable Object... args) {
        return this.<@Nullable T>call(
                true,
                results ->
                        results.get(0).isEmpty() ? null : results.get(0).get(0).get(0, type),
                StatementCommands.of(sql, args));
    }

    @Override
    public CompletableFuture<@Nullable Void> selectDb(String database) {
        return command(sink -> new InitDbExchange(database, sink));
    }

    @Override
    public CompletableFuture<@Nullable Void> ping() {
        return command(PingExchange::new);
    }

    @Override
    public CompletableFuture<@Nullable Void> reset() {
        return command(ResetConnectionExchange::new);
    }

    private CompletableFuture<@Nullable Void> command(Function<ResultSink, Exchange> exchange) {
        return this.<@Nullable Void>call(false, results -> null, Command.plain(exchange));
    }

    /** The command was made on this thread, so that a wrong statement fails at the call; the rest is the event loop's. */
    private <T extends @Nullable Object> CompletableFuture<T> call(
            boolean keepRows, Function<List<ResultRows>, T> outcome, Command command) {
        CallFuture<T> future = new CallFuture<>(loop);
        CollectingSink<T> answer = new CollectingSink<>(future, keepRows, outcome);
        Work work = new Work(command.statement(), command.bytes(), command.idempotent(), command.exchange(), answer);
        mailbox.put(() -> supervisor.submit(work));
        return future;
    }

    @Override
    public CompletableFuture<Transaction> begin(TransactionOptions options) {
        throw new UnsupportedOperationException("not built yet");
    }

    @Override
    public <T extends @Nullable Object> CompletableFuture<T> inTransaction(
            TransactionOptions options, Function<? super Transaction, ? extends CompletionStage<T>> body) {
        throw new UnsupportedOperationException("not built yet");
    }

    @Override
    public ConnectionState state() {
        return supervisor.state();
    }

    @Override
    public CompletableFuture<@Nullable Void> closeGracefully(Duration timeout) {
        CallFuture<@Nullable Void> future = new CallFuture<>(loop);
        loop.execute(() -> supervisor.drain(timeout, () -> {
            release();
            future.complete(null);
        }));
        return future;
    }

    @Override
    public void close() {
        loop.execute(() -> {
            supervisor.close(closed());
            release();
        });
    }

    private void release() {
        if (released.compareAndSet(false, true)) {
            onClose.run();
        }
    }

    private ConnectionClosedException closed() {
        return new ConnectionClosedException(
                "the connection was closed by its owner",
                new ErrorContext(endpoint, Phase.CLOSE, null, Delivery.NOT_EXECUTED),
                null);
    }

    @Override
    public String toString() {
        return "MySQLConnection[" + endpoint + ", " + state() + ']';
    }
}
