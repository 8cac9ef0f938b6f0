// SPDX-License-Identifier: Apache-2.0
package io.txmysql.supervisor;

import io.txmysql.api.ConnectionState;
import io.txmysql.api.MySQLOptions;
import io.txmysql.api.Reconnection;
import io.txmysql.api.Timeouts;
import io.txmysql.protocol.error.BacklogFullException;
import io.txmysql.protocol.error.ConnectionClosedException;
import io.txmysql.protocol.error.Delivery;
import io.txmysql.protocol.error.ErrorContext;
import io.txmysql.protocol.error.MySQLException;
import io.txmysql.protocol.error.MySQLTimeoutException;
import io.txmysql.protocol.error.Phase;
import io.txmysql.protocol.error.SessionPin;
import io.txmysql.protocol.error.SessionStateLostException;
import io.txmysql.protocol.exchange.SessionState;
import io.txmysql.transport.Loop;
import io.txmysql.transport.Session;
import io.txmysql.transport.SessionConnector;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The logical connection: it outlives its sessions. It connects when there is work and no session, tries again with growing
 * pauses while work waits, gives a lost session's work to the next where that is allowed, and disconnects when there is
 * nothing to do. It does no I/O and reads no clock of its own; it lives on one loop, from which all calls come.
 */
public final class Supervisor implements TransactionTarget {
    private final SessionConnector connector;
    private final Loop loop;
    private final RandomGenerator random;
    private final Reconnection options;
    private final Timeouts timeouts;
    private final String endpoint;
    private final ConnectionEvents events;
    private final @Nullable Owner owner;
    private final Backlog backlog = new Backlog();
    private final Deadlines deadlines;
    private final LostState lost = new LostState();
    private final Attempts attempts;
    private final Draining draining;
    private final Set<Runnable> farewells = new HashSet<>();

    /** Written on the loop only; volatile for those who ask from elsewhere. */
    private volatile ConnectionState state = ConnectionState.DISCONNECTED;

    /** The latest session; when it has ended, its work may still be about to fail. */
    private @Nullable LiveSession latest;

    private Loop.@Nullable Timer idleCheck;
    private @Nullable MySQLException closedBecause;

    /**
     * A logical connection without a session.
     *
     * @param endpoint where it leads to, for errors that have no session
     * @param owner who gives it work beside those who submit; null for a connection that stands for itself
     */
    public Supervisor(
            SessionConnector connector,
            Loop loop,
            RandomGenerator random,
            MySQLOptions options,
            String endpoint,
            ConnectionEvents events,
            @Nullable Owner owner) {
        this.connector = connector;
        this.loop = loop;
        this.random = random;
        this.options = options.reconnection();
        this.timeouts = options.timeouts();
        this.endpoint = endpoint;
        this.events = events;
        this.owner = owner;
        this.deadlines = new Deadlines(loop, timeouts.statementTimeout(), this::onDeadline);
        this.attempts = new Attempts(this, connector, loop, random, this.options, backlog, events, options.database());
        this.draining = new Draining(loop, () -> close(closed()));
    }

    // --- What others ask ---

    @Override
    public int lossesTold() {
        return lost.lossesTold();
    }

    /** Where the connection is; any thread may ask. */
    public ConnectionState state() {
        return draining.isOn() && state != ConnectionState.CLOSED ? ConnectionState.DRAINING : state;
    }

    /** Work that waits or is running. */
    public int pending() {
        return backlog.size() + running();
    }

    /** Work that was given to a session and is not answered. */
    public int running() {
        return latest == null ? 0 : latest.running();
    }

    /** Whether there is a session that takes work now and sends it. */
    public boolean isUsable() {
        LiveSession live = live();
        return live != null && live.isUsable();
    }

    /** What is known of the session; null if there is none. */
    public @Nullable SessionState sessionState() {
        LiveSession live = live();
        return live == null ? null : live.state();
    }

    /** Since when the session has been there, by {@link Loop#nanoTime()}; 0 if there is none. */
    public long readySince() {
        return latest == null ? 0 : latest.readySince();
    }

    /** Since when there has been nothing to do; without meaning while something is running. */
    public long idleSince() {
        return latest == null ? 0 : latest.idleSince();
    }

    /** Whether a command that was sent has kept the server busy for so many nanoseconds. */
    public boolean isStuck(long now, long nanos) {
        LiveSession live = live();
        return live != null && live.isStuck(now, nanos);
    }

    private @Nullable LiveSession live() {
        LiveSession live = latest;
        return live == null || live.hasEnded() ? null : live;
    }

    // --- Events: work comes ---

    /** Takes work; connects if there is no session. */
    @Override
    public void submit(Work work) {
        assert loop.inLoop() || state == ConnectionState.CLOSED;
        work.submitted(loop.nanoTime());
        if (work.isAbandoned()) {
            work.forget();
            return;
        }
        MySQLException refusal = refusal(work);
        if (refusal != null) {
            end(work, refusal);
            return;
        }
        deadlines.add(work);
        LiveSession live = live();
        if (live != null && work.isInTransaction()) {
            live.run(work);
        } else {
            backlog.add(work);
            flow();
        }
    }

    private @Nullable MySQLException refusal(Work work) {
        boolean inTransaction = work.isInTransaction();
        if (state == ConnectionState.CLOSED || (draining.isOn() && !inTransaction)) {
            return closed().in(work.context(endpoint, Phase.CLOSE));
        }
        if (inTransaction) {
            LiveSession live = live();
            Reservation transaction = work.transaction();
            boolean open = live != null
                    && transaction != null
                    && live.reserved() == transaction
                    && !transaction.hasEnded(); // it may be about to be rolled back
            return open ? null : gone(work);
        }
        long bytes = backlog.bytes() + (latest == null ? 0 : latest.runningBytes());
        if (pending() >= options.maxBacklog()
                || (pending() > 0 && bytes + work.command().bytes() > options.maxBacklogBytes())) {
            return new BacklogFullException(
                    pending() + " calls (" + bytes + " bytes) wait for their answers already",
                    work.context(endpoint, Phase.PREPARATION),
                    null);
        }
        return lost.refusal(work, here(work));
    }

    /** Work of the owner, who has looked that the session {@linkplain #isUsable() takes} it. */
    public void give(Work work) {
        LiveSession live = live();
        if (live == null) {
            throw new IllegalStateException("no session");
        }
        live.run(work);
    }

    /** Gives the session what waits for it, as far as it may have it now. */
    private void flow() {
        LiveSession live = live();
        if (live == null) {
            if (state == ConnectionState.DISCONNECTED && !backlog.isEmpty()) {
                attempts.beginForWork();
            }
            return;
        }
        while (!backlog.isEmpty() && live.isOpen()) {
            if (live.isStale()) {
                live.validate();
                return;
            }
            Work next = backlog.poll();
            if (next != null) {
                live.run(next);
            }
        }
    }

    // --- Events: work ends ---

    void answered(Work work) {
        if (!work.hasEnded()) {
            end(work, null);
        }
    }

    void failed(Work work, LiveSession session, MySQLException failure) {
        RetryDecision decision = decide(work, session, failure);
        work.failed(failure.delivery());
        switch (decision) {
            case RUN_AGAIN -> runAgain(work, Duration.ZERO);
            case RECONNECT_AND_RUN_AGAIN -> {
                Duration length = options.backoff().pause(work.attempts(), random.nextDouble());
                events.retrying(failure, length);
                runAgain(work, length);
                if (session.reserved() == null || !session.reserved().isHeld()) {
                    takeBack(session.withdraw());
                }
                session.retire();
            }
            case REPAIR_AND_RUN_AGAIN -> repair(work, session, failure);
            case FAIL -> {
                if (options.rejectReadOnly() && work.isInTransaction() && RetryDecision.isReadOnlyServer(failure)) {
                    session.retireAfterTransaction();
                }
                MySQLException shown = session.hasEnded() ? ofLostSession(work, failure) : failure;
                giveUp(work, session, shown);
            }
        }
    }

    private RetryDecision decide(Work work, LiveSession session, MySQLException failure) {
        if (work.isAbandoned() || state == ConnectionState.CLOSED) {
            return RetryDecision.FAIL;
        }
        boolean pinned = work.isInTransaction()
                || lost.pins(work)
                || (!session.hasEnded()
                        && !work.isSelfContained()
                        && !session.pins().isEmpty());
        return RetryDecision.ofWork(
                failure,
                new RetryDecision.Circumstances(
                        work.command().repeat(),
                        work.traits().repeatable(),
                        pinned,
                        work.isRepaired(),
                        work.attempts(),
                        loop.nanoTime() - work.submittedAt()),
                options);
    }

    /** The session went away under it. */
    private MySQLException ofLostSession(Work work, MySQLException failure) {
        Reservation transaction = work.transaction();
        if (state == ConnectionState.CLOSED || failure.delivery() == Delivery.ANSWERED) {
            return failure;
        }
        MySQLException shown = failure;
        if (work.isInTransaction() && transaction != null) {
            shown = transaction.refusal(failure.context());
        } else if (lost.pins(work) && work.isAwaited()) { // whoever has turned away is not told
            shown = lost.pinned(failure.context());
        }
        lost.onGivenUp(work);
        return shown;
    }

    private void giveUp(Work work, LiveSession session, MySQLException failure) {
        Reservation transaction = work.transaction();
        if (work.opensTransaction() && transaction != null) {
            transaction.end("it could not be opened", failure);
            session.release(transaction);
        }
        if (!work.hasEnded()) {
            end(work, failure);
        }
    }

    /** What was queued behind a statement with which the server has rolled the transaction back. */
    void refuse(Work work, MySQLException rollback) {
        if (!work.hasEnded()) {
            end(
                    work,
                    new SessionStateLostException(
                            "the server has rolled the transaction back that this statement was to be a part of",
                            Set.of(SessionPin.TRANSACTION),
                            here(work),
                            rollback));
        }
    }

    /** A statement of a transaction that is over. */
    void refuse(Work work, Reservation transaction) {
        if (!work.hasEnded()) {
            end(work, transaction.refusal(here(work)));
        }
    }

    private MySQLException gone(Work work) {
        Reservation transaction = work.transaction();
        return transaction == null ? closed() : transaction.refusal(here(work));
    }

    /** Tells the caller, once. */
    void end(Work work, @Nullable MySQLException failure) {
        Deadlines.forget(work);
        events.finished(work, failure, loop);
        if (failure == null) {
            work.complete();
        } else {
            work.fail(failure);
        }
    }

    /** The backlog's bounds are for new work: what was taken once is not refused later. */
    private void runAgain(Work work, Duration length) {
        work.waiting(loop.nanoTime());
        Reservation transaction = work.transaction();
        if (transaction != null && latest != null) {
            latest.withdraw(transaction);
        }
        if (owner != null && work.isSelfContained()) {
            owner.runAgain(work, length);
        } else if (state == ConnectionState.CLOSED) {
            end(work, closed().in(work.context(endpoint, Phase.CLOSE)));
        } else {
            backlog.add(work);
        }
    }

    private void takeBack(List<Work> unsent) {
        for (Work work : unsent) {
            Reservation transaction = work.transaction();
            if (work.isAbandoned()) {
                work.forget();
                if (work.opensTransaction() && transaction != null && latest != null) {
                    latest.withdraw(transaction);
                }
            } else {
                runAgain(work, Duration.ZERO);
            }
        }
    }

    private void repair(Work work, LiveSession session, MySQLException failure) {
        CrashedTable table = CrashedTable.of(failure);
        if (table == null) {
            end(work, failure);
            return;
        }
        work.repairing();
        TableRepair repair = new TableRepair(table, events, () -> {
            if (work.isAbandoned()) {
                work.forget();
            } else {
                runAgain(work, Duration.ZERO);
                flow();
            }
        });
        session.run(repair.work(failure));
    }

    /** A session has answered something, or is free again. */
    void onLessToDo() {
        flow();
        finishDraining();
        watchIdleness();
        if (owner != null) {
            owner.onChange(this);
        }
    }

    // --- Events: transactions ---

    @Override
    public void release(Reservation transaction) {
        assert loop.inLoop() || state == ConnectionState.CLOSED;
        transaction.end("it was ended by its owner", null);
        LiveSession live = live();
        if (live != null) {
            live.release(transaction);
        }
    }

    // --- Events: an owner shares out ---

    /** Connects if there is no session, without any work to do. */
    public void open() {
        if (state != ConnectionState.CLOSED && !draining.isOn()) {
            attempts.want();
        }
    }

    /** Takes work that the owner has admitted already; it waits here if it has to. */
    public void take(Work work) {
        backlog.add(work);
        flow();
    }

    /** What the next sessions select in their login, and where it is not selected already the owner does. */
    public void useDatabase(String newDatabase) {
        attempts.useDatabase(newDatabase);
    }

    /** Whoever had the connection has given it back: a transaction that he has left open is not his any more. */
    public void revoke() {
        LiveSession live = live();
        if (live != null && live.reserved() != null) {
            release(live.reserved());
        }
    }

    /** Fails work for its caller, and stops it. */
    public void fail(Work work, MySQLException reason) {
        end(work, reason);
        stop(work);
    }

    /** Gives back to the owner what the session has not sent. */
    public void withdraw() {
        LiveSession live = live();
        if (live == null) {
            return;
        }
        takeBack(live.withdraw());
    }

    @Override
    public void retire() {
        LiveSession live = live();
        if (live != null) {
            live.retire();
        }
    }

    /**
     * Asks an idle session for a sign of life if the server may be about to close it.
     *
     * @param always also if not
     * @return whether it is being asked; then {@link Owner#onChange} tells the end of that
     */
    public boolean validate(boolean always) {
        LiveSession live = live();
        if (live != null && live.isUsable() && live.running() == 0 && (always || live.isStale())) {
            live.validate();
            return true;
        }
        return false;
    }

    /** Whoever submits from now on expects nothing of the sessions before: the next one begins as the first did. */
    public void forgetSessions(@Nullable String ownDatabase) {
        lost.forget();
        attempts.forget(ownDatabase);
    }

    // --- Events: callers turn away, time is over ---

    @Override
    public void cancel(Work work) {
        assert loop.inLoop() || state == ConnectionState.CLOSED;
        if (!work.hasEnded()) {
            Deadlines.forget(work);
            work.forget();
            events.finished(work, null, loop);
            stop(work);
        }
    }

    private void onDeadline(Work work) {
        if (work.isAbandoned()) {
            cancel(work);
            return;
        }
        Duration own = work.command().timeout();
        expire(
                work,
                "the statementTimeout of " + (own == null ? timeouts.statementTimeout() : own).toMillis()
                        + " ms is over: ");
    }

    /** Fails work whose time is over, and stops it. */
    public void expire(Work work, String limit) {
        end(
                work,
                new MySQLTimeoutException(
                        limit + work.whereTheTimeWent(loop.nanoTime()),
                        work.context(endpoint, live() == null ? Phase.CONNECT : Phase.COMMAND),
                        null));
        stop(work);
    }

    private void stop(Work work) {
        LiveSession session = work.session();
        if (work.isWaiting()) {
            backlog.remove(work);
            attempts.endIfUnwanted();
            finishDraining();
            if (owner != null) {
                owner.onChange(this);
            }
        } else if (session != null && work.isRunning()) {
            session.stop(work);
        }
    }

    // --- Events: the session ---

    void onConnected(Session ready) {
        latest = new LiveSession(ready, this, connector, loop, timeouts);
        enter(ConnectionState.READY);
        events.connected(ready.state());
        if (owner != null) {
            owner.onConnected(this);
        }
        onLessToDo();
    }

    /**
     * An attempt has failed.
     *
     * @param forOwner whether only the owner had wanted it
     */
    void onRefused(MySQLException cause, boolean forOwner) {
        finishDraining();
        if (owner != null) {
            if (forOwner) {
                owner.onRefused(this, cause);
            }
            owner.onChange(this);
        }
    }

    void onLost(MySQLException cause) {
        LiveSession ended = latest;
        boolean expected = ended != null && ended.isRetiring();
        if (ended != null) {
            attempts.remember(ended.state());
            lost.onSessionEnd(ended, cause);
            ended.onEnd(cause);
        }
        enter(ConnectionState.DISCONNECTED);
        // Calls that waited for their turn on that session, behind a transaction of somebody else's for example.
        for (Work waiting : backlog.removeIf(lost::concerns)) {
            end(waiting, lost.pinned(here(waiting)));
        }
        if (owner != null) {
            owner.onEnded(this, expected);
        }
        if (!expected) {
            events.lost(cause);
        } else if (backlog.mostAttempts() > 0) {
            attempts.pauseBefore(backlog.mostAttempts()); // work whose error was temporary
        }
        if (running() == 0) {
            flow();
        }
        if (owner != null) {
            owner.onChange(this);
        }
    }

    // --- Events: idleness ---

    private void watchIdleness() {
        LiveSession live = live();
        if (live != null
                && pending() == 0
                && idleCheck == null
                && !timeouts.idleTimeout().isZero()
                && owner == null) {
            idleCheck = loop.schedule(this::onIdleCheck, timeouts.idleTimeout().toNanos());
        }
    }

    /** One timer serves all idle times: it is not moved at each answer, but looks how long the last one is ago. */
    private void onIdleCheck() {
        idleCheck = null;
        LiveSession live = live();
        if (live == null || pending() > 0) {
            return;
        }
        long left = timeouts.idleTimeout().toNanos() - (loop.nanoTime() - live.idleSince());
        if (left > 0) {
            idleCheck = loop.schedule(this::onIdleCheck, left);
        } else if (live.reserved() != null || !live.pins().isEmpty()) {
            watchIdleness(); // what the session has cannot be given to another
        } else {
            events.idle();
            live.retire();
        }
    }

    // --- The end ---

    /** Fails all that is pending, and all that will come. */
    public void close(MySQLException reason) {
        if (state == ConnectionState.CLOSED) {
            return;
        }
        closedBecause = reason;
        LiveSession live = live();
        idleCheck = cancelled(idleCheck);
        deadlines.close();
        enter(ConnectionState.CLOSED);
        backlog.removeIf(work -> true).forEach(work -> end(work, reason.in(work.context(endpoint, Phase.CLOSE))));
        if (live != null) {
            live.onEnd(reason);
            live.close(reason);
        }
        attempts.close(reason);
        List.copyOf(farewells).forEach(Runnable::run);
        draining.over();
    }

    /**
     * Takes no more work, finishes what was taken, open transactions included, and closes.
     *
     * @param timeout after which what is left fails
     * @param whenClosed is run when nothing is left
     */
    public void drain(Duration timeout, Runnable whenClosed) {
        if (state == ConnectionState.CLOSED) {
            whenClosed.run();
            return;
        }
        ConnectionState before = state();
        draining.begin(timeout, whenClosed);
        if (before != state()) {
            events.stateChanged(before, state());
        }
        finishDraining();
    }

    private void finishDraining() {
        LiveSession live = live();
        if (draining.isOn() && pending() == 0 && (live == null || live.reserved() == null)) {
            close(closed());
        }
    }

    boolean is(ConnectionState other) {
        return state == other;
    }

    boolean isDisconnected() {
        return state == ConnectionState.DISCONNECTED;
    }

    void enter(ConnectionState next) {
        ConnectionState before = state();
        state = next;
        ConnectionState after = state();
        if (before != after) {
            events.stateChanged(before, after);
        }
    }

    private static Loop.@Nullable Timer cancelled(Loop.@Nullable Timer timer) {
        if (timer != null) {
            timer.cancel();
        }
        return null;
    }

    /** What ends the sessions beside that are left of statements that were stopped. */
    Set<Runnable> farewells() {
        return farewells;
    }

    MySQLException closed() {
        return closedBecause != null
                ? closedBecause
                : new ConnectionClosedException(
                        "the connection was closed by its owner",
                        new ErrorContext(endpoint, Phase.CLOSE, null, Delivery.NOT_EXECUTED),
                        null);
    }

    /** For the error of work that is not run. */
    private ErrorContext here(Work work) {
        return work.context(endpoint, Phase.COMMAND);
    }
}
