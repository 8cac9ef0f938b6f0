// SPDX-License-Identifier: Apache-2.0
package io.txmysql.benchmarks;

import java.io.IOException;
import java.util.Collection;
import java.util.Locale;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.CommandLineOptionException;

/** The command {@code bench-decode}: runs the decoding benchmarks and prints time and memory per row. */
public final class BenchDecode {
    private static final String ALL = "Decode\\.";

    private BenchDecode() {}

    /**
     * Measures what the arguments select.
     *
     * @param args options of JMH and patterns of benchmark names; {@code -quick} for a smoke test
     */
    public static void main(String... args) throws IOException, RunnerException, CommandLineOptionException {
        Bench.main(ALL, BenchDecode::table, args);
    }

    /** Runs what the arguments select: by default all decoding benchmarks. */
    static Collection<RunResult> run(String... args) throws RunnerException, CommandLineOptionException {
        return Bench.run(ALL, args);
    }

    /** Of all iterations also the best, because whatever else runs on a machine only makes them slower. */
    private static String table(Collection<RunResult> results) {
        StringBuilder table =
                new StringBuilder("\nper row                     average     best             allocated\n");
        for (RunResult result : results) {
            Result<?> time = result.getPrimaryResult();
            String benchmark = result.getParams().getBenchmark();
            table.append(String.format(
                    Locale.ROOT,
                    "%-26s %8.1f %8.1f %-6s %8.1f bytes%n",
                    benchmark.substring(BenchDecode.class.getPackageName().length() + 1),
                    time.getScore(),
                    time.getStatistics().getMin(),
                    time.getScoreUnit(),
                    Bench.allocatedBytes(result)));
        }
        return table.toString();
    }
}
