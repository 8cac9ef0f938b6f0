// SPDX-License-Identifier: Apache-2.0
package io.txmysql.api;

import java.time.Duration;

/**
 * Which work is run again when its session was lost. Work that the server has certainly not executed
 * ({@link io.txmysql.protocol.error.Delivery#NOT_EXECUTED}) always is, within the limits; this is about work of which nobody
 * knows ({@code UNKNOWN}).
 *
 * @param unknown which of the work of unknown fate is run again
 * @param selectsAreIdempotent whether under {@link Unknown#IDEMPOTENT} a SELECT counts as declared, unless it locks rows,
 *     stores its result, or calls something that could have an effect (user locks, sequences, stored functions); without
 *     effect under the others
 * @param maxAttempts how often one call is run, the first time included; at least 1
 * @param maxTime how long after the call it may be run again; {@link Duration#ZERO} is without limit
 */
public record RetryPolicy(Unknown unknown, boolean selectsAreIdempotent, int maxAttempts, Duration maxTime) {
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
        return new RetryPolicy(Unknown.NEVER, false, DEFAULT_ATTEMPTS, DEFAULT_TIME);
    }

    /** Also work that the caller has declared idempotent. */
    public static RetryPolicy idempotent() {
        return new RetryPolicy(Unknown.IDEMPOTENT, false, DEFAULT_ATTEMPTS, DEFAULT_TIME);
    }

    /** All work: right for programs whose statements do no harm when they are run twice. */
    public static RetryPolicy always() {
        return new RetryPolicy(Unknown.ALWAYS, false, DEFAULT_ATTEMPTS, DEFAULT_TIME);
    }

    /** The same, with SELECTs taken as idempotent where they can only read; of use with {@link #idempotent()}. */
    public RetryPolicy withSelectsIdempotent() {
        return new RetryPolicy(unknown, true, maxAttempts, maxTime);
    }

    /**
     * The same with another limit.
     *
     * @param attempts how often one call is run, the first time included; at least 1
     */
    public RetryPolicy withMaxAttempts(int attempts) {
        return new RetryPolicy(unknown, selectsAreIdempotent, attempts, maxTime);
    }

    /**
     * The same with another limit.
     *
     * @param time how long after the call it may be run again; {@link Duration#ZERO} is without limit
     */
    public RetryPolicy withMaxTime(Duration time) {
        return new RetryPolicy(unknown, selectsAreIdempotent, maxAttempts, time);
    }
}
