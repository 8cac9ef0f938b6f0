// SPDX-License-Identifier: Apache-2.0
package io.txmysql.benchmarks;

import io.txmysql.transport.Loop;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.function.BooleanSupplier;

/**
 * An event loop on the thread that measures: nobody is woken, so that only work is measured. Time is the real one; timers
 * are looked at when there is nothing else to do, and between bursts. Belongs to one thread.
 */
final class TurnLoop implements Loop {
    private final ArrayDeque<Runnable> turns = new ArrayDeque<>();
    private final PriorityQueue<Due> timers = new PriorityQueue<>(Comparator.comparingLong(due -> due.time));

    @Override
    public long nanoTime() {
        return System.nanoTime();
    }

    @Override
    public Timer schedule(Runnable task, long nanos) {
        Due due = new Due(task, System.nanoTime() + nanos);
        timers.add(due);
        return due;
    }

    @Override
    public void execute(Runnable task) {
        turns.add(task);
    }

    @Override
    public boolean inLoop() {
        return true;
    }

    /** Runs what is there to run until the condition holds; fails if there is nothing left that could make it hold. */
    void runUntil(BooleanSupplier condition) {
        runDueTimers();
        while (!condition.getAsBoolean()) {
            Runnable turn = turns.poll();
            if (turn == null) {
                throw new IllegalStateException("nothing to do, and not done");
            }
            turn.run();
        }
    }

    private void runDueTimers() {
        for (Due first = timers.peek(); first != null && first.time <= System.nanoTime(); first = timers.peek()) {
            timers.remove();
            first.task.run();
        }
    }

    private final class Due implements Timer {
        private final Runnable task;
        private final long time;

        Due(Runnable task, long time) {
            this.task = task;
            this.time = time;
        }

        @Override
        public void cancel() {
            timers.remove(this);
        }
    }
}
