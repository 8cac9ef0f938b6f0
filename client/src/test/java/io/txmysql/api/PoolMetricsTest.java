// SPDX-License-Identifier: Apache-2.0
package io.txmysql.api;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The metrics of a pool")
final class PoolMetricsTest {

    @Test
    @DisplayName("count as its size every connection, whatever it does, and nobody who waits")
    void size() {
        PoolMetrics metrics = new PoolMetrics(1, 2, 4, 8, 16, 100, 1000, 1, 1, 1, 1, 1, 1, 1, 1);

        assertThat(metrics.size()).isEqualTo(31);
    }
}
