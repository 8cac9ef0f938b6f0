// SPDX-License-Identifier: Apache-2.0
package io.txmysql.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.txmysql.protocol.exchange.RowBatch;
import java.util.Collection;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.results.RunResult;

class DecodeBenchmarkTest {
    @Test
    @DisplayName("every decoding benchmark runs and is measured in time and in bytes")
    void runs() throws Exception {
        System.setProperty("jmh.ignoreLock", "true"); // others may measure on this machine while we only look
        Collection<RunResult> results = BenchDecode.run("-quick", "-f", "0", "-v", "SILENT");

        assertThat(results)
                .extracting(result -> result.getParams().getBenchmark())
                .containsExactlyInAnyOrder(
                        "io.txmysql.benchmarks.BinaryDecode.parse",
                        "io.txmysql.benchmarks.BinaryDecode.parseAndRead",
                        "io.txmysql.benchmarks.BinaryDecode.read",
                        "io.txmysql.benchmarks.TextDecode.parse",
                        "io.txmysql.benchmarks.TextDecode.parseAndRead",
                        "io.txmysql.benchmarks.TextDecode.read");
        assertThat(results).allSatisfy(result -> {
            assertThat(result.getPrimaryResult().getScoreUnit()).isEqualTo("ns/op");
            assertThat(result.getPrimaryResult().getScore()).isPositive();
            assertThat(Bench.allocatedBytes(result)).isPositive();
        });
    }

    @Test
    @DisplayName("the check before the measurement finds missing rows")
    void check() {
        List<RowBatch> rows = new TextDecode().run();

        assertThatThrownBy(() -> Order.check(rows, DecodeBenchmark.ROWS + 1)).hasMessage("1000 rows");
    }
}
