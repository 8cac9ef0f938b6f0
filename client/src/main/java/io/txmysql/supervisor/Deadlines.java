// SPDX-License-Identifier: Apache-2.0
package io.txmysql.supervisor;

import io.txmysql.transport.Loop;
import java.time.Duration;
import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The time limits of all work of a client that has one: a binary heap in which each work knows its place, so that work that
 * is answered in time leaves nothing behind, and one timer for all. Belongs to the loop.
 */
public final class Deadlines {
    private final Loop loop;
    private final long usualNanos;
    private final Consumer<Work> onExpired;
    private @Nullable Work[] heap = new Work[16];
    private int size;
    private Loop.@Nullable Timer timer;
    private long timerDue;

    /**
     * @param usual the limit of work that has none of its own; {@link Duration#ZERO} for none
     * @param onExpired gets work whose time is over and that has not been removed
     */
    public Deadlines(Loop loop, Duration usual, Consumer<Work> onExpired) {
        this.loop = loop;
        this.usualNanos = usual.toNanos();
        this.onExpired = onExpired;
    }

    /** Begins to watch work, if there is a limit for it; counted from its submission. */
    public void add(Work work) {
        Duration own = work.command().timeout();
        long nanos = own == null ? usualNanos : own.toNanos();
        if (nanos <= 0) {
            return;
        }
        work.deadline = work.submittedAt() + nanos;
        if (size == heap.length) {
            heap = Arrays.copyOf(heap, 2 * size);
        }
        work.watchedBy = this;
        place(work, size++);
        up(work);
        schedule();
    }

    /** Stops watching, whoever does; without effect on work that is not watched. */
    public static void forget(Work work) {
        if (work.watchedBy != null) {
            work.watchedBy.remove(work);
        }
    }

    private void remove(Work work) {
        int index = work.deadlineIndex;
        work.watchedBy = null;
        Work moved = heap[--size];
        heap[size] = null;
        if (moved != work && moved != null) {
            place(moved, index);
            up(moved);
            down(moved);
        }
    }

    public void close() {
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
        for (int i = 0; i < size; i++) {
            Work work = heap[i];
            if (work != null) {
                work.watchedBy = null;
            }
            heap[i] = null;
        }
        size = 0;
    }

    /** The timer is not moved when work ends, only when work comes whose deadline is earlier. */
    private void schedule() {
        Work earliest = heap[0];
        if (earliest == null || (timer != null && timerDue - earliest.deadline <= 0)) {
            return;
        }
        if (timer != null) {
            timer.cancel();
        }
        timerDue = earliest.deadline;
        timer = loop.schedule(this::onTimer, Math.max(0, timerDue - loop.nanoTime()));
    }

    private void onTimer() {
        timer = null;
        long now = loop.nanoTime();
        for (Work work = heap[0]; work != null && work.deadline - now <= 0; work = heap[0]) {
            remove(work);
            onExpired.accept(work);
        }
        schedule();
    }

    private void place(Work work, int index) {
        heap[index] = work;
        work.deadlineIndex = index;
    }

    private void up(Work work) {
        int index = work.deadlineIndex;
        while (index > 0) {
            int parent = (index - 1) / 2;
            Work above = heap[parent];
            if (above == null || above.deadline - work.deadline <= 0) {
                break;
            }
            place(above, index);
            index = parent;
        }
        place(work, index);
    }

    private void down(Work work) {
        int index = work.deadlineIndex;
        while (true) {
            int child = 2 * index + 1;
            if (child >= size) {
                break;
            }
            Work left = heap[child];
            Work right = child + 1 < size ? heap[child + 1] : null;
            Work smaller = right != null && left != null && right.deadline - left.deadline < 0 ? right : left;
            if (smaller == null || work.deadline - smaller.deadline <= 0) {
                break;
            }
            int position = smaller.deadlineIndex;
            place(smaller, index);
            index = position;
        }
        place(work, index);
    }
}
