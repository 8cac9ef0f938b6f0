// SPDX-License-Identifier: Apache-2.0
package io.txmysql.testkit.simulation;

import java.util.ArrayDeque;
import java.util.List;

/** What has happened in a schedule, line by line, for people; the latest lines only. Costs nothing while it is off. */
public final class Trace {
    private static final long MICROS = 1_000;
    private static final long MICROS_PER_MILLI = 1_000;

    private final int most;
    private final ArrayDeque<String> lines = new ArrayDeque<>();
    private long left;

    /** @param most how many lines are kept; 0: nothing is written down */
    public Trace(int most) {
        this.most = most;
    }

    /** Whether lines are wanted; nobody should make one otherwise. */
    public boolean isOn() {
        return most > 0;
    }

    /** Adds a line. */
    public void add(long nanos, String who, String what) {
        if (lines.size() == most) {
            lines.remove();
            left++;
        }
        long micros = nanos / MICROS;
        lines.add(String.format(
                "%9d.%03d ms  %-14s %s", micros / MICROS_PER_MILLI, micros % MICROS_PER_MILLI, who, what));
    }

    /** The lines that were kept, oldest first. */
    public List<String> lines() {
        return List.copyOf(lines);
    }

    /** How many older lines were not kept. */
    public long left() {
        return left;
    }
}
