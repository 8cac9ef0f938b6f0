// SPDX-License-Identifier: Apache-2.0
package io.txmysql.supervisor;

import io.txmysql.api.Timeouts;
import io.txmysql.protocol.codec.StatementTraits;
import io.txmysql.protocol.codec.StatementTraits.TransactionControl;
import io.txmysql.protocol.error.MySQLException;
import io.txmysql.protocol.error.SessionPin;
import io.txmysql.protocol.exchange.QueryExchange;
import io.txmysql.protocol.exchange.SessionState;
import io.txmysql.protocol.message.ComQuery;
import io.txmysql.transport.Loop;
import io.txmysql.transport.Session;
import io.txmysql.transport.SessionConnector;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One session of a supervisor from its login to its end, with the work that was given to it: who has it for himself, whether
 * it is being freed of cancelled statements, asked for a sign of life, or about to be given up. What becomes of work that
 * has failed is the supervisor's business. Belongs to the loop.
 */
final class LiveSession {
    private static final ComQuery ROLLBACK = ComQuery.of("ROLLBACK");
    private static final ComQuery PROBE = ComQuery.of("DO 0");

    private final Session session;
    private final Supervisor supervisor;
    private final SessionConnector connector;
    private final Loop loop;
    private final Timeouts timeouts;
    private final long readySince;
    private @Nullable Reservation reserved;
    private @Nullable Cancellation cancellation;
    private @Nullable Validation validation;

    /** Work that the session has and has not answered. */
    private int running;

    private long runningBytes;

    /** How much of it was sent; and of that, how much may be killed and is not waited for by anybody. */
    private int onTheWire;

    private int victims;

    /** It takes nothing more and is closed as soon as it has answered everything. */
    private boolean retiring;

    private boolean retiresAfterTransaction;

    /** Statements of transactions among the work that the session has; and whether the reservation ends with them. */
    private int ofTransaction;

    private boolean releasing;

    /** A ROLLBACK for those who come next is on its way. */
    private boolean undoing;

    private boolean rollsBackFirst;

    /** How many COMMITs and ROLLBACKs are among the work that the session has. */
    private int endings;

    /** The transaction that may be open on it is nobody's any more. */
    private boolean disowned;

    /** By the answer before the latest one. */
    private boolean inTransaction;

    private boolean ended;
    private long idleSince;
    private long busySince;

    LiveSession(Session session, Supervisor supervisor, SessionConnector connector, Loop loop, Timeouts timeouts) {
        this.session = session;
        this.supervisor = supervisor;
        this.connector = connector;
        this.loop = loop;
        this.timeouts = timeouts;
        this.readySince = loop.nanoTime();
        this.idleSince = readySince;
        this.busySince = readySince;
    }

    // --- What it is like ---

    SessionState state() {
        return session.state();
    }

    /** It has no socket any more; work that it had may still be about to fail. */
    boolean hasEnded() {
        return ended;
    }

    int running() {
        return running;
    }

    long runningBytes() {
        return runningBytes;
    }

    boolean isRetiring() {
        return retiring;
    }

    @Nullable
    Reservation reserved() {
        return reserved;
    }

    /** Whether it takes work that is not part of a transaction. */
    boolean isOpen() {
        return !ended && !retiring && reserved == null && validation == null;
    }

    /** Whether it sends what it takes. */
    boolean isUsable() {
        return isOpen() && cancellation == null;
    }

    long readySince() {
        return readySince;
    }

    long idleSince() {
        return idleSince;
    }

    /** A work goes out now; returns the time. */
    long onSent() {
        long now = loop.nanoTime();
        if (onTheWire++ == 0) {
            busySince = now;
        }
        return now;
    }

    /** Whether a command that was sent has kept the server busy for so long. A PREPARE alone does not count. */
    boolean isStuck(long now, long nanos) {
        return onTheWire > 0 && now - busySince >= nanos;
    }

    Supervisor supervisor() {
        return supervisor;
    }

    /** What the session has that another would lack, but for a transaction whose owner is told by himself. */
    Set<SessionPin> pins() {
        Set<SessionPin> pins = session.state().pins();
        if (reserved != null || disowned) {
            pins.remove(SessionPin.TRANSACTION);
        }
        return pins;
    }

    // --- Work ---

    void run(Work work) {
        long now = loop.nanoTime();
        if (running++ == 0) {
            busySince = now;
        }
        runningBytes += work.command().bytes();
        Reservation transaction = work.transaction();
        if (work.opensTransaction() && transaction != null) {
            reserved = transaction;
            transaction.granted();
        }
        if (transaction != null) {
            ofTransaction++;
        }
        if (isEnding(work)) {
            endings++;
        }
        session.submit(work.begin(this, now));
    }

    void onAnswered(Work work) {
        stopped(work);
        boolean unwanted = work.opensTransaction() && work.hasEnded();
        if (work.opensTransaction() && reserved != null) {
            reserved.begun();
        }
        supervisor.answered(work);
        if (unwanted && reserved != null) {
            reserved.end("nobody has waited for it", null);
            release(reserved);
        } else if (isEnding(work) && reserved != null && reserved == work.transaction()) {
            reserved.end("it was ended by a statement of its own", null);
            release(reserved);
        }
        lookAtTransaction(work);
        afterAnswer();
    }

    private void stopped(Work work) {
        if (isVictim(work)) {
            victims--;
            if (cancellation != null) {
                cancellation.onVictimAnswered();
            }
        }
        if (work.isSent()) {
            onTheWire--;
        }
        if (isEnding(work)) {
            endings--;
        }
        forgetOfTransaction(work);
        work.stopped();
        running--;
        runningBytes -= work.command().bytes();
        busySince = loop.nanoTime();
        inTransaction = session.state().isInTransaction();
        if (running == 0) {
            idleSince = busySince;
        }
    }

    private void forgetOfTransaction(Work work) {
        if (work.transaction() != null) {
            ofTransaction--;
        }
    }

    private void afterAnswer() {
        releaseIfDone();
        if (cancellation != null) {
            cancellation.look();
        }
        retireIfDone();
        if (running == 0 || !ended) { // what has ended with its session fails together
            supervisor.onLessToDo();
        }
    }

    /** Takes nothing more, and ends when everything is answered. */
    void retire() {
        retiring = true;
        retireIfDone();
    }

    void retireAfterTransaction() {
        retiresAfterTransaction = true;
    }

    private void retireIfDone() {
        if (retiring && running == 0 && reserved == null && !ended) {
            session.close(supervisor.closed());
        }
    }

    /** Takes back what has not been sent, in order; it is as if the session had never had it. */
    List<Work> withdraw() {
        if (session.pending() == session.inFlight()) {
            return List.of();
        }
        List<Work> unsent = session.withdraw().stream()
                .map(exchange -> (Work) exchange.sink())
                .toList();
        for (Work work : unsent) {
            forgetOfTransaction(work);
            work.withdrawn();
            if (isEnding(work)) {
                endings--;
            }
            running--;
            runningBytes -= work.command().bytes();
        }
        return unsent;
    }

    // --- Transactions ---

    /** After each answer within a transaction: whether there is one still. */
    private void lookAtTransaction(Work work) {
        Reservation transaction = reserved;
        if (transaction == null || transaction != work.transaction() || ended || isEnding(work)) {
            return;
        }
        if (transaction.isOver(session.state())) {
            transaction.end("the server has ended it", null);
            rollsBackFirst = true; // error 1213 may also come of a metadata lock, which ends nothing
            for (Work unsent : withdraw()) { // maybe the owner's ROLLBACK, with whose end he gives the session away
                supervisor.refuse(unsent, transaction);
            }
            release(transaction);
        }
    }

    /** An error says nothing of the transaction, and some errors end it, so the next answer is asked for that. */
    private boolean mayHaveRolledBack(Work work, MySQLException failure) {
        if (ended || reserved == null || reserved != work.transaction() || !reserved.isHeld() || isEnding(work)) {
            return false;
        }
        return switch (failure.category()) {
            case BAD_SQL, DATA, INTEGRITY, AUTHORIZATION, UNKNOWN_DATABASE, READ_ONLY, USAGE -> false;
            default -> session.state().isInTransaction();
        };
    }

    private void probe(Work work) {
        session.submitNext(new QueryExchange(PROBE, "DO 0", StatementTraits.BARRIER, new SilentSink() {
            @Override
            public void onComplete() {
                inTransaction = session.state().isInTransaction();
                lookAtTransaction(work);
                afterAnswer();
            }

            @Override
            public void onFailure(MySQLException failure) {
                onComplete();
            }
        }));
    }

    private static boolean isEnding(Work work) {
        TransactionControl control = work.traits().control();
        return control == TransactionControl.COMMIT || control == TransactionControl.ROLLBACK;
    }

    /** Rolls back what may still be open of a transaction that has no owner any more, and gives the session to others. */
    private void undo() {
        undoing = true;
        session.submitNext(new QueryExchange(ROLLBACK, "ROLLBACK", StatementTraits.BARRIER, new SilentSink() {
            @Override
            public void onComplete() {
                free();
            }

            @Override
            public void onFailure(MySQLException failure) {
                disowned = true;
                retire();
                free();
            }
        }));
    }

    void onFailed(Work work, MySQLException failure) {
        boolean rolledBack = inTransaction && !session.state().isInTransaction();
        stopped(work);
        supervisor.failed(work, this, failure);
        if (!ended && reserved == null && rolledBack) {
            for (Work unsent : withdraw()) {
                supervisor.refuse(unsent, failure);
            }
        } else if (mayHaveRolledBack(work, failure)) {
            probe(work);
        }
        lookAtTransaction(work);
        afterAnswer();
    }

    /** Its first statement is to be run again, perhaps on another session. */
    void withdraw(Reservation transaction) {
        transaction.withdrawn();
        if (reserved == transaction) {
            reserved = null;
            releasing = false;
        }
    }

    /**
     * The transaction's owner is done with it: others may have the session. Not before all of its statements are answered,
     * though, because one of them may begin it; what is open then is rolled back.
     */
    void release(Reservation transaction) {
        if (reserved == transaction && !undoing) {
            releasing = true;
            releaseIfDone();
        }
    }

    private void releaseIfDone() {
        if (!releasing || ofTransaction > 0 || ended || cancellation != null) {
            return;
        }
        releasing = false;
        if (rollsBackFirst || session.state().isInTransaction()) {
            undo();
        } else {
            free();
        }
    }

    private void free() {
        reserved = null;
        undoing = false;
        rollsBackFirst = false;
        inTransaction = session.state().isInTransaction();
        if (retiresAfterTransaction) {
            retire();
        }
        retireIfDone();
        supervisor.onLessToDo();
    }

    // --- Statements that nobody waits for ---

    /** Frees the session from work that has ended for its caller. */
    void stop(Work work) {
        if (!work.isSent() || ended) {
            return; // it is passed over when its turn comes
        }
        if (isVictim(work)) {
            victims++;
        }
        if (cancellation == null) {
            cancellation = new Cancellation(
                    session,
                    connector,
                    loop,
                    timeouts.cancelTimeout(),
                    this::areOnlyVictimsOnTheWire,
                    () -> onTheWire == 0,
                    () -> endings == 0,
                    supervisor.farewells(),
                    this::onFree);
            cancellation.begin();
        }
        cancellation.look();
    }

    /** Also those count that are answered already and not told yet: the next one may be executing. */
    private boolean areOnlyVictimsOnTheWire() {
        return victims == onTheWire && victims == session.inFlight();
    }

    /** What ends a transaction is not killed, and what has no SQL is quick. */
    private static boolean isVictim(Work work) {
        return work.hasEnded() && work.isSent() && work.statement() != null && !isEnding(work);
    }

    private void onFree() {
        cancellation = null;
        releaseIfDone();
        retireIfDone();
        supervisor.onLessToDo();
    }

    // --- A sign of life ---

    /** Whether the server may be about to close the session, because nothing was said for so long. */
    boolean isStale() {
        long waitTimeout = session.state().waitTimeoutSeconds();
        return running == 0
                && waitTimeout > 0
                && loop.nanoTime() - idleSince > Duration.ofSeconds(waitTimeout).toNanos() / 2;
    }

    /** Asks for a sign of life before the session is used. */
    void validate() {
        validation = new Validation(session, loop, timeouts.cancelTimeout(), () -> {
            validation = null;
            idleSince = loop.nanoTime();
            supervisor.onLessToDo();
        });
        validation.begin();
    }

    // --- The end ---

    void close(MySQLException reason) {
        session.close(reason);
    }

    /** The socket is gone; the work that is left fails after this. */
    void onEnd(MySQLException cause) {
        ended = true;
        if (validation != null) {
            validation.dispose();
            validation = null;
        }
        if (cancellation != null) {
            cancellation.dispose();
            cancellation = null;
        }
        if (reserved != null && reserved.isHeld()) {
            reserved.end("its session has ended", cause);
        }
        reserved = null;
    }
}
