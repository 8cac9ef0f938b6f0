// SPDX-License-Identifier: Apache-2.0
package io.txmysql.transport;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** The time and wake-ups of a Netty event loop. */
public final class EventLoopTimers implements Timers {
    private final EventLoop eventLoop;

    public EventLoopTimers(EventLoop eventLoop) {
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
}
