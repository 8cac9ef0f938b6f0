// SPDX-License-Identifier: Apache-2.0
package io.txmysql.api;

import java.time.Duration;

/**
 * How long things may take, each up to 365 days; {@link Duration#ZERO} means without limit, except where it says otherwise.
 *
 * @param connectTimeout from resolving the host to the finished login
 * @param statementTimeout from the call to the end of the answer, waiting included; then the statement is stopped on the
 *     server
 * @param socketTimeout without a byte from the server while an answer is due, until the session is given up
 * @param idleTimeout without anything to do, until the connection disconnects; the next call connects again
 * @param cancelTimeout from a cancel or the end of a statementTimeout until a session that has not come free is closed;
 *     at least 1 ms, because a session must not be waited for without end
 */
public record Timeouts(
        Duration connectTimeout,
        Duration statementTimeout,
        Duration socketTimeout,
        Duration idleTimeout,
        Duration cancelTimeout) {
    private static final Duration LEAST_CANCEL_TIMEOUT = Duration.ofMillis(1);

    public Timeouts {
        InvalidOption.requireDuration("connectTimeout", connectTimeout);
        InvalidOption.requireDuration("statementTimeout", statementTimeout);
        InvalidOption.requireDuration("socketTimeout", socketTimeout);
        InvalidOption.requireDuration("idleTimeout", idleTimeout);
        InvalidOption.requireDuration("cancelTimeout", cancelTimeout, LEAST_CANCEL_TIMEOUT);
    }
}
