// SPDX-License-Identifier: Apache-2.0
package io.txmysql.supervisor;

import io.txmysql.protocol.codec.StatementTraits.TransactionControl;
import io.txmysql.protocol.error.ErrorContext;
import io.txmysql.protocol.error.MySQLException;
import io.txmysql.protocol.error.SessionPin;
import io.txmysql.protocol.error.SessionStateLostException;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the last session had that the next one lacks, and whether anybody has been told. The session is an epoch: work that was
 * given to it may depend on what it had. Belongs to the loop.
 *
 * <ul>
 *   <li>Work of the lost epoch that has no answer fails.
 *   <li>If there was none, the next call fails, so that no statement is run by mistake without what it needs.
 *   <li>After an open transaction, COMMIT and SAVEPOINT fail until ROLLBACK or another BEGIN.
 * </ul>
 */
final class LostState {
    private final Set<SessionPin> lost = EnumSet.noneOf(SessionPin.class);
    private @Nullable LiveSession epoch;
    private boolean told = true;

    /** How many losses callers were told of; read on any thread. */
    private volatile int lossesTold;

    private boolean commitWouldLie;
    private @Nullable MySQLException cause;

    /** A session has ended. */
    void onSessionEnd(LiveSession ended, MySQLException newCause) {
        Set<SessionPin> pins = ended.pins();
        epoch = ended;
        if (told) { // otherwise a session has come and gone without a statement, and the loss before it counts still
            lost.clear();
        }
        lost.addAll(pins);
        told = lost.isEmpty();
        commitWouldLie |= pins.contains(SessionPin.TRANSACTION);
        cause = newCause;
    }

    /** Whether work needs what is gone. */
    boolean pins(Work work) {
        return work.session() == epoch && epoch != null && !lost.isEmpty() && !work.isSelfContained();
    }

    /** Whether work that waited while the session ended may need what is gone. */
    boolean concerns(Work waiting) {
        return !lost.isEmpty()
                && !waiting.isSelfContained()
                && !waiting.opensTransaction()
                && waiting.statement() != null;
    }

    /** Work has failed for good: what it would have left behind is missing for those who come after it. */
    void onGivenUp(Work work) {
        if (work.session() != epoch || epoch == null || work.isSelfContained() || work.transaction() != null) {
            return; // the handle of a transaction tells of its end
        }
        boolean more = lost.addAll(work.traits().pins());
        if (work.traits().control() == TransactionControl.BEGIN) {
            more |= lost.add(SessionPin.TRANSACTION);
        }
        commitWouldLie |= lost.contains(SessionPin.TRANSACTION);
        if (work.isAwaited() && (more || !told)) {
            told = false;
            tell();
        }
    }

    /** Why a new call must not be run; null if it may. */
    @Nullable
    SessionStateLostException refusal(Work work, ErrorContext context) {
        if (work.isSelfContained() || work.statement() == null) {
            if (work.traits().releases().size() == SessionPin.values().length) {
                forget(); // a reset
            }
            return null;
        }
        TransactionControl control = work.traits().control();
        if (control == TransactionControl.ROLLBACK || control == TransactionControl.BEGIN) {
            commitWouldLie = false;
        }
        boolean needsTransaction = control == TransactionControl.COMMIT || control == TransactionControl.SAVEPOINT;
        boolean calledBefore = !lost.isEmpty() && work.lossesKnown() < lossesTold;
        if (!told || calledBefore) {
            if (work.isAwaited()) {
                tell();
            }
            commitWouldLie &= control != TransactionControl.COMMIT;
            return failure(lost, context);
        }
        if (commitWouldLie && needsTransaction) {
            commitWouldLie = control != TransactionControl.COMMIT;
            return failure(Set.of(SessionPin.TRANSACTION), context);
        }
        return null;
    }

    int lossesTold() {
        return lossesTold;
    }

    private void tell() {
        if (!told) {
            told = true;
            int before = lossesTold; // written on the loop only
            lossesTold = before + 1;
        }
    }

    /** What work that was pinned to the lost session fails with. */
    SessionStateLostException pinned(ErrorContext context) {
        tell();
        return failure(lost, context);
    }

    private SessionStateLostException failure(Set<SessionPin> what, ErrorContext context) {
        return new SessionStateLostException(
                "the session has ended, and with it what this statement may depend on: " + what, what, context, cause);
    }

    /** Whoever uses the connection from now on expects nothing. */
    void forget() {
        epoch = null;
        lost.clear();
        told = true;
        commitWouldLie = false;
        cause = null;
    }
}
