// SPDX-License-Identifier: Apache-2.0
package io.txmysql.testkit.simulation;

import java.util.ArrayDeque;
import java.util.Arrays;

/**
 * Virtual time and the one thread that lives in it. Tasks of a turn run first come, first served, as on any event loop; what
 * is due at the same moment, and whether a turn or a due event comes first, is left to chance.
 */
public final class VirtualLoop {
    private static final int GONE = -1;

    private final Dice dice;
    private final ArrayDeque<Runnable> turns = new ArrayDeque<>();
    private Event[] heap = new Event[64];
    private int size;
    private long now;
    private int counter;
    private long steps;
    private boolean running;

    /** @param dice decides between what is due at the same moment */
    public VirtualLoop(Dice dice) {
        this.dice = dice;
    }

    /** A task that waits for its time. */
    public final class Event {
        private final Runnable task;
        private final long due;
        private final long order;
        private int place = GONE;

        private Event(Runnable task, long due, long order) {
            this.task = task;
            this.due = due;
            this.order = order;
        }

        /** Without effect if the task has run. */
        public void cancel() {
            if (place != GONE) {
                remove(this);
            }
        }

        private boolean isBefore(Event other) {
            return due < other.due || (due == other.due && order < other.order);
        }
    }

    /** Nanoseconds since the beginning. */
    public long now() {
        return now;
    }

    /** How many tasks have run. */
    public long steps() {
        return steps;
    }

    /** Whether a task is running: what is called then is called on this loop. */
    public boolean isRunning() {
        return running;
    }

    /** Runs the task in a turn of its own. */
    public void execute(Runnable task) {
        turns.add(task);
    }

    /** Runs the task when {@code nanos} have passed. */
    public Event schedule(Runnable task, long nanos) {
        long due = now + Math.max(0, nanos);
        Event event = new Event(
                task, due < 0 ? Long.MAX_VALUE : due, ((long) dice.anyInt() << 32) | (counter++ & 0xFFFFFFFFL));
        if (size == heap.length) {
            heap = Arrays.copyOf(heap, 2 * size);
        }
        heap[size] = event;
        event.place = size++;
        up(event);
        return event;
    }

    /** The thread is held up for so long: whatever falls due meanwhile is late. */
    public void stall(long nanos) {
        now += nanos;
    }

    /** Runs the next task; false if there is none. */
    public boolean step() {
        Event first = size == 0 ? null : heap[0];
        if (turns.isEmpty()) {
            if (first == null) {
                return false;
            }
            run(first);
        } else if (first != null && first.due <= now && dice.oneIn(2)) {
            run(first);
        } else {
            run(turns.remove());
        }
        return true;
    }

    /** Runs the next task if it is due by then; if there is none it is that late, and the answer is false. */
    public boolean stepUntil(long time) {
        if (turns.isEmpty() && (size == 0 || heap[0].due > time)) {
            now = Math.max(now, time == Long.MAX_VALUE ? now : time);
            return false;
        }
        return step();
    }

    private void run(Event event) {
        remove(event);
        now = Math.max(now, event.due);
        run(event.task);
    }

    private void run(Runnable task) {
        steps++;
        running = true;
        try {
            task.run();
        } finally {
            running = false;
        }
    }

    private void remove(Event event) {
        int place = event.place;
        Event last = heap[--size];
        heap[size] = null;
        event.place = GONE;
        if (last != event) {
            heap[place] = last;
            last.place = place;
            down(last);
            up(last);
        }
    }

    private void up(Event event) {
        int place = event.place;
        while (place > 0) {
            int parent = (place - 1) / 2;
            if (!event.isBefore(heap[parent])) {
                break;
            }
            put(heap[parent], place);
            place = parent;
        }
        put(event, place);
    }

    private void down(Event event) {
        int place = event.place;
        for (int child = 2 * place + 1; child < size; child = 2 * place + 1) {
            if (child + 1 < size && heap[child + 1].isBefore(heap[child])) {
                child++;
            }
            if (!heap[child].isBefore(event)) {
                break;
            }
            put(heap[child], place);
            place = child;
        }
        put(event, place);
    }

    private void put(Event event, int place) {
        heap[place] = event;
        event.place = place;
    }
}
