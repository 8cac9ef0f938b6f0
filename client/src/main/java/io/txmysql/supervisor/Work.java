// SPDX-License-Identifier: Apache-2.0
package io.txmysql.supervisor;

import io.txmysql.protocol.codec.StatementTraits;
import io.txmysql.protocol.error.Delivery;
import io.txmysql.protocol.error.ErrorContext;
import io.txmysql.protocol.error.MySQLException;
import io.txmysql.protocol.error.Phase;
import io.txmysql.protocol.exchange.Exchange;
import io.txmysql.protocol.exchange.ResultEnd;
import io.txmysql.protocol.exchange.ResultSink;
import io.txmysql.protocol.exchange.RowBatch;
import io.txmysql.transport.Loop;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One call of a user, from the moment it is taken until its answer is complete: it outlives the sessions it is tried on.
 * It is the sink of its attempts, one after the other. When its caller has an answer or has turned away it has ended; an
 * attempt that is still running then is read to its end and dropped, so that nothing gets out of step.
 *
 * <p>Made on the caller's thread; from {@link Supervisor#submit} on it belongs to the loop.
 */
public final class Work implements ResultSink {
    private enum Place {
        /** Not taken yet, or done with. */
        NOWHERE,
        /** In a backlog. */
        WAITING,
        /** Given to a session. */
        RUNNING
    }

    private static final long NEVER = Long.MIN_VALUE;

    private final Command command;
    private final Answer answer;

    private final @Nullable Reservation transaction;
    private final boolean opens;
    private Place place = Place.NOWHERE;

    /** Its neighbours in a backlog. */
    @Nullable
    Work before;

    @Nullable
    Work after;

    /** Its place among all work that was given to the backlog that it came to first, a pool's or a supervisor's; it wraps around. */
    int turn;

    /** Who watches its time, and its place there; kept by {@link Deadlines}. */
    @Nullable
    Deadlines watchedBy;

    int deadlineIndex;
    long deadline;

    /** The session that it was given to last: what it depends on is there or nowhere. */
    private @Nullable LiveSession session;

    private @Nullable Exchange attempt;

    private int attempts;
    private boolean ended;

    /** An attempt before this one may have been executed. */
    private boolean mayHaveRun;

    private boolean repaired;
    private boolean selfContained;
    private int lossesKnown;
    private long submittedAt = NEVER;
    private long waitingSince;
    private long runningSince = NEVER;
    private long sentAt = NEVER;

    /** A call that stands for itself. */
    public Work(Command command, Answer answer) {
        this(command, answer, null, false);
    }

    private Work(Command command, Answer answer, @Nullable Reservation transaction, boolean opens) {
        this.command = command;
        this.answer = answer;
        this.transaction = transaction;
        this.opens = opens;
    }

    /** The first statement of a transaction: from then on the session is reserved for it. */
    public static Work opening(Reservation transaction, Command command, Answer answer) {
        return new Work(command, answer, transaction, true);
    }

    /** A statement of an open transaction. */
    public static Work in(Reservation transaction, Command command, Answer answer) {
        return new Work(command, answer, transaction, false);
    }

    /** How many lost sessions the caller knew of when the call was made. */
    public Work knowing(int lossesTold) {
        lossesKnown = lossesTold;
        return this;
    }

    int lossesKnown() {
        return lossesKnown;
    }

    /** It needs nothing that other calls may have left in a session, and may be run on any. */
    public Work selfContained() {
        selfContained = true;
        return this;
    }

    // --- What it is ---

    public Command command() {
        return command;
    }

    public @Nullable String statement() {
        return command.statement();
    }

    StatementTraits traits() {
        return command.traits();
    }

    boolean isSelfContained() {
        return selfContained;
    }

    /** The transaction that it opens or is part of; null for none. */
    @Nullable
    Reservation transaction() {
        return transaction;
    }

    /** Whether it is the first statement of its transaction. */
    boolean opensTransaction() {
        return opens;
    }

    /** Whether it is a statement of an open transaction. */
    public boolean isInTransaction() {
        return transaction != null && !opens;
    }

    // --- Where it is ---

    /** It is taken now. */
    public void submitted(long now) {
        submittedAt = now;
        waitingSince = now;
    }

    /** When the call was made, by {@link Loop#nanoTime()}. */
    long submittedAt() {
        return submittedAt;
    }

    /** Since when it has been waiting for a session, by {@link Loop#nanoTime()}. */
    public long waitingSince() {
        return waitingSince;
    }

    void waiting(long now) {
        waitingSince = now;
        runningSince = NEVER;
        sentAt = NEVER;
    }

    /** It has been put into a backlog, or taken out. */
    void waits(boolean on) {
        place = on ? Place.WAITING : Place.NOWHERE;
    }

    public boolean isWaiting() {
        return place == Place.WAITING;
    }

    boolean isRunning() {
        return place == Place.RUNNING;
    }

    /** Begins an attempt: the exchange that the session gets. */
    Exchange begin(LiveSession newSession, long now) {
        if (submittedAt == NEVER) { // the driver's own
            submitted(now);
        }
        place = Place.RUNNING;
        session = newSession;
        runningSince = now;
        sentAt = NEVER;
        if (attempts++ > 0) {
            answer.restart();
        }
        Exchange exchange = command.exchange().apply(this);
        attempt = exchange;
        return exchange;
    }

    /** The session has given it back without having sent it: that was no attempt. */
    void withdrawn() {
        stopped();
        attempts--;
    }

    /** The attempt is over. */
    void stopped() {
        place = Place.NOWHERE;
        attempt = null;
    }

    /** The session that it is running on, or was given to last; null if it never was. */
    @Nullable
    LiveSession session() {
        return session;
    }

    /** Whose session it is running on; null if it is not running. */
    public @Nullable Supervisor runner() {
        return isRunning() && session != null ? session.supervisor() : null;
    }

    /** How often it has been given to a session. */
    public int attempts() {
        return attempts;
    }

    boolean isSent() {
        return attempt != null && attempt.isSent();
    }

    /** An attempt has failed, and there will be another; what is said of the work at its end is said of all of them. */
    void failed(Delivery delivery) {
        mayHaveRun |= delivery == Delivery.UNKNOWN;
    }

    boolean isRepaired() {
        return repaired;
    }

    void repairing() {
        repaired = true;
    }

    // --- Its end ---

    /** Whether its caller has an answer, or has turned away. */
    public boolean hasEnded() {
        return ended;
    }

    @Override
    public boolean isAbandoned() {
        return ended || answer.isAbandoned();
    }

    /** Whether a failure would be heard by anybody. */
    boolean isAwaited() {
        return !ended && answer.isAwaited();
    }

    void complete() {
        ended = true;
        answer.onComplete();
    }

    public void fail(MySQLException failure) {
        ended = true;
        boolean understated = mayHaveRun && failure.delivery() == Delivery.NOT_EXECUTED;
        answer.onFailure(
                understated ? failure.in(failure.context().withStatement(statement(), Delivery.UNKNOWN)) : failure);
    }

    /** Its caller has turned away and needs no answer. */
    public void forget() {
        ended = true;
    }

    // --- The sink of its attempts ---

    @Override
    public void onSent() {
        sentAt = Objects.requireNonNull(session).onSent();
    }

    @Override
    public void onRows(RowBatch rows) {
        if (!ended) {
            answer.onRows(rows);
        }
    }

    @Override
    public void onResultEnd(ResultEnd end) {
        if (!ended) {
            answer.onResultEnd(end);
        }
    }

    @Override
    public long demand() {
        return ended ? Long.MAX_VALUE : answer.demand();
    }

    @Override
    public void onComplete() {
        Objects.requireNonNull(session).onAnswered(this);
    }

    @Override
    public void onFailure(MySQLException failure) {
        Objects.requireNonNull(session).onFailed(this, failure);
    }

    // --- Where the time went ---

    long nanosWaiting(long now) {
        return (sentAt == NEVER ? now : sentAt) - submittedAt;
    }

    long nanosRunning(long now) {
        return sentAt == NEVER ? 0 : now - sentAt;
    }

    /** For a person. */
    public String whereTheTimeWent(long now) {
        if (runningSince == NEVER) {
            return millis(now - submittedAt) + " waiting for a session";
        }
        String session = millis(runningSince - submittedAt) + " waiting for a session, ";
        return sentAt == NEVER
                ? session + millis(now - runningSince) + " waiting for its turn on it"
                : session + millis(sentAt - runningSince) + " waiting for its turn on it, " + millis(now - sentAt)
                        + " executing";
    }

    private static String millis(long nanos) {
        return nanos / 1_000_000 + " ms";
    }

    /** For an error about this work; how far it has got now. */
    public ErrorContext context(String endpoint, Phase phase) {
        return new ErrorContext(endpoint, phase, statement(), isSent() ? Delivery.UNKNOWN : Delivery.NOT_EXECUTED);
    }
}
