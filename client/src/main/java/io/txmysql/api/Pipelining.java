// SPDX-License-Identifier: Apache-2.0
package io.txmysql.api;

import java.time.Duration;

/**
 * Sending commands before earlier ones are answered.
 *
 * @param pipeliningLimit how many commands may be unanswered on a session, 1 to 65535; 1 for proxies that cannot do it; 0:
 *     64 on a connection and 16 on each session of a pool
 * @param pipeliningMaxWait how long the oldest answer of a session of a pool may be due before that session receives nothing
 *     more and what it has not sent moves to others; {@link Duration#ZERO}: for ever
 */
public record Pipelining(int pipeliningLimit, Duration pipeliningMaxWait) {
    private static final int ON_CONNECTION = 64;
    private static final int IN_POOL = 16;

    public Pipelining {
        InvalidOption.requireRange("pipeliningLimit", pipeliningLimit, 0, 65535);
        InvalidOption.requireDuration("pipeliningMaxWait", pipeliningMaxWait);
    }

    /** The limit of a connection that stands for itself. */
    public int limitOnConnection() {
        return pipeliningLimit == 0 ? ON_CONNECTION : pipeliningLimit;
    }

    /** The limit of each session of a pool. */
    public int limitInPool() {
        return pipeliningLimit == 0 ? IN_POOL : pipeliningLimit;
    }
}
