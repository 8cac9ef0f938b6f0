// SPDX-License-Identifier: Apache-2.0
package io.txmysql.benchmarks;

import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.openjdk.jmh.Main;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/** The command {@code bench-decode}: runs the decoding benchmarks and prints time and memory per row. */
public final class BenchDecode {
    /** For a look whether everything still runs; its figures mean nothing. */
    private static final String QUICK = "-quick";

    private static final TimeValue MOMENT = TimeValue.milliseconds(50);

    private BenchDecode() {}

    /**
     * Measures what the arguments select.
     *
     * @param args options of JMH and patterns of benchmark names; {@code -quick} for a smoke test
     */
    public static void main(String... args) throws IOException, RunnerException, CommandLineOptionException {
        CommandLineOptions options = new CommandLineOptions(withoutQuick(args));
        if (options.shouldHelp()
                || options.shouldList()
                || options.shouldListWithParams()
                || options.shouldListProfilers()
                || options.shouldListResultFormats()) {
            Main.main(args);
            return;
        }
        System.out.print(table(run(args)));
    }

    /** Runs what the arguments select: by default all decoding benchmarks. */
    static Collection<RunResult> run(String... args) throws RunnerException, CommandLineOptionException {
        CommandLineOptions options = new CommandLineOptions(withoutQuick(args));
        ChainedOptionsBuilder builder = new OptionsBuilder()
                .parent(options)
                .addProfiler(GCProfiler.class)
                .shouldFailOnError(true);
        if (options.getIncludes().isEmpty()) {
            builder.include("Decode\\.");
        }
        if (List.of(args).contains(QUICK)) {
            builder.forks(options.getForkCount().orElse(1));
            builder.warmupIterations(1)
                    .warmupTime(MOMENT)
                    .measurementIterations(1)
                    .measurementTime(MOMENT);
        }
        return new Runner(builder.build()).run();
    }

    private static String[] withoutQuick(String... args) {
        return List.of(args).stream().filter(arg -> !arg.equals(QUICK)).toArray(String[]::new);
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
                    allocatedBytes(result)));
        }
        return table.toString();
    }

    /** What one operation takes of the heap, by the GC profiler. */
    static double allocatedBytes(RunResult result) {
        return Objects.requireNonNull(result.getSecondaryResults().get("gc.alloc.rate.norm"))
                .getScore();
    }
}
