// SPDX-License-Identifier: Apache-2.0
package io.txmysql.pool;

import io.txmysql.api.PoolMetrics;
import io.txmysql.api.PooledConnection.Use;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** What has happened in a pool since its beginning. Counted on the loop, read from anywhere. */
final class Counters {
    final LongAdder acquired = new LongAdder();
    final LongAdder released = new LongAdder();
    final LongAdder acquireTimeouts = new LongAdder();
    final LongAdder opened = new LongAdder();
    final LongAdder lost = new LongAdder();
    final LongAdder closed = new LongAdder();
    final LongAdder resets = new LongAdder();
    final LongAdder leaks = new LongAdder();

    PoolMetrics metrics(Members members, int waiting) {
        Map<Use, Integer> uses = members.uses();
        return new PoolMetrics(
                uses.getOrDefault(Use.CONNECTING, 0),
                uses.getOrDefault(Use.IDLE, 0),
                uses.getOrDefault(Use.SHARING, 0),
                uses.getOrDefault(Use.LEASED, 0),
                uses.getOrDefault(Use.DRAINING, 0),
                waiting,
                members.running(),
                acquired.sum(),
                released.sum(),
                acquireTimeouts.sum(),
                opened.sum(),
                lost.sum(),
                closed.sum(),
                resets.sum(),
                leaks.sum());
    }
}
