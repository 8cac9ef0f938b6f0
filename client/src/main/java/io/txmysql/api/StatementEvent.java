// SPDX-License-Identifier: Apache-2.0
package io.txmysql.api;

import io.txmysql.protocol.error.MySQLException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A statement has ended, for whoever measures.
 *
 * @param statement the SQL with its placeholders, never with values; null for a command without SQL
 * @param waiting from the call until it was sent for the last time; all of it, if it never was
 * @param running from then to the end of its answer
 * @param attempts how often it was given to a session
 * @param failure null if it was answered well; for a caller who turned away, what was made of it
 */
public record StatementEvent(
        @Nullable String statement,
        Duration waiting,
        Duration running,
        int attempts,
        @Nullable MySQLException failure) {}
