// SPDX-License-Identifier: Apache-2.0
package io.txmysql.simulation;

import io.txmysql.api.ConnectionListener;
import io.txmysql.api.MySQLConnection;
import io.txmysql.api.MySQLOptions;
import io.txmysql.api.MySQLPool;
import io.txmysql.client.LogicalConnection;
import io.txmysql.client.PooledClient;
import io.txmysql.client.Transactions;
import io.txmysql.pool.Pool;
import io.txmysql.supervisor.ConnectionEvents;
import io.txmysql.supervisor.Supervisor;
import io.txmysql.transport.Loop;
import io.txmysql.transport.SessionConnector;
import java.util.random.RandomGenerator;

/** Puts a client together as {@link io.txmysql.MySQL} does, on another loop and another connector. */
final class SimulatedClients {
    private static final String ENDPOINT = "db1:3306";

    private SimulatedClients() {}

    static MySQLConnection connection(
            Loop loop,
            SessionConnector connector,
            RandomGenerator random,
            MySQLOptions options,
            ConnectionListener listener) {
        Supervisor supervisor = new Supervisor(
                connector, loop, random, options, ENDPOINT, new ConnectionEvents(ENDPOINT, listener), null);
        return new LogicalConnection(loop, supervisor, transactions(loop, random, options), ENDPOINT, () -> {});
    }

    static MySQLPool pool(
            Loop loop,
            SessionConnector connector,
            RandomGenerator random,
            MySQLOptions options,
            ConnectionListener listener) {
        ConnectionEvents events = new ConnectionEvents(ENDPOINT, listener);
        Pool pool = new Pool(
                loop,
                random,
                options,
                ENDPOINT,
                events,
                owner -> new Supervisor(connector, loop, random, options, ENDPOINT, events, owner));
        boolean keepsBorrowers = !options.pool().leakDetectionThreshold().isZero();
        return new PooledClient(loop, pool, transactions(loop, random, options), keepsBorrowers, ENDPOINT, () -> {});
    }

    private static Transactions transactions(Loop loop, RandomGenerator random, MySQLOptions options) {
        return new Transactions(loop, random, options.reconnection().backoff());
    }
}
