// SPDX-License-Identifier: Apache-2.0
package io.txmysql.client;

import io.txmysql.api.Backoff;
import io.txmysql.api.Transaction;
import io.txmysql.api.TransactionOptions;
import io.txmysql.protocol.error.MySQLException;
import io.txmysql.supervisor.TransactionTarget;
import io.txmysql.transport.Loop;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Opens the transactions of one client and runs functions in them. Calls come from any thread; what waits before a function
 * is run again belongs to the loop, and ends with the client.
 */
public final class Transactions {
    private final Loop loop;
    private final RandomGenerator random;
    private final Backoff backoff;

    /** Runs that are between two attempts. */
    private final Set<TransactionRun<?>> pausing = new LinkedHashSet<>();

    private boolean closed;

    /**
     * @param random for the jitter of pauses; drawn from on the loop
     * @param backoff the pauses before a function is run again
     */
    public Transactions(Loop loop, RandomGenerator random, Backoff backoff) {
        this.loop = loop;
        this.random = random;
        this.backoff = backoff;
    }

    CompletableFuture<Transaction> begin(
            Mailbox mailbox, TransactionTarget target, TransactionOptions options, Runnable onOver) {
        Opening opening = new Opening(mailbox, target, options, onOver);
        mailbox.put(opening::begin);
        return opening.future();
    }

    <T extends @Nullable Object> CompletableFuture<T> run(
            Mailbox mailbox,
            TransactionOptions options,
            Supplier<CompletableFuture<Transaction>> open,
            Function<? super Transaction, ? extends CompletionStage<T>> body) {
        return new TransactionRun<>(mailbox, this, options, open, body).begin();
    }

    /** Runs the task after the pause before the next attempt, unless the run or the client ends before that. */
    Loop.Timer pause(TransactionRun<?> run, int attempts, Runnable task) {
        pausing.add(run);
        Loop.Timer timer = loop.schedule(
                () -> {
                    pausing.remove(run);
                    task.run();
                },
                backoff.pause(attempts, random.nextDouble()).toNanos());
        return () -> {
            pausing.remove(run);
            timer.cancel();
        };
    }

    /** Whether the client is closed, so that nothing is run again. */
    boolean isClosed() {
        return closed;
    }

    /** The client is closed: nothing is run again. */
    void close(MySQLException reason) {
        closed = true;
        List.copyOf(pausing).forEach(run -> run.close(reason));
    }
}
