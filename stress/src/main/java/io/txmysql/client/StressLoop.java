// SPDX-License-Identifier: Apache-2.0
package io.txmysql.client;

import io.txmysql.transport.Loop;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** A loop whose turns are run by whoever is its thread now: an actor, and the arbiter after all actors. */
final class StressLoop implements Loop {
    private final Queue<Runnable> turns = new ConcurrentLinkedQueue<>();
    private final AtomicInteger waiting = new AtomicInteger();
    private final AtomicInteger mostWaiting = new AtomicInteger();

    @Override
    public long nanoTime() {
        return 0;
    }

    /** Time stands still. */
    @Override
    public Timer schedule(Runnable task, long nanos) {
        return () -> {};
    }

    @Override
    public void execute(Runnable task) {
        mostWaiting.accumulateAndGet(waiting.incrementAndGet(), Math::max);
        turns.add(task);
    }

    @Override
    public boolean inLoop() {
        return true;
    }

    /** How many turns have waited at once. */
    int mostWaiting() {
        return mostWaiting.get();
    }

    /** Runs what there is to run, and what comes of that. */
    void run() {
        for (Runnable turn = turns.poll(); turn != null; turn = turns.poll()) {
            waiting.decrementAndGet();
            turn.run();
        }
    }
}
