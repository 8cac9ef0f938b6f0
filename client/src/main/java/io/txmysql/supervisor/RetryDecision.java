// SPDX-License-Identifier: Apache-2.0
package io.txmysql.supervisor;

import static io.txmysql.protocol.error.ErrorCodes.ER_OPTION_PREVENTS_STATEMENT;

import io.txmysql.api.Reconnection;
import io.txmysql.api.RetryPolicy;
import io.txmysql.api.TemporaryError;
import io.txmysql.protocol.error.Delivery;
import io.txmysql.protocol.error.ErrorCategory;
import io.txmysql.protocol.error.MySQLException;
import io.txmysql.protocol.error.ServerErrorException;
import java.util.List;

/** Whether something may be run again. The only place where that is decided; it looks at nothing but its arguments. */
public enum RetryDecision {
    /** The caller gets the error. */
    FAIL,
    /** It is run again, on whatever session comes next. */
    RUN_AGAIN,
    /** It is run again on a new session, after a pause. */
    RECONNECT_AND_RUN_AGAIN,
    /** The table that the error names is repaired, and it is run again. */
    REPAIR_AND_RUN_AGAIN;

    /**
     * What is known of a work when it fails.
     *
     * @param repeat what is known of running it twice
     * @param repeatable whether its words show that it only reads
     * @param pinned whether it depends on something that only the session it was run on had
     * @param repaired whether a table was repaired for it already
     * @param attempts how often it has been tried, at least 1
     * @param nanosSinceCall how long ago the call was made
     */
    record Circumstances(
            Command.Repeat repeat,
            boolean repeatable,
            boolean pinned,
            boolean repaired,
            int attempts,
            long nanosSinceCall) {}

    /** What becomes of work that has failed. */
    static RetryDecision ofWork(MySQLException failure, Circumstances work, Reconnection options) {
        RetryPolicy policy = options.retryPolicy();
        if (failure.category() == ErrorCategory.CLOSED || work.pinned || isUsedUp(work, policy)) {
            return FAIL;
        }
        if (isTemporary(failure, options.temporaryErrors())
                || (options.rejectReadOnly() && isReadOnlyServer(failure))) {
            return RECONNECT_AND_RUN_AGAIN;
        }
        return switch (failure.delivery()) {
            case NOT_EXECUTED -> isCausedBySession(failure) ? RUN_AGAIN : FAIL;
            case UNKNOWN -> isCausedBySession(failure) && mayRunTwice(work, policy) ? RUN_AGAIN : FAIL;
            case ANSWERED ->
                options.autoRepair() && !work.repaired && CrashedTable.isNamedBy(failure) ? REPAIR_AND_RUN_AGAIN : FAIL;
        };
    }

    private static boolean isUsedUp(Circumstances work, RetryPolicy policy) {
        long maxNanos = policy.maxTime().toNanos();
        return work.attempts >= policy.maxAttempts() || (maxNanos > 0 && work.nanosSinceCall >= maxNanos);
    }

    private static boolean mayRunTwice(Circumstances work, RetryPolicy policy) {
        boolean declared =
                work.repeat == Command.Repeat.IDEMPOTENT || (policy.selectsAreIdempotent() && work.repeatable);
        return work.repeat == Command.Repeat.HARMLESS
                || switch (policy.unknown()) {
                    case NEVER -> false;
                    case IDEMPOTENT -> declared;
                    case ALWAYS -> true;
                };
    }

    /** A session that went away takes unsent work with it; a wrong number of arguments would be wrong again. */
    private static boolean isCausedBySession(MySQLException failure) {
        return switch (failure.category()) {
            case CONNECTION, SERVER_GONE, PROTOCOL, TIMEOUT -> true;
            default -> false;
        };
    }

    private static boolean isTemporary(MySQLException failure, List<TemporaryError> temporaryErrors) {
        return failure instanceof ServerErrorException error
                && error.delivery() == Delivery.ANSWERED
                && temporaryErrors.stream().anyMatch(temporary -> temporary.matches(error));
    }

    /** Error 1290 names other options than read_only, too. */
    static boolean isReadOnlyServer(MySQLException failure) {
        return failure.category() == ErrorCategory.READ_ONLY
                && failure.delivery() == Delivery.ANSWERED
                && (failure.errno() != ER_OPTION_PREVENTS_STATEMENT
                        || failure.summary().contains("read-only")
                        || failure.summary().contains("read_only"));
    }

    /**
     * What an attempt to connect that has failed means for the work that waits: RECONNECT_AND_RUN_AGAIN, or FAIL if another
     * attempt would fail the same way.
     */
    public static RetryDecision ofConnect(MySQLException failure, List<TemporaryError> temporaryErrors) {
        if (isTemporary(failure, temporaryErrors)) {
            return RECONNECT_AND_RUN_AGAIN;
        }
        return switch (failure.category()) {
            case CONNECTION, TIMEOUT, RESOURCES, SERVER_GONE -> RECONNECT_AND_RUN_AGAIN;
            default -> FAIL;
        };
    }
}
