// SPDX-License-Identifier: Apache-2.0
package io.txmysql.client;

import io.txmysql.api.ConnectionState;
import io.txmysql.api.MySQLConnection;
import io.txmysql.api.Transaction;
import io.txmysql.api.TransactionOptions;
import io.txmysql.pool.Lease;
import io.txmysql.protocol.codec.StatementTraits;
import io.txmysql.protocol.exchange.InitDbExchange;
import io.txmysql.protocol.exchange.PingExchange;
import io.txmysql.protocol.exchange.ResetConnectionExchange;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A connection of a pool in the hands of one borrower; closing it gives it back. Any thread. */
final class LeasedConnection extends Runner implements MySQLConnection {
    private final Lease lease;
    private final Transactions transactions;
    private final String endpoint;

    LeasedConnection(Mailbox mailbox, Lease lease, Transactions transactions, String endpoint) {
        super(mailbox, lease);
        this.lease = lease;
        this.transactions = transactions;
        this.endpoint = endpoint;
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
        return transactions.begin(mailbox(), lease, options, () -> {});
    }

    @Override
    public <T extends @Nullable Object> CompletableFuture<T> inTransaction(
            TransactionOptions options, Function<? super Transaction, ? extends CompletionStage<T>> body) {
        return transactions.run(mailbox(), options, () -> begin(options), body);
    }

    @Override
    public ConnectionState state() {
        return lease.isOver() ? ConnectionState.CLOSED : lease.supervisor().state();
    }

    /** What was called is finished first, as far as the time allows; then it is given back. */
    @Override
    public CompletableFuture<@Nullable Void> closeGracefully(Duration timeout) {
        CallFuture<@Nullable Void> future = new CallFuture<>(mailbox().loop());
        mailbox().put(() -> lease.releaseWhenDone(mailbox().loop(), timeout, future::deliver));
        return future;
    }

    @Override
    public void close() {
        mailbox().put(lease::release);
    }

    @Override
    public String toString() {
        return "MySQLConnection[" + endpoint + ", lent, " + state() + ']';
    }
}
