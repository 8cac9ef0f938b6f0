// SPDX-License-Identifier: Apache-2.0
package io.txmysql.benchmarks;

import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.openjdk.jmh.Main;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/** What the commands {@code bench-…} have in common: JMH with the GC profiler, a smoke test, and a table of one's own. */
final class Bench {
    /** For a look whether everything still runs; its figures mean nothing. */
    private static final String QUICK = "-quick";

    private static final TimeValue MOMENT = TimeValue.milliseconds(50);

    private Bench() {}

    /**
     * Measures what the arguments select, and prints a table.
     *
     * @param pattern of the benchmarks that are meant if the arguments name none
     * @param args options of JMH and patterns of benchmark names; {@code -quick} for a smoke test
     */
    static void main(String pattern, Function<Collection<RunResult>, String> table, String... args)
            throws IOException, RunnerException, CommandLineOptionException {
        CommandLineOptions options = new CommandLineOptions(withoutQuick(args));
        if (options.shouldHelp()
                || options.shouldList()
                || options.shouldListWithParams()
                || options.shouldListProfilers()
                || options.shouldListResultFormats()) {
            Main.main(args);
            return;
        }
        System.out.print(table.apply(run(pattern, args)));
    }

    /** Runs what the arguments select. */
    static Collection<RunResult> run(String pattern, String... args)
            throws RunnerException, CommandLineOptionException {
        CommandLineOptions options = new CommandLineOptions(withoutQuick(args));
        ChainedOptionsBuilder builder = new OptionsBuilder()
                .parent(options)
                .addProfiler(GCProfiler.class)
                .shouldFailOnError(true);
        if (options.getIncludes().isEmpty()) {
            builder.include(pattern);
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

    /** What one operation takes of the heap, by the GC profiler. */
    static double allocatedBytes(RunResult result) {
        return secondary(result, "gc.alloc.rate.norm");
    }

    /** Another result than the time. */
    static double secondary(RunResult result, String label) {
        return Objects.requireNonNull(result.getSecondaryResults().get(label), label)
                .getScore();
    }
}
