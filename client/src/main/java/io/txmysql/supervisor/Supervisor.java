// SPDX-License-Identifier: Apache-2.0
package io.txmysql.supervisor;

import io.txmysql.api.ConnectionState;
import io.txmysql.api.Reconnection;
import io.txmysql.protocol.error.BacklogFullException;
import io.txmysql.protocol.error.ConnectionClosedException;
import io.txmysql.protocol.error.Delivery;
import io.txmysql.protocol.error.ErrorContext;
import io.txmysql.protocol.error.MySQLException;
import io.txmysql.protocol.error.MySQLTimeoutException;
import io.txmysql.protocol.error.Phase;
import io.txmysql.protocol.exchange.ResultEnd;
import io.txmysql.protocol.exchange.ResultSink;
import io.txmysql.protocol.exchange.RowBatch;
import io.txmysql.transport.Loop;
import io.txmysql.transport.Session;
import io.txmysql.transport.SessionConnector;
import io.txmysql.transport.SessionListener;
import io.txmysql.transport.SessionStart;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The logical connection: it outlives its sessions. It connects when there is work and no session, tries again with growing
 * pauses while work waits, gives a lost session's work to the next where that is allowed, and disconnects when there is
 * nothing to do. It does no I/O and reads no clock of its own; it lives on one event loop, from which all calls come.
 */
public final class Supervisor {
    /** More than this is for ever. */
    private static final Duration LONGEST_DRAIN = Duration.ofDays(365);

    private final SessionConnector connector;
    private final Loop loop;
    private final RandomGenerator random;
    private final Reconnection options;
    private final long idleNanos;
    private final String endpoint;
    private final ConnectionEvents events;
    private final Backlog backlog;

    // Written on the event loop only; volatile for those who ask from elsewhere.
    private volatile ConnectionState state = ConnectionState.DISCONNECTED;
    private volatile boolean draining;
    private SessionConnector.@Nullable Attempt attempt;
    private @Nullable Session session;
    private Loop.@Nullable Timer pause;
    private Loop.@Nullable Timer idleCheck;
    private Loop.@Nullable Timer drainLimit;
    private @Nullable Runnable onDrained;
    private @Nullable MySQLException closedBecause;

    /** Work that a session has and has not answered. */
    private int running;

    /** The session takes nothing more and is closed as soon as it has answered everything: an error asked for that. */
    private boolean retiring;

    private int failures;
    private long idleSince;

    /** What every new session selects in its login: the option's database, then what was selected last. */
    private @Nullable String database;

    /**
     * A logical connection without a session.
     *
     * @param endpoint where it leads to, for errors that have no session
     * @param idleTimeout {@link Duration#ZERO} for none
     */
    public Supervisor(
            SessionConnector connector,
            Loop loop,
            RandomGenerator random,
            Reconnection options,
            Duration idleTimeout,
            String endpoint,
            @Nullable String database,
            ConnectionEvents events) {
        this.connector = connector;
        this.loop = loop;
        this.random = random;
        this.options = options;
        this.idleNanos = idleTimeout.toNanos();
        this.endpoint = endpoint;
        this.database = database;
        this.events = events;
        this.backlog = new Backlog(options.maxBacklog(), options.maxBacklogBytes());
    }

    /** Where the connection is; any thread may ask. */
    public ConnectionState state() {
        return draining && state != ConnectionState.CLOSED ? ConnectionState.DRAINING : state;
    }

    /** Work that waits or is running. */
    public int pending() {
        return backlog.size() + running;
    }

    // --- Events: work ---

    /** Takes work; connects if there is no session. */
    public void submit(Work work) {
        work.submitted(loop.nanoTime());
        if (state == ConnectionState.CLOSED || draining) {
            work.fail(closed().in(context(work, Phase.CLOSE)));
        } else if (mustWait() && backlog.isFullFor(work)) {
            work.fail(new BacklogFullException(
                    "no session yet, and " + backlog.size() + " calls (" + backlog.bytes()
                            + " bytes) wait for one already",
                    context(work, Phase.PREPARATION),
                    null));
        } else {
            accept(work);
        }
    }

    private boolean mustWait() {
        return session == null || retiring;
    }

    private void accept(Work work) {
        Session open = session;
        if (open != null && !retiring) {
            run(work, open);
            return;
        }
        backlog.add(work);
        if (state == ConnectionState.DISCONNECTED) {
            connect();
        }
    }

    private void run(Work work, Session open) {
        running++;
        open.submit(work.attempt(new Attempted(work)));
    }

    /** One attempt at one work: hands its answer through, and asks what to do when it fails. */
    private final class Attempted implements ResultSink {
        private final Work work;

        Attempted(Work work) {
            this.work = work;
        }

        @Override
        public void onRows(RowBatch rows) {
            work.answer().onRows(rows);
        }

        @Override
        public void onResultEnd(ResultEnd end) {
            work.answer().onResultEnd(end);
        }

        @Override
        public boolean isAbandoned() {
            return work.isAbandoned();
        }

        @Override
        public void onComplete() {
            onAnswered();
            work.answer().onComplete();
        }

        @Override
        public void onFailure(MySQLException failure) {
            onFailed(work, failure);
        }
    }

    private void onAnswered() {
        running--;
        if (running == 0) {
            onNothingRunning();
        }
    }

    private void onFailed(Work work, MySQLException failure) {
        RetryDecision decision = work.isAbandoned() || state == ConnectionState.CLOSED
                ? RetryDecision.FAIL
                : RetryDecision.ofWork(
                        failure,
                        work.isIdempotent(),
                        work.attempts(),
                        loop.nanoTime() - work.submittedAt(),
                        options.retryPolicy(),
                        options.temporaryErrors());
        switch (decision) {
            case FAIL -> {}
            case RUN_AGAIN -> waitAgain(work);
            case RECONNECT_AND_RUN_AGAIN -> {
                events.retrying(failure, Duration.ZERO);
                retiring = session != null;
                waitAgain(work);
            }
        }
        onAnswered();
        if (decision == RetryDecision.FAIL) {
            work.fail(failure);
        }
    }

    /** The backlog's bounds are for new work: what was taken once is not refused later. */
    private void waitAgain(Work work) {
        work.waiting(loop.nanoTime());
        backlog.add(work);
        if (state == ConnectionState.DISCONNECTED) {
            connect();
        }
    }

    private void onNothingRunning() {
        Session open = session;
        if (open != null && retiring) {
            open.close(closed());
        } else if (draining && backlog.isEmpty()) {
            close(closed());
        } else if (open != null) {
            idleSince = loop.nanoTime();
            watchIdleness();
        }
    }

    // --- Events: the session ---

    private void connect() {
        enter(ConnectionState.CONNECTING);
        attempt = connector.connect(new SessionStart(database, Map.of()), new Following());
    }

    /** What one attempt, and the session that comes of it, tell. */
    private final class Following implements SessionListener {
        @Override
        public void onReady(Session ready) {
            if (state == ConnectionState.CONNECTING) {
                onConnected(ready);
            }
        }

        @Override
        public void onEnd(MySQLException cause) {
            switch (state) {
                case CONNECTING -> onRefused(cause);
                case READY -> onLost(cause);
                case DISCONNECTED, BACKOFF, DRAINING, CLOSED -> {}
            }
        }
    }

    private void onConnected(Session ready) {
        attempt = null;
        session = ready;
        failures = 0;
        enter(ConnectionState.READY);
        events.connected(ready.state());
        for (Work work = backlog.poll(); work != null; work = backlog.poll()) {
            if (!work.isAbandoned()) {
                run(work, ready);
            }
        }
        if (running == 0) {
            onNothingRunning();
        }
    }

    private void onRefused(MySQLException cause) {
        attempt = null;
        failures++;
        backlog.removeIf(Work::isAbandoned);
        if (RetryDecision.ofConnect(cause, options.temporaryErrors()) == RetryDecision.FAIL) {
            List<Work> all = backlog.removeIf(work -> true);
            enter(ConnectionState.DISCONNECTED);
            events.givenUp(cause);
            all.forEach(work ->
                    work.fail(cause.in(cause.context().withStatement(work.statement(), Delivery.NOT_EXECUTED))));
            finishDraining();
            return;
        }
        Duration length = options.backoff().pause(failures, random.nextDouble());
        List<Work> late = backlog.removeIf(work -> isTooLate(work, length));
        if (backlog.isEmpty()) {
            enter(ConnectionState.DISCONNECTED);
            events.givenUp(cause);
        } else {
            enter(ConnectionState.BACKOFF);
            events.retrying(cause, length);
            pause = loop.schedule(this::onPauseOver, length.toNanos());
        }
        late.forEach(work -> work.fail(tooLate(work, cause)));
        finishDraining();
    }

    /** Whether it would have waited too long when the next attempt begins. */
    private boolean isTooLate(Work work, Duration length) {
        return loop.nanoTime() - work.waitingSince() + length.toNanos()
                > options.maxBackoffTime().toNanos();
    }

    private MySQLException tooLate(Work work, MySQLException cause) {
        ErrorContext context = cause.context().withStatement(work.statement(), Delivery.NOT_EXECUTED);
        if (failures == 1) {
            return cause.in(context);
        }
        return new MySQLTimeoutException(
                "no session within the maxBackoffTime of "
                        + options.maxBackoffTime().toMillis() + " ms; the last of " + failures + " attempts: "
                        + cause.summary(),
                context,
                cause);
    }

    private void onPauseOver() {
        pause = null;
        if (state != ConnectionState.BACKOFF) {
            return;
        }
        backlog.removeIf(Work::isAbandoned);
        if (backlog.isEmpty()) {
            enter(ConnectionState.DISCONNECTED);
            finishDraining();
        } else {
            connect();
        }
    }

    private void onLost(MySQLException cause) {
        if (session != null) {
            String selected = session.state().schema();
            database = selected == null || selected.isEmpty() ? null : selected;
        }
        boolean wanted = retiring;
        session = null;
        retiring = false;
        enter(ConnectionState.DISCONNECTED);
        if (!wanted) {
            events.lost(cause);
        }
        if (!backlog.isEmpty()) {
            pauseAfterTemporaryError();
        }
    }

    /** Work whose error was temporary waits longer each time it comes back. */
    private void pauseAfterTemporaryError() {
        Duration length = options.backoff().pause(backlog.mostAttempts(), random.nextDouble());
        enter(ConnectionState.BACKOFF);
        pause = loop.schedule(this::onPauseOver, length.toNanos());
    }

    // --- Events: idleness ---

    private void watchIdleness() {
        if (idleNanos > 0 && idleCheck == null) {
            idleCheck = loop.schedule(this::onIdleCheck, idleNanos);
        }
    }

    /** One timer serves all idle times: it is not moved at each answer, but looks how long the last one is ago. */
    private void onIdleCheck() {
        idleCheck = null;
        Session open = session;
        if (open == null || running > 0) {
            return;
        }
        long left = idleNanos - (loop.nanoTime() - idleSince);
        if (left > 0) {
            idleCheck = loop.schedule(this::onIdleCheck, left);
            return;
        }
        retiring = true; // its end is wanted
        events.idle();
        open.close(closed());
    }

    // --- The end ---

    /** Fails all that is pending, and all that will come. */
    public void close(MySQLException reason) {
        if (state == ConnectionState.CLOSED) {
            return;
        }
        closedBecause = reason;
        Session open = session;
        SessionConnector.Attempt connecting = attempt;
        session = null;
        attempt = null;
        cancel(pause);
        cancel(idleCheck);
        cancel(drainLimit);
        enter(ConnectionState.CLOSED);
        backlog.removeIf(work -> true).forEach(work -> work.fail(reason.in(context(work, Phase.CLOSE))));
        if (open != null) {
            open.close(reason);
        } else if (connecting != null) {
            connecting.abandon(reason);
        }
        Runnable drained = onDrained;
        onDrained = null;
        if (drained != null) {
            drained.run();
        }
    }

    /**
     * Takes no more work, finishes what was taken, and closes.
     *
     * @param timeout after which what is left fails
     * @param whenClosed is run when nothing is left
     */
    public void drain(Duration timeout, Runnable whenClosed) {
        if (state == ConnectionState.CLOSED) {
            whenClosed.run();
            return;
        }
        Runnable before = onDrained;
        onDrained = before == null
                ? whenClosed
                : () -> {
                    before.run();
                    whenClosed.run();
                };
        if (!draining) {
            ConnectionState was = state();
            draining = true;
            events.stateChanged(was, state());
            long nanos = timeout.compareTo(LONGEST_DRAIN) < 0 ? timeout.toNanos() : LONGEST_DRAIN.toNanos();
            drainLimit = loop.schedule(() -> close(closed()), nanos);
        }
        finishDraining();
    }

    private void finishDraining() {
        if (draining && pending() == 0) {
            close(closed());
        }
    }

    private void enter(ConnectionState next) {
        ConnectionState before = state();
        state = next;
        ConnectionState after = state();
        if (before != after) {
            events.stateChanged(before, after);
        }
    }

    private static void cancel(Loop.@Nullable Timer timer) {
        if (timer != null) {
            timer.cancel();
        }
    }

    private MySQLException closed() {
        return closedBecause != null
                ? closedBecause
                : new ConnectionClosedException(
                        "the connection was closed by its owner",
                        new ErrorContext(endpoint, Phase.CLOSE, null, Delivery.NOT_EXECUTED),
                        null);
    }

    private ErrorContext context(Work work, Phase phase) {
        return new ErrorContext(endpoint, phase, work.statement(), Delivery.NOT_EXECUTED);
    }
}
