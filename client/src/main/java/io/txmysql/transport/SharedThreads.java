// SPDX-License-Identifier: Apache-2.0
package io.txmysql.transport;

import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.Future;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The threads of all connections that bring none of their own: event loops, and a few for work that may block (name
 * resolution, reading certificates). They are started when needed, end some time after the last connection is closed,
 * and never keep a JVM alive. Thread-safe; the class lock guards the count of users.
 */
public final class SharedThreads {
    private static final int BLOCKING_THREADS = 4;
    private static final long IDLE_SECONDS = 10;

    private static @Nullable SharedThreads current;

    private final MultiThreadIoEventLoopGroup eventLoops = new MultiThreadIoEventLoopGroup(
            0, new DefaultThreadFactory("txmysql", true), Sockets.best().newIoHandlerFactory());
    private final ExecutorService blocking = newBlockingExecutor();
    private int users;

    private SharedThreads() {}

    /** The threads, for one connection; each acquisition is {@linkplain #release() released} once. */
    public static SharedThreads acquire() {
        synchronized (SharedThreads.class) {
            SharedThreads threads = current;
            if (threads == null) {
                threads = new SharedThreads();
                current = threads;
            }
            threads.users++;
            return threads;
        }
    }

    public EventLoop nextEventLoop() {
        return eventLoops.next();
    }

    public ExecutorService blocking() {
        return blocking;
    }

    /** To be called when nothing of the connection is left to do but what its event loop already has in hand. */
    public void release() {
        synchronized (SharedThreads.class) {
            if (--users == 0) {
                current = null;
                Future<?> unused = eventLoops.shutdownGracefully(0, IDLE_SECONDS, TimeUnit.SECONDS);
                blocking.shutdown();
            }
        }
    }

    private static ExecutorService newBlockingExecutor() {
        ThreadPoolExecutor executor = new ThreadPoolExecutor(
                BLOCKING_THREADS,
                BLOCKING_THREADS,
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                new DefaultThreadFactory("txmysql-blocking", true));
        executor.allowCoreThreadTimeOut(true);
        return executor;
    }
}
