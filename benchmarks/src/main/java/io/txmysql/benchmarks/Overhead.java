// SPDX-License-Identifier: Apache-2.0
package io.txmysql.benchmarks;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** What an operation costs on its way through the client to a server that answers at once, 256 of them at a time. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class Overhead {
    /** What lies between. */
    @Param
    public Layer layer = Layer.SESSION;

    private Burst burst = Layer.SESSION.newBurst();

    /** The processor's time of the thread that measures: on a machine with other work that says more than the time of day. */
    @AuxCounters(AuxCounters.Type.EVENTS)
    @State(Scope.Thread)
    public static class Cpu {
        private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        private long begin;

        /** In this iteration. */
        public long operations;

        /** In this iteration. */
        public long cpuNanos;

        @Setup(Level.Iteration)
        public void begin() {
            begin = threads.getCurrentThreadCpuTime();
        }

        @TearDown(Level.Iteration)
        public void end() {
            cpuNanos = threads.getCurrentThreadCpuTime() - begin;
        }
    }

    @Setup
    public void prepare() {
        burst = layer.newBurst();
    }

    @Benchmark
    @OperationsPerInvocation(Burst.DEPTH)
    public void run(Cpu cpu) {
        burst.run();
        cpu.operations += Burst.DEPTH;
    }
}
