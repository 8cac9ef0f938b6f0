// SPDX-License-Identifier: Apache-2.0
package io.txmysql.transport;

import static org.assertj.core.api.Assumptions.assumeThat;

import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.util.concurrent.Future;
import io.txmysql.api.MySQLOptions;
import java.security.SecureRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Connectors on one event loop with one kind of sockets, for tests below the public API. */
final class ConnectorRig implements AutoCloseable {
    private final MultiThreadIoEventLoopGroup group;
    private final EventLoop eventLoop;

    /** Skips the test where there are no such sockets. */
    ConnectorRig(Sockets sockets) {
        assumeThat(sockets == Sockets.NIO || Epoll.isAvailable()).isTrue();
        group = new MultiThreadIoEventLoopGroup(1, sockets.newIoHandlerFactory());
        eventLoop = group.next();
    }

    EventLoop eventLoop() {
        return eventLoop;
    }

    NettyConnector connector(MySQLOptions options) {
        return connector(options, Runnable::run);
    }

    NettyConnector connector(MySQLOptions options, Executor blocking) {
        return new NettyConnector(eventLoop, blocking, new SecureRandom(), options, 64);
    }

    /** Does it on the event loop and waits for the result. */
    <T> T onLoop(Supplier<T> work) {
        return SessionProbe.await(CompletableFuture.supplyAsync(work, eventLoop));
    }

    void onLoop(Runnable work) {
        SessionProbe.await(CompletableFuture.supplyAsync(
                () -> {
                    work.run();
                    return true;
                },
                eventLoop));
    }

    @Override
    public void close() {
        Future<?> ended = group.shutdownGracefully(0, 5, TimeUnit.SECONDS);
        ended.awaitUninterruptibly();
    }
}
