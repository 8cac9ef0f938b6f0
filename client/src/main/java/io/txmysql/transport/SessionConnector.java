// SPDX-License-Identifier: Apache-2.0
package io.txmysql.transport;

import io.txmysql.protocol.error.MySQLException;

/** Opens sessions. What stands above it needs no socket to be tested. */
public interface SessionConnector {
    /**
     * Begins to connect; the outcome comes to the listener, never within this call.
     *
     * @param start what the session is to begin with
     * @return abandons the attempt: it then ends with the reason given
     */
    Attempt connect(SessionStart start, SessionListener listener);

    /**
     * Begins to connect to the very address that another session is connected to, to look after that session from beside
     * it. Such a session has no default database and is told nothing.
     */
    Attempt connectBeside(Session other, SessionListener listener);

    /** An attempt to connect that is under way. */
    interface Attempt {
        void abandon(MySQLException reason);
    }
}
