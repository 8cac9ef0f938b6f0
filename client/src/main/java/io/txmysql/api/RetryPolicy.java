// SPDX-License-Identifier: Apache-2.0
package io.txmysql.api;

import java.time.Duration;

/**
 * Which work is run again when its session was lost. Work that the server has certainly not executed
 * ({@link io.txmysql.protocol.error.Delivery#NOT_EXECUTED}) always is, within the limits; this is about work of which nobody
 * knows ({@code UNKNOWN}).
 *
 * @param unknown which of the work of unknown fate is run again
 * @param maxAttempts how often one call is run, the first time included; at least 1
 * @param maxTime how long after the call it may be run again; {@link Duration#ZERO} is without limit
 */
public record RetryPolicy(Unknown unknown, int maxAttempts, Duration maxTime) {
    /** What may be run again although the server may have executed it already. */
    public enum Unknown {
        /** Nothing. */
        NEVER,
        /** What the caller has declared idempotent. */
        IDEMPOTENT,
        /** Everything, at the risk of running it twice. */
        ALWAYS
    }

    private static final int DEFAULT_ATTEMPTS = 10;
    private static final Duration DEFAULT_TIME = Duration.ofMinutes(2);

    public RetryPolicy {
        InvalidOption.requireRange("retryPolicy", maxAttempts, 1, 1_000_000);
        InvalidOption.requireDuration("retryPolicy", maxTime);
    }

    /** The default: only work that was certainly not executed is run again. */
    public static RetryPolicy never() {
        return new RetryPolicy(Unknown.NEVER, DEFAULT_ATTEMPTS, DEFAULT_TIME);
    }

    /** Also work that the caller has declared idempotent. */
    public static RetryPolicy idempotent() {
        return new RetryPolicy(Unknown.IDEMPOTENT, DEFAULT_ATTEMPTS, DEFAULT_TIME);
    }

    /** All work: right for programs whose statements do no harm when they are run twice. */
    public static RetryPolicy always() {
        return new RetryPolicy(Unknown.ALWAYS, DEFAULT_ATTEMPTS, DEFAULT_TIME);
    }

    public RetryPolicy withMaxAttempts(int attempts) {
        return new RetryPolicy(unknown, attempts, maxTime);
    }

    public RetryPolicy withMaxTime(Duration time) {
        return new RetryPolicy(unknown, maxAttempts, time);
    }
}
