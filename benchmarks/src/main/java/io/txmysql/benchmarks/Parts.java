// SPDX-License-Identifier: Apache-2.0
package io.txmysql.benchmarks;

import io.txmysql.api.MySQLOptions;
import io.txmysql.client.Transactions;
import io.txmysql.pool.Pool;
import io.txmysql.supervisor.ConnectionEvents;
import io.txmysql.supervisor.Supervisor;
import java.time.Duration;
import java.util.Random;

/**
 * The parts of the client as its composition root puts them together, with scripted sessions. The options are the defaults,
 * with a time limit for each statement, which is what it costs to have one.
 */
final class Parts {
    private static final int POOL_SIZE = 8;

    private static final MySQLOptions OPTIONS = MySQLOptions.builder()
            .statementTimeout(Duration.ofSeconds(30))
            .minIdle(POOL_SIZE)
            .maxSize(POOL_SIZE)
            .build();

    private static final Random RANDOM = new Random(1);

    private Parts() {}

    /** The pipelining limit of a connection that stands for itself. */
    static int limit() {
        return OPTIONS.pipelining().limitOnConnection();
    }

    static Supervisor newSupervisor(TurnLoop loop) {
        return new Supervisor(
                new ScriptedConnector(loop, limit()),
                loop,
                RANDOM,
                OPTIONS,
                "scripted",
                new ConnectionEvents("scripted", null),
                null);
    }

    /** A pool that has all its sessions. */
    static Pool newPool(TurnLoop loop) {
        ConnectionEvents events = new ConnectionEvents("scripted", null);
        ScriptedConnector connector =
                new ScriptedConnector(loop, OPTIONS.pipelining().limitInPool());
        Pool pool = new Pool(
                loop,
                RANDOM,
                OPTIONS,
                "scripted",
                events,
                owner -> new Supervisor(connector, loop, RANDOM, OPTIONS, "scripted", events, owner));
        pool.warmUp(() -> {}, failure -> {
            throw failure;
        });
        loop.runUntil(() -> pool.metrics().idle() == POOL_SIZE);
        return pool;
    }

    static Transactions transactions(TurnLoop loop) {
        return new Transactions(loop, RANDOM, OPTIONS.reconnection().backoff());
    }
}
