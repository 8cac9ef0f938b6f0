// SPDX-License-Identifier: Apache-2.0
package io.txmysql.benchmarks;

import io.txmysql.protocol.exchange.RowBatch;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/** The way of a result of 1,000 rows from the socket's bytes to the caller's values; an operation is one row. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public abstract class DecodeBenchmark {
    static final int ROWS = 1000;

    final ReplayedSession session = new ReplayedSession();
    private List<RowBatch> parsed = List.of();

    /** Runs the command whose answer are the captured rows. */
    abstract List<RowBatch> run();

    @Setup
    public void check() {
        parsed = run();
        Order.check(parsed, ROWS);
    }

    /** From bytes to batches of rows whose cells are located and checked. */
    @Benchmark
    @OperationsPerInvocation(ROWS)
    public List<RowBatch> parse() {
        return run();
    }

    /** From batches to all six values. */
    @Benchmark
    @OperationsPerInvocation(ROWS)
    public void read(Blackhole values) {
        Order.read(parsed, values);
    }

    @Benchmark
    @OperationsPerInvocation(ROWS)
    public void parseAndRead(Blackhole values) {
        Order.read(run(), values);
    }
}
