// SPDX-License-Identifier: Apache-2.0
package io.txmysql.supervisor;

import io.txmysql.transport.Loop;
import java.time.Duration;
import java.util.Comparator;
import java.util.PriorityQueue;

/** Time that passes when the test says so; what is due runs in order. */
final class VirtualTime implements Loop {
    private final PriorityQueue<Entry> entries =
            new PriorityQueue<>(Comparator.comparingLong(Entry::due).thenComparingLong(Entry::number));
    private long now = 1_000_000;
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

    int waiting() {
        return entries.size();
    }

    void pass(Duration time) {
        long end = now + time.toNanos();
        for (Entry next = entries.peek(); next != null && next.due <= end; next = entries.peek()) {
            entries.remove();
            now = next.due;
            next.task.run();
        }
        now = end;
    }
}
