// SPDX-License-Identifier: Apache-2.0
package io.txmysql.api;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One logical connection: it has at most one session at a time and outlives it. Creating it does no I/O; the first call
 * connects, and a call after a lost session connects again. Commands are pipelined: those submitted together leave
 * together, up to {@code pipeliningLimit} of them, and are answered in order.
 */
public interface MySQLConnection extends SqlClient {

    /**
     * Gives the session a clean state without a new login: open transaction rolled back, locks and temporary tables gone,
     * user and session variables back to their defaults, prepared statements closed. The default database stays.
     * Connects if there is no session.
     *
     * @see <a href="https://dev.mysql.com/doc/c-api/en/mysql-reset-connection.html">mysql_reset_connection()</a>
     */
    CompletableFuture<@Nullable Void> reset();

    /** Where this connection is at the moment; any thread may ask. */
    ConnectionState state();
}
