// SPDX-License-Identifier: Apache-2.0
package io.txmysql.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.txmysql.protocol.error.InvalidOptionException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The value of an option")
final class ValueFormatTest {

    @ParameterizedTest(name = "{0} → {1}")
    @CsvSource({
        "30s, PT30S",
        "500ms, PT0.5S",
        "2m, PT2M",
        "1h, PT1H",
        "PT30S, PT30S",
        "pt1m30s, PT1M30S",
        "1500, PT1.5S",
        "0, PT0S",
        "0s, PT0S",
        "P1D, PT24H"
    })
    @DisplayName("may be a duration with a unit, in ISO 8601, or in milliseconds")
    void durations(String text, Duration value) {
        assertThat(DurationFormat.MILLISECONDS.parse(text)).isEqualTo(value);
    }

    @ParameterizedTest(name = "\"{0}\"")
    @ValueSource(strings = {"", "s", "30 s", "30S", "1.5s", "-1", "30x", "1d", "PT", "9999999999999999", "٣s"})
    @DisplayName("is no duration without a number and a known unit")
    void notDurations(String text) {
        assertThatThrownBy(() -> MySQLOptions.builder().option("connectTimeout", text))
                .isInstanceOf(InvalidOptionException.class)
                .hasMessageStartingWith("option \"connectTimeout\": \"" + text + "\" is not a duration such as 30s,");
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"PT-1S", "-PT1S", "9000h", "999999999999999h"})
    @DisplayName("is no duration below zero or above a year")
    void durationRange(String text) {
        assertThatThrownBy(() -> MySQLOptions.parse("mysql://db?connectTimeout=" + text))
                .isInstanceOf(InvalidOptionException.class)
                .hasMessageContaining("out of range; it takes 0 (no limit) to 365 days");
    }

    @ParameterizedTest(name = "{0} → {1}")
    @CsvSource({
        "0, 0",
        "1000, 1000",
        "64k, 65536",
        "16m, 16777216",
        "16M, 16777216",
        "1g, 1073741824",
        "2147483647, 2147483647"
    })
    @DisplayName("may be a size with a unit")
    void sizes(String text, int value) {
        assertThat(ValueFormat.SIZE.parse(text)).isEqualTo(value);
        assertThat(ValueFormat.SIZE.parse(ValueFormat.SIZE.print(value))).isEqualTo(value);
    }

    @ParameterizedTest(name = "\"{0}\"")
    @ValueSource(strings = {"", "k", "-1", "1.5m", "16mb", "2g", "2147483648", "99999999999"})
    @DisplayName("is no size if it does not fit 31 bits or has another unit")
    void notSizes(String text) {
        assertThat(ValueFormat.SIZE.parse(text)).isNull();
    }

    @ParameterizedTest(name = "\"{0}\"")
    @ValueSource(strings = {"", "True", "1", "yes", "on"})
    @DisplayName("is true or false and nothing else where it is a switch")
    void booleans(String text) {
        assertThatThrownBy(() -> MySQLOptions.builder().option("useAffectedRows", text))
                .hasMessageStartingWith("option \"useAffectedRows\": \"" + text + "\" is not true or false");
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"verify_ca", "VERIFY_CA", "verify-ca", "Verify-CA"})
    @DisplayName("of a fixed set is read ignoring case, with - like _")
    void enums(String text) {
        assertThat(MySQLOptions.builder().option("sslMode", text).build().tls().sslMode())
                .isEqualTo(SslMode.VERIFY_CA);
    }

    @Test
    @DisplayName("that is not of its set is refused with the set")
    void notInSet() {
        assertThatThrownBy(() -> MySQLOptions.builder().option("sslMode", "on"))
                .hasMessageStartingWith(
                        "option \"sslMode\": \"on\" is not one of disabled, preferred, required, verify_ca,"
                                + " verify_identity");
        assertThatThrownBy(() -> MySQLOptions.builder().option("tlsVersion", "TLSv1.3,TLSv1"))
                .hasMessageContaining("is not a list, with commas, of TLSv1.2, TLSv1.3");
    }

    @Test
    @DisplayName("may be a list; zstd is known and refused with a sentence of its own")
    void compression() {
        assertThat(MySQLOptions.builder()
                        .option("compressionAlgorithms", "zlib, uncompressed")
                        .build()
                        .compression()
                        .compressionAlgorithms())
                .isEqualTo(List.of(CompressionAlgorithm.ZLIB, CompressionAlgorithm.UNCOMPRESSED));
        assertThatThrownBy(() -> MySQLOptions.builder().option("compressionAlgorithms", "zstd,zlib"))
                .isInstanceOf(InvalidOptionException.class)
                .hasMessageContaining("zstd is not supported yet; it takes zlib and uncompressed");
    }

    @Test
    @DisplayName("is quoted only in its first 40 characters and without control characters")
    void quoting() {
        assertThatThrownBy(() -> MySQLOptions.builder().option("port", "\n" + "9".repeat(1000)))
                .hasMessageStartingWith("option \"port\": \"?" + "9".repeat(39) + "…\" is not a whole number");
    }
}
