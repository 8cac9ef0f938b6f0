// SPDX-License-Identifier: Apache-2.0
package io.txmysql.transport;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.GlobalEventExecutor;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/** A Netty event loop. Once that has ended, with the last of its clients, what still comes runs on Netty's global executor. */
public final class NettyLoop implements Loop {
    private final EventLoop eventLoop;

    public NettyLoop(EventLoop eventLoop) {
        this.eventLoop = eventLoop;
    }

    @Override
    public long nanoTime() {
        return System.nanoTime();
    }

    @Override
    public Timer schedule(Runnable task, long nanos) {
        ScheduledFuture<?> scheduled = eventLoop.schedule(task, nanos, TimeUnit.NANOSECONDS);
        return () -> {
            boolean unused = scheduled.cancel(false);
        };
    }

    @Override
    public void execute(Runnable task) {
        try {
            eventLoop.execute(task);
        } catch (RejectedExecutionException e) {
            // The threads ended with the last client, so whoever gets this is closed and only refuses what comes.
            GlobalEventExecutor.INSTANCE.execute(task);
        }
    }

    @Override
    public boolean inLoop() {
        return eventLoop.inEventLoop();
    }
}
