// SPDX-License-Identifier: Apache-2.0
package io.txmysql.simulation;

import io.txmysql.testkit.simulation.VirtualLoop;
import io.txmysql.transport.Loop;

/** The loop of one client: virtual time, and a count of the timers that the client has set. */
final class SimulatedLoop implements Loop {
    private final World world;
    private final Watch watch;
    private int timers;

    SimulatedLoop(World world, Watch watch) {
        this.world = world;
        this.watch = watch;
    }

    @Override
    public long nanoTime() {
        return world.loop.now();
    }

    @Override
    public Timer schedule(Runnable task, long nanos) {
        ClientTimer timer = new ClientTimer(task);
        timer.event = world.loop.schedule(timer, nanos);
        timers++;
        return timer;
    }

    @Override
    public void execute(Runnable task) {
        world.loop.execute(task);
    }

    @Override
    public boolean inLoop() {
        return !world.isOutside();
    }

    /** Timers that are set and have neither run nor been cancelled. */
    int timers() {
        return timers;
    }

    private final class ClientTimer implements Timer, Runnable {
        private final Runnable task;
        private VirtualLoop.Event event;
        private boolean over;

        @SuppressWarnings("NullAway.Init") // set by the only one who makes it
        ClientTimer(Runnable task) {
            this.task = task;
        }

        @Override
        public void run() {
            over = true;
            timers--;
            watch.event(Watch.Event.TIMER);
            task.run();
        }

        @Override
        public void cancel() {
            if (!over) {
                over = true;
                timers--;
                event.cancel();
            }
        }
    }
}
