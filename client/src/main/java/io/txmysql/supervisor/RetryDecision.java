// SPDX-License-Identifier: Apache-2.0
package io.txmysql.supervisor;

import io.txmysql.api.RetryPolicy;
import io.txmysql.api.TemporaryError;
import io.txmysql.protocol.error.Delivery;
import io.txmysql.protocol.error.ErrorCategory;
import io.txmysql.protocol.error.MySQLException;
import io.txmysql.protocol.error.ServerErrorException;
import java.util.List;

/** Whether something may be run again. The only place where that is decided; it looks at nothing but its arguments. */
enum RetryDecision {
    /** The caller gets the error. */
    FAIL,
    /** It is run again, on whatever session comes next. */
    RUN_AGAIN,
    /** It is run again on a new session, after a pause. */
    RECONNECT_AND_RUN_AGAIN;

    /**
     * What becomes of work that has failed.
     *
     * @param attempts how often it has been tried, at least 1
     * @param nanosSinceCall how long ago the call was made
     */
    static RetryDecision ofWork(
            MySQLException failure,
            boolean idempotent,
            int attempts,
            long nanosSinceCall,
            RetryPolicy policy,
            List<TemporaryError> temporaryErrors) {
        if (failure.category() == ErrorCategory.CLOSED || isUsedUp(attempts, nanosSinceCall, policy)) {
            return FAIL;
        }
        if (isTemporary(failure, temporaryErrors)) {
            return RECONNECT_AND_RUN_AGAIN;
        }
        return switch (failure.delivery()) {
            case NOT_EXECUTED -> isCausedBySession(failure) ? RUN_AGAIN : FAIL;
            case UNKNOWN -> mayRunTwice(idempotent, policy) ? RUN_AGAIN : FAIL;
            case ANSWERED -> FAIL;
        };
    }

    private static boolean isUsedUp(int attempts, long nanosSinceCall, RetryPolicy policy) {
        long maxNanos = policy.maxTime().toNanos();
        return attempts >= policy.maxAttempts() || (maxNanos > 0 && nanosSinceCall >= maxNanos);
    }

    private static boolean mayRunTwice(boolean idempotent, RetryPolicy policy) {
        return switch (policy.unknown()) {
            case NEVER -> false;
            case IDEMPOTENT -> idempotent;
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

    /**
     * What an attempt to connect that has failed means for the work that waits: RECONNECT_AND_RUN_AGAIN, or FAIL if another
     * attempt would fail the same way.
     */
    static RetryDecision ofConnect(MySQLException failure, List<TemporaryError> temporaryErrors) {
        if (isTemporary(failure, temporaryErrors)) {
            return RECONNECT_AND_RUN_AGAIN;
        }
        return switch (failure.category()) {
            case CONNECTION, TIMEOUT, RESOURCES, SERVER_GONE -> RECONNECT_AND_RUN_AGAIN;
            default -> FAIL;
        };
    }
}
