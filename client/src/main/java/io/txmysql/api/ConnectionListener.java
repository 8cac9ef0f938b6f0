// SPDX-License-Identifier: Apache-2.0
package io.txmysql.api;

import io.txmysql.protocol.error.MySQLException;
import java.time.Duration;

/**
 * Is told what becomes of a logical connection. Called on its event loop, so it must not block; what it throws is logged
 * and changes nothing.
 */
public interface ConnectionListener {
    default void onStateChange(ConnectionState before, ConnectionState after) {}

    /**
     * A session is there.
     *
     * @param endpoint {@code host:port} or the path of the UNIX socket
     * @param serverVersion as the server says it
     */
    default void onConnected(String endpoint, String serverVersion) {}

    /** A session has ended by itself. */
    default void onLost(MySQLException cause) {}

    /** An attempt to connect, or a statement with a temporary error, has failed and there will be another after {@code pause}. */
    default void onRetry(MySQLException cause, Duration pause) {}

    /** A statement has ended; called for each, so it had better be quick. */
    default void onStatement(StatementEvent event) {}

    /** There was nothing to do for {@code idleTimeout}; the next call connects again. */
    default void onIdle() {}
}
