// SPDX-License-Identifier: Apache-2.0
package io.txmysql.simulation;

import io.txmysql.protocol.error.ConnectionClosedException;
import io.txmysql.protocol.error.Delivery;
import io.txmysql.protocol.error.MySQLException;
import io.txmysql.protocol.error.MySQLTimeoutException;
import io.txmysql.protocol.error.ServerErrorException;
import io.txmysql.protocol.error.UsageException;
import io.txmysql.testkit.simulation.Ledger;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One call of the program: what it wants, what came of it, and what is wrong with that. */
final class Call {
    /** What a call does to the data. */
    enum Effect {
        /** Neither reads nor writes anything that is counted. */
        NONE,
        READ,
        WRITE,
        /** Writes as a part of a transaction, with which it lasts or not. */
        PART
    }

    private static final int ER_QUERY_INTERRUPTED = 1317;

    /** A time limit is kept to the turn of the loop, but for what holds that up. */
    private static final long SLACK = 100_000;

    final int token;
    private final String what;
    private final Effect effect;
    private final boolean mayRunTwice;
    private final long limit;
    private boolean turnedAway;
    private @Nullable CompletableFuture<?> future;
    private final List<Runnable> whenOver = new ArrayList<>(1);
    private boolean done;
    private int endings;
    private @Nullable Throwable failure;
    private @Nullable String problem;

    /**
     * @param token the number in its statement; 0 if it has none
     * @param mayRunTwice whether the client is allowed to run it again though it may have been executed
     * @param limit nanoseconds after which it must have ended; 0 for none
     */
    Call(int token, String what, Effect effect, boolean mayRunTwice, long limit) {
        this.token = token;
        this.what = what;
        this.effect = effect;
        this.mayRunTwice = mayRunTwice;
        this.limit = limit;
    }

    /** A call that is judged by its ending alone. */
    static Call plain(String what) {
        return new Call(0, what, Effect.NONE, true, 0);
    }

    /**
     * Makes the call and follows its future.
     *
     * @param check says what is wrong with an answer; null if nothing is
     */
    <T extends @Nullable Object> void follow(
            World world, Supplier<CompletableFuture<T>> made, Function<T, @Nullable String> check) {
        world.trace("program", "calls %s", this);
        long begun = world.loop.now();
        long stalled = world.stalled();
        CompletableFuture<T> newFuture;
        try {
            newFuture = made.get();
        } catch (UsageException e) { // found at the call: nothing is sent
            newFuture = CompletableFuture.failedFuture(e);
            future = newFuture;
            end(world, e);
            return;
        }
        future = newFuture;
        if (newFuture.isDone()) {
            problem = "its future is complete when the call returns";
        }
        CompletableFuture<?> unused = newFuture.whenComplete((value, error) -> {
            if (error == null && problem == null) {
                problem = check.apply(value);
            }
            long late = world.loop.now() - begun - limit - (world.stalled() - stalled);
            if (limit > 0 && late > SLACK && problem == null) {
                problem = "its time was over " + late / 1000 + " us ago";
            }
            end(world, error);
        });
    }

    private void end(World world, @Nullable Throwable error) {
        endings++;
        done = true;
        failure = error instanceof CompletionException && error.getCause() != null ? error.getCause() : error;
        world.trace("program", "%s %s", this, error == null ? "is answered" : "fails: " + failure);
        whenOver.forEach(Runnable::run);
    }

    /** Somebody else has found something wrong with it. */
    void blame(String newProblem) {
        problem = newProblem;
    }

    /** Runs the task when it has ended. */
    Call whenOver(Runnable task) {
        if (done) {
            task.run();
        } else {
            whenOver.add(task);
        }
        return this;
    }

    boolean isDone() {
        return done;
    }

    boolean hasSucceeded() {
        return done && failure == null;
    }

    boolean wasTurnedAway() {
        return turnedAway;
    }

    @Nullable
    Throwable failure() {
        return failure;
    }

    /** The program does not want the answer any more; the client may stop the statement. */
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

    /** What the program itself ends things with. */
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
        if (!done) {
            return "it never ended";
        }
        if (endings != 1) {
            return "it ended " + endings + " times";
        }
        if (problem != null) {
            return problem;
        }
        Throwable error = failure;
        if (turnedAway || error instanceof CancellationException) { // perhaps with the transaction around it
            return atMostOnce(ledger);
        }
        if (error instanceof MySQLTimeoutException || error instanceof ConnectionClosedException) {
            return failureVerdict((MySQLException) error, ledger); // the client may have stopped it
        }
        if (ledger.interrupted(token) > 0) {
            return "a KILL has hit it, and nobody had cancelled it";
        }
        if (error == null) {
            return successVerdict(ledger);
        }
        if (effect == Effect.NONE && error instanceof TurnedAway) {
            return null; // of something within it
        }
        return error instanceof MySQLException known ? failureVerdict(known, ledger) : "it failed with " + error;
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
            if (token > 0 && summary.contains("'t") && !summary.contains(Program.literal(token))) {
                return "it got the error of another statement: " + summary;
            }
        }
        int applied = ledger.applied(token);
        if (error.delivery() == Delivery.NOT_EXECUTED && applied > 0) {
            return "it failed as NOT_EXECUTED and was executed " + applied + " times";
        }
        if (error.delivery() == Delivery.ANSWERED && effect == Effect.WRITE && !mayRunTwice && applied > 0) {
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
