// SPDX-License-Identifier: Apache-2.0
package io.txmysql.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Collection;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.openjdk.jmh.results.RunResult;

/** Bytes count: they are the same in every run once the compiler has done its work. Times are for people to look at. */
class OverheadTest {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    /** What a layer may take of the heap per operation, over a bare session. */
    private static final double MOST_BYTES = 200;

    private static final int BURSTS = 100;

    /** The optimizing compiler is at work beside this; how long it takes depends on what else the machine does. */
    private static final int MOST_ROUNDS = 400;

    private static double bare;

    @BeforeAll
    static void measureBareSession() {
        bare = bytesPerOperation(Layer.SESSION, Double.NEGATIVE_INFINITY);
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource(names = {"SUPERVISOR", "POOL"})
    @DisplayName("an operation takes at most 200 bytes more than on a bare session")
    void allocates(Layer layer) {
        assertThat(bytesPerOperation(layer, bare + MOST_BYTES) - bare)
                .as("bytes over the %.1f of a bare session", bare)
                .isLessThanOrEqualTo(MOST_BYTES);
    }

    /** The least of many rounds, or the first that is good enough. */
    private static double bytesPerOperation(Layer layer, double goodEnough) {
        Burst burst = layer.newBurst();
        double least = Double.POSITIVE_INFINITY;
        for (int round = 0; round < MOST_ROUNDS && least > goodEnough; round++) {
            long before = THREADS.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < BURSTS; i++) {
                burst.run();
            }
            long bytes = THREADS.getCurrentThreadAllocatedBytes() - before;
            least = Math.min(least, (double) bytes / BURSTS / Burst.DEPTH);
        }
        return least;
    }

    @Test
    @DisplayName("every layer runs and is measured in CPU time and in bytes")
    void runs() throws Exception {
        System.setProperty("jmh.ignoreLock", "true"); // others may measure on this machine while we only look
        Collection<RunResult> results = BenchOverhead.run("-quick", "-f", "0", "-v", "SILENT");

        assertThat(results)
                .extracting(result -> result.getParams().getParam("layer"))
                .containsExactly("SESSION", "SUPERVISOR", "POOL", "CONNECTION", "POOLED_CLIENT");
        assertThat(results).allSatisfy(result -> {
            assertThat(BenchOverhead.cpuNanos(result)).isPositive();
            assertThat(Bench.allocatedBytes(result)).isPositive();
        });
        assertThat(BenchOverhead.table(results).lines()).hasSize(2 + results.size());
    }
}
