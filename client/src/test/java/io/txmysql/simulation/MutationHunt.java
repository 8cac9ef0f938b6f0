// SPDX-License-Identifier: Apache-2.0
package io.txmysql.simulation;

import org.jspecify.annotations.Nullable;

/** The simulation as it is called through a class loader of its own: its signature has types of the JDK only. */
public final class MutationHunt {
    private MutationHunt() {}

    /** Plays schedules until one fails; says which and why, null if none does. */
    public static @Nullable String hunt(long base, long seeds) throws InterruptedException {
        Silence silence = new Silence();
        SimulationRun run = new SimulationRun(base, seeds);
        run.run();
        silence.close();
        SimulationRun.Failure failure = run.failure();
        return failure == null ? null : "after " + run.schedules() + " schedules: " + failure.violations();
    }
}
