// SPDX-License-Identifier: Apache-2.0
package io.txmysql.api;

import java.time.Duration;

/**
 * The pauses between attempts to connect. The first is {@code initial}, each following is {@code factor} times as long
 * until {@code max}, and each is made up to {@code jitter} shorter or longer at random, so that clients whose server came
 * back do not all arrive in the same moment.
 *
 * @param initial more than 0
 * @param factor 1 to 10
 * @param max at least {@code initial}
 * @param jitter 0 to 1, as a fraction of the pause
 */
public record Backoff(Duration initial, double factor, Duration max, double jitter) {
    /** 100 ms, doubled up to 10 s, give or take a fifth. */
    public static final Backoff DEFAULT = new Backoff(Duration.ofMillis(100), 2, Duration.ofSeconds(10), 0.2);

    public Backoff {
        InvalidOption.requireDuration("backoff", initial, Duration.ZERO);
        InvalidOption.requireDuration("backoff", max, Duration.ZERO);
        if (initial.isZero() || max.compareTo(initial) < 0) {
            throw InvalidOption.of(
                    "backoff", "it takes an initial pause of more than 0 and a longest one not below it");
        }
        if (!(factor >= 1 && factor <= 10) || !(jitter >= 0 && jitter <= 1)) {
            throw InvalidOption.of("backoff", "it takes a factor of 1 to 10 and a jitter of 0 to 1");
        }
    }

    /**
     * The pause after a number of failures.
     *
     * @param failures 1 after the first
     * @param random 0 (shortest) to 1 (longest)
     */
    public Duration pause(int failures, double random) {
        double grown = initial.toNanos() * Math.pow(factor, failures - 1.0);
        double bounded = Math.min(grown, (double) max.toNanos());
        return Duration.ofNanos((long) (bounded * (1 + jitter * (2 * random - 1))));
    }
}
