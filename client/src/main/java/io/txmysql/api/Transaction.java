// SPDX-License-Identifier: Apache-2.0
package io.txmysql.api;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * An open transaction: what is run through it, and only that, is part of it. Nothing is pipelined in it: a statement is sent
 * when the one before it is answered.
 *
 * <p>When it has ended, however that came, every further statement fails and is not run:
 * with {@link io.txmysql.protocol.error.UsageException} after {@link #commit()} or {@link #rollback()}; with
 * {@link io.txmysql.protocol.error.SessionStateLostException} if its session was lost, if the server has rolled all of it
 * back (a deadlock), or if a statement has ended it on its own (DDL commits). What it had changed is gone then, except for
 * what such a statement has committed.
 *
 * @see <a href="https://dev.mysql.com/doc/refman/8.4/en/commit.html">START TRANSACTION, COMMIT, and ROLLBACK</a>
 */
public interface Transaction extends SqlRunner, AutoCloseable {

    /**
     * Makes all of it permanent. Fails with {@link io.txmysql.protocol.error.TransactionOutcomeUnknownException} if the
     * session ended before the server answered; cancelling it does not stop it.
     */
    CompletableFuture<@Nullable Void> commit();

    /** Undoes all of it. Without effect, and well, if the transaction is gone already. */
    CompletableFuture<@Nullable Void> rollback();

    /**
     * Marks a point to come back to.
     *
     * @param name any text, used as an identifier; one of the same name is replaced
     */
    CompletableFuture<@Nullable Void> savepoint(String name);

    /** Undoes what was done since the savepoint, which stays. */
    CompletableFuture<@Nullable Void> rollbackTo(String savepoint);

    /** Forgets a savepoint and keeps what was done since. */
    CompletableFuture<@Nullable Void> release(String savepoint);

    /** Whether statements are still welcome; any thread may ask. */
    boolean isOpen();

    /** {@link #rollback() Rolls back} unless it has ended; does not wait for the answer. */
    @Override
    void close();
}
