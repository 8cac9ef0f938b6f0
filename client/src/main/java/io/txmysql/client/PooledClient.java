// SPDX-License-Identifier: Apache-2.0
package io.txmysql.client;

import io.txmysql.api.MySQLConnection;
import io.txmysql.api.MySQLPool;
import io.txmysql.api.PoolMetrics;
import io.txmysql.api.PooledConnection;
import io.txmysql.api.Transaction;
import io.txmysql.api.TransactionOptions;
import io.txmysql.pool.Lease;
import io.txmysql.pool.LeaseRequest;
import io.txmysql.pool.Pool;
import io.txmysql.protocol.codec.StatementTraits;
import io.txmysql.protocol.error.ConnectionClosedException;
import io.txmysql.protocol.error.Delivery;
import io.txmysql.protocol.error.ErrorContext;
import io.txmysql.protocol.error.MySQLException;
import io.txmysql.protocol.error.Phase;
import io.txmysql.protocol.exchange.PingExchange;
import io.txmysql.transport.Loop;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The pool that users hold: the way to its loop. Any thread. */
public final class PooledClient extends Runner implements MySQLPool {
    private final Loop loop;
    private final Pool pool;
    private final Transactions transactions;
    private final boolean keepsBorrowers;
    private final String endpoint;
    private final Runnable onClose;
    private final AtomicBoolean released = new AtomicBoolean();

    /**
     * @param keepsBorrowers whether it is kept where a connection was borrowed
     * @param endpoint where it leads to, for errors and {@link #toString}
     * @param onClose is called once, when this pool has been closed
     */
    public PooledClient(
            Loop loop,
            Pool pool,
            Transactions transactions,
            boolean keepsBorrowers,
            String endpoint,
            Runnable onClose) {
        super(new Mailbox(loop), pool);
        this.loop = loop;
        this.pool = pool;
        this.transactions = transactions;
        this.keepsBorrowers = keepsBorrowers;
        this.endpoint = endpoint;
        this.onClose = onClose;
    }

    // --- Borrowing ---

    @Override
    public CompletableFuture<MySQLConnection> acquire() {
        return new Acquisition<MySQLConnection>(
                        (lease, future) ->
                                future.deliver(new LeasedConnection(mailbox(), lease, transactions, endpoint)),
                        Lease::release)
                .begin();
    }

    @Override
    public <T extends @Nullable Object> CompletableFuture<T> withConnection(
            Function<? super MySQLConnection, ? extends CompletionStage<T>> body) {
        return new Acquisition<T>((lease, future) -> lend(lease, future, body), Lease::release).begin();
    }

    private <T extends @Nullable Object> void lend(
            Lease lease, CallFuture<T> future, Function<? super MySQLConnection, ? extends CompletionStage<T>> body) {
        CompletionStage<T> result;
        try {
            result = Objects.requireNonNull(
                    body.apply(new LeasedConnection(mailbox(), lease, transactions, endpoint)),
                    "the function of withConnection gave no stage");
        } catch (RuntimeException | Error e) {
            result = CompletableFuture.failedFuture(e);
        }
        CompletionStage<T> unused = result.whenComplete((value, failure) -> {
            mailbox().put(lease::release);
            if (failure == null) {
                future.deliver(value);
            } else {
                future.deliverFailure(
                        failure instanceof CompletionException && failure.getCause() != null
                                ? failure.getCause()
                                : failure);
            }
        });
    }

    /** One wait for a lease, from the call on the caller's thread to what is made of the lease on the loop. */
    private final class Acquisition<T extends @Nullable Object> {
        private final LeaseRequest request;
        private final CallFuture<T> future;
        private final Consumer<Lease> undo;
        private @Nullable Lease lease;

        /**
         * @param use gets the lease when it is there
         * @param undo ends the use when the caller has turned away
         */
        Acquisition(LeaseUse<T> use, Consumer<Lease> undo) {
            this.undo = undo;
            this.future = new CallFuture<>(loop, () -> mailbox().put(this::onDetach));
            this.request = new LeaseRequest(
                    keepsBorrowers ? new Throwable("borrowed") : null,
                    granted -> onGranted(granted, use),
                    future::deliverFailure);
        }

        CallFuture<T> begin() {
            mailbox().put(() -> pool.request(request));
            return future;
        }

        private void onGranted(Lease granted, LeaseUse<T> use) {
            if (future.isDone()) {
                granted.release();
            } else {
                lease = granted;
                use.begin(granted, future);
            }
        }

        private void onDetach() {
            if (!pool.cancel(request) && lease != null) {
                undo.accept(lease);
            }
        }
    }

    /** What is done with a lease; it completes the future, unless somebody else does. */
    private interface LeaseUse<T extends @Nullable Object> {
        void begin(Lease lease, CallFuture<T> future);
    }

    // --- Transactions ---

    @Override
    public CompletableFuture<Transaction> begin(TransactionOptions options) {
        return new Acquisition<Transaction>((lease, future) -> open(lease, future, options), Lease::release).begin();
    }

    private void open(Lease lease, CallFuture<Transaction> future, TransactionOptions options) {
        CompletableFuture<?> unused = transactions
                .begin(mailbox(), lease, options, lease::release)
                .whenComplete((transaction, failure) -> {
                    if (failure != null) {
                        future.deliverFailure(failure);
                    } else if (!future.deliver(transaction)) {
                        transaction.close();
                    }
                });
    }

    @Override
    public <T extends @Nullable Object> CompletableFuture<T> inTransaction(
            TransactionOptions options, Function<? super Transaction, ? extends CompletionStage<T>> body) {
        return transactions.run(mailbox(), options, () -> begin(options), body);
    }

    // --- All connections ---

    @Override
    public CompletableFuture<@Nullable Void> selectDb(String database) {
        CallFuture<@Nullable Void> future = new CallFuture<>(loop);
        CompletableFuture<?> unused = withConnection(connection -> connection.selectDb(database))
                .whenComplete((done, failure) -> {
                    if (failure == null) {
                        pool.useDatabase(database);
                        future.deliver();
                    } else {
                        future.deliverFailure(failure);
                    }
                });
        return future;
    }

    @Override
    public CompletableFuture<@Nullable Void> ping() {
        return command(StatementTraits.ORDINARY, PingExchange::new);
    }

    @Override
    public CompletableFuture<@Nullable Void> warmUp() {
        CallFuture<@Nullable Void> future = new CallFuture<>(loop);
        mailbox().put(() -> pool.warmUp(future::deliver, future::deliverFailure));
        return future;
    }

    @Override
    public PoolMetrics metrics() {
        return pool.metrics();
    }

    @Override
    public CompletableFuture<List<PooledConnection>> connections() {
        CallFuture<List<PooledConnection>> future = new CallFuture<>(loop);
        mailbox().put(() -> future.deliver(pool.connections()));
        return future;
    }

    // --- The end ---

    @Override
    public CompletableFuture<@Nullable Void> closeGracefully(Duration timeout) {
        CallFuture<@Nullable Void> future = new CallFuture<>(loop);
        mailbox()
                .put(() -> pool.drain(timeout, () -> {
                    transactions.close(closed());
                    release();
                    future.deliver();
                }));
        return future;
    }

    @Override
    public void close() {
        mailbox().put(() -> {
            pool.close(closed());
            transactions.close(closed());
            release();
        });
    }

    private MySQLException closed() {
        return new ConnectionClosedException(
                "the pool was closed by its owner",
                new ErrorContext(endpoint, Phase.CLOSE, null, Delivery.NOT_EXECUTED),
                null);
    }

    private void release() {
        if (released.compareAndSet(false, true)) {
            onClose.run();
        }
    }

    @Override
    public String toString() {
        return "MySQLPool[" + endpoint + ", " + pool.state() + ']';
    }
}
