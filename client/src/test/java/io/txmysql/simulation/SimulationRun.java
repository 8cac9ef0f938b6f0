// SPDX-License-Identifier: Apache-2.0
package io.txmysql.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Many schedules, on as many threads as there are processors: each schedule is played by one thread. It stops at the first
 * that fails.
 */
final class SimulationRun {
    private static final int AT_ONCE = 64;

    private final long base;
    private final long count;
    private final AtomicLong next = new AtomicLong();
    private final AtomicBoolean stopped = new AtomicBoolean();
    private final Cells cells = new Cells();
    private long schedules;
    private long inFlight;
    private long steps;
    private @Nullable Failure failure;

    /** A schedule that has failed. */
    record Failure(long seed, List<String> violations, List<String> trace) {
        /** For people: the trace first, since the end of a long text is what is read first. */
        String report() {
            String newLine = System.lineSeparator();
            return "a schedule has failed" + newLine + String.join(newLine, trace) + newLine
                    + "wrong with -Dsimulation.seed=" + seed + ":" + newLine + "  "
                    + String.join(newLine + "  ", violations) + newLine;
        }
    }

    /** @param base the first seed; the others are drawn from it */
    SimulationRun(long base, long count) {
        this.base = base;
        this.count = count;
    }

    /** The seed of the schedule with that number. */
    static long seed(long base, long number) {
        long mixed = base + number * 0x9E3779B97F4A7C15L;
        mixed = (mixed ^ (mixed >>> 30)) * 0xBF58476D1CE4E5B9L;
        return mixed ^ (mixed >>> 27);
    }

    /** Plays one schedule; null if nothing is wrong. */
    static @Nullable Failure play(long seed, Cells cells) {
        List<String> violations = new Simulation(seed, false, cells).run();
        if (violations.isEmpty()) {
            return null;
        }
        Simulation again = new Simulation(seed, true, new Cells());
        List<String> repeated = again.run();
        List<String> trace = new ArrayList<>(again.world().trace.lines());
        if (!repeated.equals(violations)) {
            trace.add("It went otherwise when it was played again: " + repeated);
        }
        return new Failure(seed, violations, trace);
    }

    /** Plays them all. */
    void run() throws InterruptedException {
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < Runtime.getRuntime().availableProcessors(); i++) {
            Thread thread = new Thread(this::work, "simulation " + i);
            threads.add(thread);
            thread.start();
        }
        for (Thread thread : threads) {
            thread.join();
        }
    }

    private void work() {
        Cells own = new Cells();
        long played = 0;
        long hit = 0;
        long stepped = 0;
        for (long from = next.getAndAdd(AT_ONCE); from < count && !stopped.get(); from = next.getAndAdd(AT_ONCE)) {
            for (long i = from; i < Math.min(count, from + AT_ONCE) && !stopped.get(); i++) {
                long seed = seed(base, i);
                Simulation simulation = new Simulation(seed, false, own);
                List<String> violations = simulation.run();
                played++;
                stepped += simulation.world().loop.steps();
                hit += simulation.hadFaultInFlight() ? 1 : 0;
                if (!violations.isEmpty()) {
                    stopped.set(true);
                    fail(seed, violations);
                }
            }
        }
        add(own, played, hit, stepped);
    }

    private synchronized void fail(long seed, List<String> violations) {
        if (failure == null) {
            Failure again = play(seed, new Cells());
            failure = again != null
                    ? again
                    : new Failure(seed, violations, List.of("It went well when it was played again."));
        }
    }

    private synchronized void add(Cells own, long played, long hit, long stepped) {
        cells.add(own);
        schedules += played;
        inFlight += hit;
        steps += stepped;
    }

    synchronized @Nullable Failure failure() {
        return failure;
    }

    Cells cells() {
        return cells;
    }

    synchronized long schedules() {
        return schedules;
    }

    /** How many of a hundred schedules had a fault while a command was on the wire that it could reach. */
    synchronized double percentInFlight() {
        return 100.0 * inFlight / Math.max(1, schedules);
    }

    synchronized double stepsPerSchedule() {
        return (double) steps / Math.max(1, schedules);
    }
}
