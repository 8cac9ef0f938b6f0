// SPDX-License-Identifier: Apache-2.0
package io.txmysql.simulation;

import io.txmysql.protocol.error.Delivery;
import io.txmysql.protocol.error.MySQLException;
import io.txmysql.protocol.error.ServerErrorException;
import io.txmysql.testkit.simulation.Ledger;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One call of the program: what it wants, what came of it, and what is wrong with that. */
final class Call {
    /** What a call does to the data. */
    enum Effect {
        /** Neither reads nor writes anything that is counted. */
        NONE,
        READ,
        WRITE
    }

    private static final int ER_QUERY_INTERRUPTED = 1317;

    final int token;
    final String what;
    final Effect effect;
    private final boolean mayRunTwice;
    private boolean turnedAway;
    private @Nullable CompletableFuture<?> future;
    private Runnable whenOver = () -> {};
    private int endings;
    private @Nullable Throwable failure;
    private @Nullable String problem;

    Call(int token, String what, Effect effect, boolean mayRunTwice) {
        this.token = token;
        this.what = what;
        this.effect = effect;
        this.mayRunTwice = mayRunTwice;
    }

    /**
     * Follows the future.
     *
     * @param check says what is wrong with an answer; null if nothing is
     */
    <T> void follow(World world, CompletableFuture<T> newFuture, Function<T, @Nullable String> check) {
        future = newFuture;
        world.trace("program", "calls %s", this);
        if (newFuture.isDone()) {
            problem = "its future is complete when the call returns";
        }
        CompletableFuture<?> unused = newFuture.whenComplete((value, error) -> {
            endings++;
            if (error == null) {
                problem = problem == null ? check.apply(value) : problem;
            } else {
                failure = error instanceof CompletionException && error.getCause() != null ? error.getCause() : error;
            }
            world.trace("program", "%s %s", this, error == null ? "is answered" : "fails: " + failure);
            whenOver.run();
        });
    }

    /** Runs the task when it has ended; to be said before {@link #follow}. */
    Call whenOver(Runnable task) {
        whenOver = task;
        return this;
    }

    boolean isDone() {
        return future != null && future.isDone();
    }

    boolean hasSucceeded() {
        return isDone() && failure == null;
    }

    @Nullable
    Throwable failure() {
        return failure;
    }

    /** The program does not want the answer any more; it may try to stop the statement. */
    void turnAway(boolean byCancel) {
        CompletableFuture<?> open = future;
        if (open != null && !open.isDone()) {
            turnedAway = true;
            if (byCancel) {
                open.cancel(true);
            } else {
                open.completeExceptionally(new TurnedAway());
            }
        }
    }

    /** What the program itself has completed a future with. */
    static final class TurnedAway extends RuntimeException {
        private static final long serialVersionUID = 1;

        TurnedAway() {
            super("turned away", null, false, false);
        }
    }

    // --- Judgement ---

    /** What is wrong, now that all is over; null if nothing is. */
    @Nullable
    String verdict(Ledger ledger) {
        if (!isDone()) {
            return "it never ended";
        }
        if (endings != 1) {
            return "it ended " + endings + " times";
        }
        if (problem != null) {
            return problem;
        }
        Throwable error = failure;
        if (turnedAway) {
            return atMostOnce(ledger);
        }
        if (ledger.interrupted(token) > 0) {
            return "a KILL has hit it, and nobody had cancelled it";
        }
        if (error == null) {
            return successVerdict(ledger);
        }
        if (!(error instanceof MySQLException known)) {
            return "it failed with " + error;
        }
        return failureVerdict(known, ledger);
    }

    private @Nullable String successVerdict(Ledger ledger) {
        if (effect == Effect.NONE) {
            return null;
        }
        if (ledger.applied(token) == 0) {
            return "it was answered and never executed";
        }
        if (effect == Effect.WRITE && ledger.committed(token) == 0) {
            return "it was answered well and did not last";
        }
        return atMostOnce(ledger);
    }

    private @Nullable String failureVerdict(MySQLException error, Ledger ledger) {
        if (error instanceof ServerErrorException server) {
            if (server.errno() == ER_QUERY_INTERRUPTED) {
                return "it was interrupted, and nobody had cancelled it";
            }
            String summary = server.summary();
            if (token > 0 && summary.contains("'t") && !summary.contains("'t" + token + "'")) {
                return "it got the error of another statement: " + summary;
            }
        }
        boolean lastAttemptOnly = mayRunTwice && !Features.DELIVERY_OF_ALL_ATTEMPTS;
        if (error.delivery() == Delivery.NOT_EXECUTED && !lastAttemptOnly && ledger.applied(token) > 0) {
            return "it failed as NOT_EXECUTED and was executed " + ledger.applied(token) + " times";
        }
        if (error.delivery() == Delivery.ANSWERED
                && effect == Effect.WRITE
                && !mayRunTwice
                && ledger.applied(token) > 0) {
            return "it was answered with an error and was executed";
        }
        return atMostOnce(ledger);
    }

    private @Nullable String atMostOnce(Ledger ledger) {
        return !mayRunTwice && ledger.applied(token) > 1
                ? "it was executed " + ledger.applied(token) + " times without permission"
                : null;
    }

    @Override
    public String toString() {
        return token == 0 ? what : "t" + token + " (" + what + ")";
    }
}
