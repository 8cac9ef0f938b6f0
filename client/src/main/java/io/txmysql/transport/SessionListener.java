// SPDX-License-Identifier: Apache-2.0
package io.txmysql.transport;

import io.txmysql.protocol.error.MySQLException;

/** Follows one attempt to connect and the session that comes of it. Called on the session's event loop. */
public interface SessionListener {
    /** The login is over and commands are welcome. At most once, and never after {@link #onEnd}. */
    void onReady(Session session);

    /**
     * There is no session, or it has ended. What it had pending fails right after this call, so that whoever hears of a
     * failed command finds a connection that knows. Exactly once.
     *
     * @param cause what ended it; for a session that its owner has closed the owner's reason
     */
    void onEnd(MySQLException cause);
}
