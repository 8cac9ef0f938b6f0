// SPDX-License-Identifier: Apache-2.0
package io.txmysql.supervisor;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The work that waits for a session, in order, bounded in entries and bytes. Belongs to the event loop. */
final class Backlog {
    private final int maxEntries;
    private final long maxBytes;
    private final ArrayDeque<Work> entries = new ArrayDeque<>();
    private long bytes;

    Backlog(int maxEntries, long maxBytes) {
        this.maxEntries = maxEntries;
        this.maxBytes = maxBytes;
    }

    int size() {
        return entries.size();
    }

    long bytes() {
        return bytes;
    }

    boolean isEmpty() {
        return entries.isEmpty();
    }

    /** Whether new work has to be refused; a single work of any size is taken by an empty backlog. */
    boolean isFullFor(Work work) {
        return entries.size() >= maxEntries || (!entries.isEmpty() && bytes + work.bytes() > maxBytes);
    }

    void add(Work work) {
        entries.add(work);
        bytes += work.bytes();
    }

    @Nullable
    Work poll() {
        Work work = entries.poll();
        if (work != null) {
            bytes -= work.bytes();
        }
        return work;
    }

    /** Takes out all work that the condition holds for, in order. */
    List<Work> removeIf(Predicate<Work> condition) {
        List<Work> removed = new ArrayList<>();
        int count = entries.size();
        for (int i = 0; i < count; i++) {
            Work work = entries.remove();
            if (condition.test(work)) {
                removed.add(work);
                bytes -= work.bytes();
            } else {
                entries.add(work);
            }
        }
        return removed;
    }

    /** The attempts of the work that has been tried most often; at least 1. */
    int mostAttempts() {
        int most = 1;
        for (Work work : entries) {
            most = Math.max(most, work.attempts());
        }
        return most;
    }
}
