// SPDX-License-Identifier: Apache-2.0
package io.txmysql.supervisor;

import io.txmysql.transport.Loop;
import java.time.Duration;
import java.util.Comparator;
import java.util.PriorityQueue;

/** A loop whose time passes when the test says so; what is due runs in order. */
public final class VirtualTime implements Loop {
    /** As far from zero as a machine's that has been up for years. */
    private static final long ORIGIN = Duration.ofDays(1000).toNanos();

    private final PriorityQueue<Entry> entries =
            new PriorityQueue<>(Comparator.comparingLong(Entry::due).thenComparingLong(Entry::number));
    private long now = ORIGIN;
    private long number;

    private record Entry(long due, long number, Runnable task) {}

    @Override
    public long nanoTime() {
        return now;
    }

    @Override
    public Timer schedule(Runnable task, long nanos) {
        Entry entry = new Entry(now + nanos, number++, task);
        entries.add(entry);
        return () -> entries.remove(entry);
    }

    @Override
    public void execute(Runnable task) {
        schedule(task, 0);
    }

    @Override
    public boolean inLoop() {
        return true;
    }

    /** The timers that have not run, after all that is due now. */
    public int waiting() {
        turn();
        return entries.size();
    }

    /** Runs what is due now, and what becomes due by that. */
    public void turn() {
        pass(Duration.ZERO);
    }

    public void pass(Duration time) {
        long end = now + time.toNanos();
        for (Entry next = entries.peek(); next != null && next.due <= end; next = entries.peek()) {
            entries.remove();
            now = Math.max(now, next.due);
            next.task.run();
        }
        now = end;
    }
}
