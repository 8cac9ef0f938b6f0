// SPDX-License-Identifier: Apache-2.0
package io.txmysql.client;

import io.txmysql.api.ConnectionState;
import io.txmysql.api.MySQLConnection;
import io.txmysql.api.Transaction;
import io.txmysql.api.TransactionOptions;
import io.txmysql.protocol.codec.StatementTraits;
import io.txmysql.protocol.error.ConnectionClosedException;
import io.txmysql.protocol.error.Delivery;
import io.txmysql.protocol.error.ErrorContext;
import io.txmysql.protocol.error.Phase;
import io.txmysql.protocol.exchange.InitDbExchange;
import io.txmysql.protocol.exchange.PingExchange;
import io.txmysql.protocol.exchange.ResetConnectionExchange;
import io.txmysql.supervisor.Supervisor;
import io.txmysql.transport.Loop;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The connection that users hold: a supervisor of its own, and the way to it. Any thread. */
public final class LogicalConnection extends Runner implements MySQLConnection {
    private final Loop loop;
    private final Supervisor supervisor;
    private final Transactions transactions;
    private final Runnable onClose;
    private final String endpoint;
    private final AtomicBoolean released = new AtomicBoolean();

    /**
     * @param transactions how transactions are run again
     * @param endpoint where it leads to, for errors and {@link #toString}
     * @param onClose is called once, when this connection has been closed
     */
    public LogicalConnection(
            Loop loop, Supervisor supervisor, Transactions transactions, String endpoint, Runnable onClose) {
        super(new Mailbox(loop), supervisor);
        this.loop = loop;
        this.supervisor = supervisor;
        this.transactions = transactions;
        this.endpoint = endpoint;
        this.onClose = onClose;
    }

    @Override
    public CompletableFuture<@Nullable Void> selectDb(String database) {
        return command(StatementTraits.BARRIER, sink -> new InitDbExchange(database, sink));
    }

    @Override
    public CompletableFuture<@Nullable Void> ping() {
        return command(StatementTraits.ORDINARY, PingExchange::new);
    }

    @Override
    public CompletableFuture<@Nullable Void> reset() {
        return resetCommand(ResetConnectionExchange::new);
    }

    @Override
    public CompletableFuture<Transaction> begin(TransactionOptions options) {
        return transactions.begin(mailbox(), supervisor, options, () -> {});
    }

    @Override
    public <T extends @Nullable Object> CompletableFuture<T> inTransaction(
            TransactionOptions options, Function<? super Transaction, ? extends CompletionStage<T>> body) {
        return transactions.run(mailbox(), options, () -> begin(options), body);
    }

    @Override
    public ConnectionState state() {
        return supervisor.state();
    }

    @Override
    public CompletableFuture<@Nullable Void> closeGracefully(Duration timeout) {
        CallFuture<@Nullable Void> future = new CallFuture<>(loop);
        mailbox()
                .put(() -> supervisor.drain(timeout, () -> {
                    transactions.close(closed());
                    release();
                    future.deliver();
                }));
        return future;
    }

    @Override
    public void close() {
        mailbox().put(() -> {
            supervisor.close(closed());
            transactions.close(closed());
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
