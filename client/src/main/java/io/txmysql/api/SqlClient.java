// SPDX-License-Identifier: Apache-2.0
package io.txmysql.api;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a connection and a pool can do: everything that {@link SqlRunner} says, transactions, and an end.
 *
 * <h2>Transactions</h2>
 *
 * <pre>{@code
 * db.inTransaction(TransactionOptions.DEFAULT.retryDeadlocks(3), tx ->
 *     tx.runOperation("update account set balance = balance - ? where id = ?", 10, from)
 *       .thenCompose(done -> tx.runOperation("update account set balance = balance + ? where id = ?", 10, to)));
 * }</pre>
 *
 * A transaction is opened through this interface, not by the text {@code BEGIN}: only then do other callers wait while it is
 * open, and only then is a statement of it never run outside of it.
 */
public interface SqlClient extends SqlRunner, AutoCloseable {

    /**
     * Runs the function in a transaction and commits when its stage is complete; if it fails, rolls back and gives its
     * failure. Nothing is sent inside the transaction while an answer is outstanding.
     *
     * <p>If the server has rolled the transaction back because of a deadlock, or a lock was not granted in time, the function
     * is run again, whole, as often as {@link TransactionOptions#retryDeadlocks} says. The failures that can come in
     * addition to those of {@link SqlRunner}:
     *
     * <ul>
     *   <li>{@link io.txmysql.protocol.error.SessionStateLostException}: the session, and the transaction with it, ended
     *       before COMMIT was sent: nothing of it has happened;
     *   <li>{@link io.txmysql.protocol.error.TransactionOutcomeUnknownException}: the session ended while COMMIT was on its
     *       way.
     * </ul>
     *
     * @param body gets the transaction; called on the event loop, so it must not block; may be called again
     */
    <T extends @Nullable Object> CompletableFuture<T> inTransaction(
            TransactionOptions options, Function<? super Transaction, ? extends CompletionStage<T>> body);

    /** {@link #inTransaction(TransactionOptions, Function)} with the options of the session and no retries. */
    default <T extends @Nullable Object> CompletableFuture<T> inTransaction(
            Function<? super Transaction, ? extends CompletionStage<T>> body) {
        return inTransaction(TransactionOptions.DEFAULT, body);
    }

    /**
     * Opens a transaction that its owner ends. Until then the other callers of a connection wait, and a connection of a pool
     * is lent out: never forget it.
     *
     * <pre>{@code
     * db.begin(TransactionOptions.DEFAULT).thenCompose(tx -> tx.runOperation("…").thenCompose(done -> tx.commit()));
     * }</pre>
     */
    CompletableFuture<Transaction> begin(TransactionOptions options);

    /**
     * Makes a database the default one, now and after every reconnect. If the server refuses it, the default stays what it
     * was.
     *
     * <pre>{@code
     * db.selectDb("foo").thenCompose(done -> db.runQuery("select * from bar"));
     * }</pre>
     *
     * @param database its name as it is, without quotes
     */
    CompletableFuture<@Nullable Void> selectDb(String database);

    /** Asks the server for a sign of life; connects if there is no session. */
    CompletableFuture<@Nullable Void> ping();

    /**
     * Takes no more calls, finishes those that were made, and closes.
     *
     * @param timeout after which the calls that are left fail, as with {@link #close()}
     * @return completes when nothing is left; never exceptionally
     */
    CompletableFuture<@Nullable Void> closeGracefully(Duration timeout);

    /**
     * Closes at once: whatever has no answer yet fails with {@link io.txmysql.protocol.error.ConnectionClosedException},
     * and so does every later call. It does not wait for anything, may be called from any thread, and again.
     */
    @Override
    void close();
}
