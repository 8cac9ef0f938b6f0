// SPDX-License-Identifier: Apache-2.0
package io.txmysql.api;

import java.time.Duration;

/**
 * How long things may take; {@link Duration#ZERO} means without limit.
 *
 * @param connectTimeout from resolving the host to the finished login
 * @param idleTimeout without anything to do, until the connection disconnects; the next call connects again
 */
public record Timeouts(Duration connectTimeout, Duration idleTimeout) {
    public Timeouts {
        InvalidOption.requireDuration("connectTimeout", connectTimeout);
        InvalidOption.requireDuration("idleTimeout", idleTimeout);
    }
}
