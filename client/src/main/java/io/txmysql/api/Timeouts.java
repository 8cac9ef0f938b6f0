// SPDX-License-Identifier: Apache-2.0
package io.txmysql.api;

import java.time.Duration;

/**
 * How long things may take; {@link Duration#ZERO} means without limit.
 *
 * @param connectTimeout from resolving the host to the finished login
 * @param statementTimeout from the call to the end of the answer, waiting in the queue included
 * @param socketTimeout without a byte from the server while an answer is due
 * @param idleTimeout without anything to do, until the connection disconnects; the next call connects again
 * @param cancelTimeout from a cancel to the moment when a session that did not come free is closed
 */
public record Timeouts(
        Duration connectTimeout,
        Duration statementTimeout,
        Duration socketTimeout,
        Duration idleTimeout,
        Duration cancelTimeout) {
    public Timeouts {
        InvalidOption.requireDuration("connectTimeout", connectTimeout);
        InvalidOption.requireDuration("statementTimeout", statementTimeout);
        InvalidOption.requireDuration("socketTimeout", socketTimeout);
        InvalidOption.requireDuration("idleTimeout", idleTimeout);
        InvalidOption.requireDuration("cancelTimeout", cancelTimeout);
    }
}
