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
    private int turns;
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
        if (work.turn == 0) {
            work.turn = ++turns;
        }
        insert(work, null);
    }

    /** Takes work again that came to this backlog first: it goes back to its place among the others. */
    public void putBack(Work work) {
        Work younger = first;
        while (younger != null && younger.turn - work.turn <= 0) {
            younger = younger.after;
        }
        insert(work, younger);
    }

    private void insert(Work work, @Nullable Work before) {
        Work previous = before == null ? last : before.before;
        work.waits(true);
        work.before = previous;
        work.after = before;
        if (previous == null) {
            first = work;
        } else {
            previous.after = work;
        }
        if (before == null) {
            last = work;
        } else {
            before.before = work;
        }
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

    /** The attempts of the work that has been tried most often; 0 if none has been tried. */
    int mostAttempts() {
        int most = 0;
        for (Work work = first; work != null; work = work.after) {
            most = Math.max(most, work.attempts());
        }
        return most;
    }
}
