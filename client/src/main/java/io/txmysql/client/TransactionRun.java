// SPDX-License-Identifier: Apache-2.0
package io.txmysql.client;

import io.txmysql.api.Transaction;
import io.txmysql.api.TransactionOptions;
import io.txmysql.protocol.error.MySQLException;
import io.txmysql.protocol.error.TransactionOutcomeUnknownException;
import io.txmysql.transport.Loop;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One {@code inTransaction}: opens a transaction, runs the function in it, commits or rolls back, and does all of that again
 * after a deadlock, as often as it may. Lives on the loop.
 */
final class TransactionRun<T extends @Nullable Object> {
    private final Transactions transactions;
    private final int retries;
    private final Supplier<CompletableFuture<Transaction>> open;
    private final Function<? super Transaction, ? extends CompletionStage<T>> body;
    private final CallFuture<T> future;
    private @Nullable CompletableFuture<Transaction> opening;
    private @Nullable Transaction transaction;
    private Loop.@Nullable Timer pause;
    private int attempts;

    TransactionRun(
            Mailbox mailbox,
            Transactions transactions,
            TransactionOptions options,
            Supplier<CompletableFuture<Transaction>> open,
            Function<? super Transaction, ? extends CompletionStage<T>> body) {
        this.transactions = transactions;
        this.retries = options.retryDeadlocks();
        this.open = open;
        this.body = body;
        this.future = new CallFuture<>(mailbox.loop(), () -> mailbox.put(this::onDetach));
    }

    CallFuture<T> begin() {
        attempt();
        return future;
    }

    private void attempt() {
        attempts++;
        CompletableFuture<Transaction> next = open.get();
        opening = next;
        CompletableFuture<Transaction> unused = next.whenComplete((opened, failure) -> {
            opening = null;
            if (failure != null) {
                future.deliverFailure(cause(failure));
            } else if (future.isDone()) {
                opened.close();
            } else {
                transaction = opened;
                run(opened);
            }
        });
    }

    private void run(Transaction opened) {
        CompletionStage<T> result;
        try {
            result = Objects.requireNonNull(body.apply(opened), "the function of inTransaction gave no stage");
        } catch (RuntimeException | Error e) {
            result = CompletableFuture.failedFuture(e);
        }
        CompletionStage<T> unused = result.whenComplete((value, failure) -> {
            if (failure == null) {
                commit(opened, value);
            } else {
                rollBack(opened, cause(failure));
            }
        });
    }

    private void commit(Transaction opened, T value) {
        if (future.isDone()) {
            opened.close();
            return;
        }
        CompletableFuture<?> unused = opened.commit().whenComplete((done, failure) -> {
            transaction = null;
            if (failure == null) {
                future.deliver(value);
            } else {
                onFailure(cause(failure));
            }
        });
    }

    private void rollBack(Transaction opened, Throwable failure) {
        CompletableFuture<?> unused = opened.rollback().whenComplete((done, another) -> {
            transaction = null;
            if (another != null && another != failure) {
                failure.addSuppressed(another);
            }
            onFailure(failure);
        });
    }

    private void onFailure(Throwable failure) {
        if (attempts > retries || future.isDone() || transactions.isClosed() || !isOfLocks(failure)) {
            future.deliverFailure(failure);
            return;
        }
        pause = transactions.pause(this, attempts, () -> {
            pause = null;
            attempt();
        });
    }

    /** The client is closed while this waits for its next attempt. */
    void close(MySQLException reason) {
        endPause();
        future.deliverFailure(reason);
    }

    private void endPause() {
        if (pause != null) {
            pause.cancel();
            pause = null;
        }
    }

    /** Whether the server has given up on the transaction, or the statement, because of others' locks. */
    private static boolean isOfLocks(Throwable failure) {
        for (Throwable each = failure; each != null; each = each.getCause()) {
            if (each instanceof TransactionOutcomeUnknownException) {
                return false;
            }
            if (each instanceof MySQLException error) {
                switch (error.category()) {
                    case DEADLOCK, LOCK_WAIT -> {
                        return true;
                    }
                    default -> {}
                }
            }
        }
        return false;
    }

    /** The caller has turned away: what is open is undone, what runs in it is stopped. */
    private void onDetach() {
        endPause();
        if (opening != null) {
            opening.cancel(false);
        }
        if (transaction instanceof OpenTransaction open) {
            open.abort();
        }
    }

    private static Throwable cause(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }
}
