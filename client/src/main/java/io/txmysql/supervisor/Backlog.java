// SPDX-License-Identifier: Apache-2.0
package io.txmysql.supervisor;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The work that waits for a session, in order. Any of it can be taken out at once. Belongs to the loop. */
public final class Backlog {
    private @Nullable Work first;
    private @Nullable Work last;
    private int size;
    private long bytes;

    public int size() {
        return size;
    }

    public long bytes() {
        return bytes;
    }

    public boolean isEmpty() {
        return size == 0;
    }

    public @Nullable Work peek() {
        return first;
    }

    public void add(Work work) {
        work.waits(true);
        work.before = last;
        work.after = null;
        if (last == null) {
            first = work;
        } else {
            last.after = work;
        }
        last = work;
        size++;
        bytes += work.command().bytes();
    }

    /** Puts work in front of all the others. */
    public void addFirst(Work work) {
        work.waits(true);
        work.before = null;
        work.after = first;
        if (first == null) {
            last = work;
        } else {
            first.before = work;
        }
        first = work;
        size++;
        bytes += work.command().bytes();
    }

    public @Nullable Work poll() {
        Work work = first;
        if (work != null) {
            remove(work);
        }
        return work;
    }

    /** Takes out work that is in this backlog. */
    public void remove(Work work) {
        if (work.before == null) {
            first = work.after;
        } else {
            work.before.after = work.after;
        }
        if (work.after == null) {
            last = work.before;
        } else {
            work.after.before = work.before;
        }
        work.before = null;
        work.after = null;
        work.waits(false);
        size--;
        bytes -= work.command().bytes();
    }

    /** Takes out all work that the condition holds for, in order. */
    public List<Work> removeIf(Predicate<Work> condition) {
        List<Work> removed = new ArrayList<>();
        Work work = first;
        while (work != null) {
            Work next = work.after;
            if (condition.test(work)) {
                remove(work);
                removed.add(work);
            }
            work = next;
        }
        return removed;
    }

    /** The attempts of the work that has been tried most often; at least 1. */
    int mostAttempts() {
        int most = 1;
        for (Work work = first; work != null; work = work.after) {
            most = Math.max(most, work.attempts());
        }
        return most;
    }
}
