// SPDX-License-Identifier: Apache-2.0
package io.txmysql.protocol.error;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The statement depended on something that ended with its session, such as an open transaction: it was not run on another
 * session, where it would have meant something else. What is to be done: begin anew, from the statement that made the lost
 * state. {@link #delivery()} says whether the statement itself may have been executed before that.
 */
public final class SessionStateLostException extends MySQLException {
    private final Set<SessionPin> lost;

    /** @param lost what the session had; never empty */
    public SessionStateLostException(
            String summary, Set<SessionPin> lost, ErrorContext context, @Nullable Throwable cause) {
        super(summary, context, cause);
        this.lost = Set.copyOf(lost);
    }

    /** What the session had that is gone now. */
    public Set<SessionPin> lost() {
        return lost;
    }

    @Override
    public ErrorCategory category() {
        return ErrorCategory.STATE_LOST;
    }

    @Override
    public SessionStateLostException in(ErrorContext newContext) {
        return new SessionStateLostException(summary(), lost, newContext, this);
    }
}
