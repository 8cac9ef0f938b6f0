// SPDX-License-Identifier: Apache-2.0
package io.txmysql.benchmarks;

import java.io.IOException;
import java.util.Collection;
import java.util.Locale;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.CommandLineOptionException;

/** The command {@code bench-overhead}: what each layer of the client costs per operation, over a bare session. */
public final class BenchOverhead {
    private static final String ALL = "Overhead\\.";

    private BenchOverhead() {}

    /**
     * Measures what the arguments select.
     *
     * @param args options of JMH; {@code -quick} for a smoke test
     */
    public static void main(String... args) throws IOException, RunnerException, CommandLineOptionException {
        Bench.main(ALL, BenchOverhead::table, args);
    }

    /** Runs what the arguments select: by default all layers. */
    static Collection<RunResult> run(String... args) throws RunnerException, CommandLineOptionException {
        return Bench.run(ALL, args);
    }

    /** Time is the processor's: how long an operation took by the clock depends on what else the machine does. */
    static String table(Collection<RunResult> results) {
        StringBuilder table = new StringBuilder(
                "\nper operation        CPU          over SESSION         allocated   over SESSION\n");
        double bareNanos = Double.NaN;
        double bareBytes = Double.NaN;
        for (RunResult result : results) {
            String layer = result.getParams().getParam("layer");
            double nanos = cpuNanos(result);
            double bytes = Bench.allocatedBytes(result);
            if (layer.equals(Layer.SESSION.name())) {
                bareNanos = nanos;
                bareBytes = bytes;
            }
            table.append(String.format(
                    Locale.ROOT,
                    "%-14s %10.1f ns      %+10.1f ns %10.1f bytes %+10.1f bytes%n",
                    layer,
                    nanos,
                    nanos - bareNanos,
                    bytes,
                    bytes - bareBytes));
        }
        return table.toString();
    }

    static double cpuNanos(RunResult result) {
        return Bench.secondary(result, "cpuNanos") / Bench.secondary(result, "operations");
    }
}
