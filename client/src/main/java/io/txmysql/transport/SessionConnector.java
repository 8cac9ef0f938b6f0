// SPDX-License-Identifier: Apache-2.0
package io.txmysql.transport;

import org.jspecify.annotations.Nullable;

/** Opens sessions. What stands above it needs no socket to be tested. */
public interface SessionConnector {
    /**
     * Begins to connect; the outcome comes to the listener, never within this call.
     *
     * @param database selected in the login; null for none
     * @return abandons the attempt: it then ends with the reason given
     */
    Attempt connect(@Nullable String database, SessionListener listener);

    /** An attempt to connect that is under way. */
    interface Attempt {
        void abandon(io.txmysql.protocol.error.MySQLException reason);
    }
}
