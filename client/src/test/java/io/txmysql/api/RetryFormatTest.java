// SPDX-License-Identifier: Apache-2.0
package io.txmysql.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.txmysql.protocol.error.InvalidOptionException;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The text of a retryPolicy")
final class RetryFormatTest {

    static Stream<Arguments> policies() {
        return Stream.of(
                Arguments.of("never", RetryPolicy.never()),
                Arguments.of("IDEMPOTENT", RetryPolicy.idempotent()),
                Arguments.of("idempotent,selects", RetryPolicy.idempotent().withSelectsIdempotent()),
                Arguments.of("always,attempts=1", RetryPolicy.always().withMaxAttempts(1)),
                Arguments.of("never,time=0", RetryPolicy.never().withMaxTime(Duration.ZERO)),
                Arguments.of(
                        "idempotent, time=30s, selects, attempts=5",
                        new RetryPolicy(RetryPolicy.Unknown.IDEMPOTENT, true, 5, Duration.ofSeconds(30))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("policies")
    @DisplayName("is the policy's name and what is otherwise than by default, in any order")
    void readAndPrinted(String text, RetryPolicy policy) {
        assertThat(RetryFormat.POLICY.parse(text)).isEqualTo(policy);
        assertThat(RetryFormat.POLICY.parse(RetryFormat.POLICY.print(policy))).isEqualTo(policy);
    }

    @Test
    @DisplayName("is printed with all that it means")
    void printed() {
        assertThat(RetryFormat.POLICY.print(RetryPolicy.never())).isEqualTo("never,attempts=10,time=2m");
        assertThat(RetryFormat.POLICY.print(RetryPolicy.idempotent().withSelectsIdempotent()))
                .isEqualTo("idempotent,selects,attempts=10,time=2m");
        assertThat(RetryFormat.POLICY.print(RetryPolicy.always().withSelectsIdempotent()))
                .as("what has no effect is left out")
                .isEqualTo("always,attempts=10,time=2m");
    }

    @ParameterizedTest(name = "\"{0}\"")
    @ValueSource(
            strings = {
                "",
                "selects",
                "selects,idempotent",
                "idempotent,",
                "idempotent,select",
                "idempotent,selects=true",
                "idempotent,selects,selects",
                "never,attempts",
                "never,attempts=",
                "never,attempts=many",
                "never,attempts=1,attempts=2",
                "never,time=soon",
                "never;time=1s"
            })
    @DisplayName("is refused if it is anything else")
    void malformed(String text) {
        assertThatThrownBy(() -> MySQLOptions.builder().option("retryPolicy", text))
                .isInstanceOf(InvalidOptionException.class)
                .hasMessageStartingWith("option \"retryPolicy\": \"" + text + "\" is not never, idempotent or always");
    }

    @Test
    @DisplayName("is refused with a reason if it has no effect or is out of range")
    void refused() {
        assertThatThrownBy(() -> MySQLOptions.builder().option("retryPolicy", "never,selects"))
                .hasMessageStartingWith("option \"retryPolicy\": selects goes with idempotent, not with never");
        assertThatThrownBy(() -> MySQLOptions.builder().option("retryPolicy", "always,selects"))
                .hasMessageStartingWith("option \"retryPolicy\": selects goes with idempotent, not with always");
        assertThatThrownBy(() -> MySQLOptions.builder().option("retryPolicy", "always,attempts=0"))
                .hasMessageStartingWith("option \"retryPolicy\": 0 is out of range");
        assertThatThrownBy(() -> MySQLOptions.builder().option("retryPolicy", "always,time=PT-1S"))
                .hasMessageStartingWith("option \"retryPolicy\": PT-1S is out of range");
    }
}
