// SPDX-License-Identifier: Apache-2.0
package io.txmysql.api;

import java.time.Duration;

/**
 * How a pool lends out and keeps its connections. Durations are at most 365 days; {@link Duration#ZERO} means without limit.
 *
 * @param minIdle connections that are kept open though there is nothing to do, 0 to maxSize
 * @param maxSize how many connections there may be, 1 to 65535
 * @param maxWaitQueueSize how many callers may wait for a connection, at least 1; more are refused at once
 * @param maxAcquireTime how long a caller waits for a connection
 * @param maxIdleTime how long a connection beyond minIdle may have nothing to do
 * @param maxLifeTime how old a session may become; each gets up to a tenth less, by chance, so that they do not all end at
 *     once
 * @param validationDepth what is done with a connection before it is lent out
 * @param leakDetectionThreshold how long a connection may be lent out before a warning tells who has it; {@link
 *     Duration#ZERO}: there is no warning, and nobody's stack is recorded
 * @param resetOnRelease when a session is reset after use
 */
public record PoolOptions(
        int minIdle,
        int maxSize,
        int maxWaitQueueSize,
        Duration maxAcquireTime,
        Duration maxIdleTime,
        Duration maxLifeTime,
        ValidationDepth validationDepth,
        Duration leakDetectionThreshold,
        ResetOnRelease resetOnRelease) {

    /** What is done with a connection before it is lent out. */
    public enum ValidationDepth {
        /**
         * It is pinged only if it has been idle for half of the server's own {@code wait_timeout}, when the server may be about
         * to close it.
         */
        LOCAL,
        /** It is pinged each time. */
        REMOTE
    }

    /** When a session is reset after use. A reset costs a round trip and all prepared statements. */
    public enum ResetOnRelease {
        /** When the server or the statements that were run tell of something that was left behind. */
        DIRTY,
        /** After each lease. */
        ALWAYS,
        /** Not at all: the next borrower finds what the last one left; an open transaction is still rolled back. */
        NEVER
    }

    public PoolOptions {
        InvalidOption.requireRange("maxSize", maxSize, 1, 65535);
        InvalidOption.requireRange("minIdle", minIdle, 0, 65535);
        if (minIdle > maxSize) {
            throw InvalidOption.of("minIdle", minIdle + " is more than maxSize, which is " + maxSize);
        }
        InvalidOption.requireRange("maxWaitQueueSize", maxWaitQueueSize, 1, Integer.MAX_VALUE);
        InvalidOption.requireDuration("maxAcquireTime", maxAcquireTime);
        InvalidOption.requireDuration("maxIdleTime", maxIdleTime);
        InvalidOption.requireDuration("maxLifeTime", maxLifeTime);
        InvalidOption.requireDuration("leakDetectionThreshold", leakDetectionThreshold);
    }
}
