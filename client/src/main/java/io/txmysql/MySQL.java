// SPDX-License-Identifier: Apache-2.0
package io.txmysql;

import io.netty.channel.EventLoop;
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
import io.txmysql.transport.NettyConnector;
import io.txmysql.transport.NettyLoop;
import io.txmysql.transport.SessionConnector;
import io.txmysql.transport.SharedThreads;
import java.nio.file.Path;
import java.security.SecureRandom;
import org.jspecify.annotations.Nullable;

/**
 * Where everything is put together. Making a connection does no I/O: it connects when it is first used.
 *
 * <pre>{@code
 * try (MySQLConnection db = MySQL.connection("mysql://root@127.0.0.1:3306/foo")) {
 *     db.runQuery("select * from bar where id > ?", 10).thenAccept(System.out::println).join();
 * }
 * }</pre>
 */
public final class MySQL {
    private MySQL() {}

    /**
     * A connection to the server that the URL names.
     *
     * @param url {@code mysql://user:password@host:port/database?option=value&…}
     * @throws io.txmysql.protocol.error.InvalidOptionException if the URL or an option in it is wrong
     */
    public static MySQLConnection connection(String url) {
        return connection(MySQLOptions.parse(url));
    }

    /** A connection with these options. */
    public static MySQLConnection connection(MySQLOptions options) {
        return newConnection(options, null);
    }

    /** A connection with these options, whose fate the listener follows. */
    public static MySQLConnection connection(MySQLOptions options, ConnectionListener listener) {
        return newConnection(options, listener);
    }

    /**
     * A pool of connections to the server that the URL names.
     *
     * @param url as for {@link #connection(String)}
     * @throws io.txmysql.protocol.error.InvalidOptionException if the URL or an option in it is wrong
     */
    public static MySQLPool pool(String url) {
        return pool(MySQLOptions.parse(url));
    }

    /** A pool of connections with these options. */
    public static MySQLPool pool(MySQLOptions options) {
        return newPool(options, null);
    }

    /** A pool of connections with these options; the listener follows all of them. */
    public static MySQLPool pool(MySQLOptions options, ConnectionListener listener) {
        return newPool(options, listener);
    }

    private static MySQLConnection newConnection(MySQLOptions options, @Nullable ConnectionListener listener) {
        SharedThreads threads = SharedThreads.acquire();
        EventLoop eventLoop = threads.nextEventLoop();
        NettyLoop loop = new NettyLoop(eventLoop);
        SecureRandom random = new SecureRandom();
        String endpoint = endpoint(options);
        int limit = options.pipelining().limitOnConnection();
        Supervisor supervisor = new Supervisor(
                new NettyConnector(eventLoop, threads.blocking(), random, options, limit),
                loop,
                random,
                options,
                endpoint,
                new ConnectionEvents(endpoint, listener),
                null);
        return new LogicalConnection(loop, supervisor, transactions(loop, options, random), endpoint, threads::release);
    }

    private static MySQLPool newPool(MySQLOptions options, @Nullable ConnectionListener listener) {
        SharedThreads threads = SharedThreads.acquire();
        EventLoop eventLoop = threads.nextEventLoop();
        NettyLoop loop = new NettyLoop(eventLoop);
        SecureRandom random = new SecureRandom();
        String endpoint = endpoint(options);
        int limit = options.pipelining().limitInPool();
        ConnectionEvents events = new ConnectionEvents(endpoint, listener);
        SessionConnector connector = new NettyConnector(eventLoop, threads.blocking(), random, options, limit);
        Pool pool = new Pool(
                loop,
                random,
                options,
                endpoint,
                events,
                owner -> new Supervisor(connector, loop, random, options, endpoint, events, owner));
        boolean keepsBorrowers = !options.pool().leakDetectionThreshold().isZero();
        return new PooledClient(
                loop, pool, transactions(loop, options, random), keepsBorrowers, endpoint, threads::release);
    }

    private static Transactions transactions(NettyLoop loop, MySQLOptions options, SecureRandom random) {
        return new Transactions(loop, random, options.reconnection().backoff());
    }

    private static String endpoint(MySQLOptions options) {
        Path socket = options.unixSocket();
        return socket == null ? options.hosts().get(0).toString() : socket.toString();
    }
}
