// SPDX-License-Identifier: Apache-2.0
package io.txmysql.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.txmysql.protocol.error.InvalidOptionException;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("tx#26: The pauses between attempts to connect")
final class BackoffTest {
    private static final Backoff BACKOFF = new Backoff(Duration.ofMillis(100), 2, Duration.ofSeconds(1), 0.2);

    @ParameterizedTest(name = "{0} failures: {1} ms")
    @CsvSource({"1, 100", "2, 200", "3, 400", "4, 800", "5, 1000", "6, 1000", "1000000, 1000"})
    @DisplayName("grow by the factor up to the longest")
    void grow(int failures, long millis) {
        assertThat(BACKOFF.pause(failures, 0.5)).isEqualTo(Duration.ofMillis(millis));
    }

    @Test
    @DisplayName("differ at random by the jitter, to both sides")
    void jitter() {
        assertThat(BACKOFF.pause(1, 0)).isEqualTo(Duration.ofMillis(80));
        assertThat(BACKOFF.pause(1, 1)).isEqualTo(Duration.ofMillis(120));
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {"0ms,2,1s,0", "2s,2,1s,0", "1s,0.5,2s,0", "1s,11,2s,0", "1s,2,2s,1.5", "1s,2,2s", "1s,x,2s,0", ""
            })
    @DisplayName("are refused by the option's name when they make no sense")
    void refused(String text) {
        assertThatThrownBy(() -> MySQLOptions.builder().option("backoff", text))
                .isInstanceOf(InvalidOptionException.class)
                .hasMessageContaining("\"backoff\"");
    }
}
