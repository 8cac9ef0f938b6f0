// SPDX-License-Identifier: Apache-2.0
package io.txmysql.supervisor;

import io.txmysql.protocol.error.ErrorContext;
import io.txmysql.protocol.error.MySQLException;
import io.txmysql.protocol.error.SessionPin;
import io.txmysql.protocol.error.SessionStateLostException;
import io.txmysql.protocol.exchange.SessionState;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The exclusive use of a session by one transaction, from its first statement to its end. While it holds, the supervisor
 * gives the session no other work. Belongs to the loop of its supervisor.
 */
public final class Reservation {
    private enum State {
        /** Its first statement waits. */
        REQUESTED,
        /** The session is reserved; the first statement is on its way. */
        GRANTED,
        /** The first statement is answered. */
        HELD,
        ENDED
    }

    private State state = State.REQUESTED;

    /** Whether this server says in its answers that a transaction is open; a proxy may not. */
    private boolean told;

    private @Nullable String endedBecause;
    private @Nullable MySQLException cause;

    public boolean isHeld() {
        return state == State.HELD;
    }

    public boolean hasEnded() {
        return state == State.ENDED;
    }

    void granted() {
        state = State.GRANTED;
    }

    void begun() {
        state = State.HELD;
    }

    /** The session was lost before anything had been done in it: its first statement is run again on another. */
    void withdrawn() {
        state = State.REQUESTED;
    }

    /** @param reason what has become of the transaction, for a person */
    void end(String reason, @Nullable MySQLException newCause) {
        if (state != State.ENDED) {
            state = State.ENDED;
            endedBecause = reason;
            cause = newCause;
        }
    }

    /** Looks at what the server says of its session now: true if there was a transaction, and is no more. */
    boolean isOver(SessionState session) {
        told |= session.isInTransaction();
        return state == State.HELD && told && !session.isInTransaction();
    }

    /** Why a statement of this transaction cannot be run any more. */
    SessionStateLostException refusal(ErrorContext context) {
        return new SessionStateLostException(
                "the transaction is over: " + (endedBecause == null ? "its session has ended" : endedBecause),
                Set.of(SessionPin.TRANSACTION),
                context,
                cause);
    }
}
