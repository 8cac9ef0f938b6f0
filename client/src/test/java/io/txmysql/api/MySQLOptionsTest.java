// SPDX-License-Identifier: Apache-2.0
package io.txmysql.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.txmysql.protocol.error.InvalidOptionException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("The options")
final class MySQLOptionsTest {
    private static final MySQLOptions DEFAULTS = MySQLOptions.builder().build();

    /** Every option other than by default. */
    private static final MySQLOptions OTHERS = MySQLOptions.builder()
            .hosts(List.of(new HostAndPort("db1", 3310), new HostAndPort("::1", 3311)))
            .unixSocket(Path.of("mysqld.sock"))
            .user("root")
            .password("geheim")
            .database("foo")
            .connectTimeout(Duration.ofMillis(1))
            .statementTimeout(Duration.ofSeconds(7))
            .socketTimeout(Duration.ofMinutes(3))
            .idleTimeout(Duration.ofHours(4))
            .cancelTimeout(Duration.ofMillis(1))
            .backoff(new Backoff(Duration.ofMillis(1), 3, Duration.ofSeconds(5), 0.5))
            .maxBackoffTime(Duration.ofSeconds(30))
            .maxBacklog(7)
            .maxBacklogBytes(4096)
            .retryPolicy(RetryPolicy.idempotent()
                    .withSelectsIdempotent()
                    .withMaxAttempts(3)
                    .withMaxTime(Duration.ZERO))
            .temporaryErrors(List.of(TemporaryError.errno(1049), TemporaryError.sqlState("HY000")))
            .autoRepair(true)
            .rejectReadOnly(true)
            .sslMode(SslMode.VERIFY_IDENTITY)
            .sslCa("ca.pem")
            .tlsVersion(List.of(TlsVersion.TLS_1_3))
            .serverRSAPublicKeyFile(Path.of("key.pem"))
            .allowPublicKeyRetrieval(true)
            .compressionAlgorithms(List.of(CompressionAlgorithm.ZLIB))
            .pipeliningLimit(1)
            .pipeliningMaxWait(Duration.ZERO)
            .prepStmtCacheSize(0)
            .prepStmtCacheSqlLimit(1025)
            .useAffectedRows(true)
            .allowMultiQueries(true)
            .connectionAttributes(Map.of("program", "a:b"))
            .sessionVariables(Map.of("sql_mode", "'ANSI,TRADITIONAL'"))
            .minIdle(2)
            .maxSize(65535)
            .maxWaitQueueSize(1)
            .maxAcquireTime(Duration.ofMillis(1500))
            .maxIdleTime(Duration.ofDays(365))
            .maxLifeTime(Duration.ZERO)
            .validationDepth(PoolOptions.ValidationDepth.REMOTE)
            .leakDetectionThreshold(Duration.ofMinutes(1))
            .resetOnRelease(PoolOptions.ResetOnRelease.ALWAYS)
            .build();

    static Stream<Option<?>> built() {
        return OptionTable.ALL.stream().filter(option -> !option.isPlanned());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("names")
    @DisplayName("are each printed as they can be read, and reach their own place")
    void roundTrip(String name) {
        Option<?> option = OptionNames.find(name);
        String text = option.print(OTHERS);
        assertThat(text).isNotNull().isNotEqualTo(option.print(DEFAULTS));

        MySQLOptionsBuilder builder = MySQLOptions.builder().option(name, String.valueOf(text));

        assertThat(option.print(builder.build())).isEqualTo(text);
        built().filter(other -> other != option)
                .forEach(other -> assertThat(other.print(builder.build())).isEqualTo(other.print(DEFAULTS)));
    }

    static Stream<String> names() {
        // The default port is spent when the hosts are put together, so nothing remembers it.
        return built().map(Option::name).filter(name -> !name.equals("port"));
    }

    @Test
    @DisplayName("come back unchanged from a builder that starts with them")
    void toBuilder() {
        assertThat(OTHERS.toBuilder().build()).isEqualTo(OTHERS);
        assertThat(DEFAULTS.toBuilder().build()).isEqualTo(DEFAULTS);
    }

    @Test
    @DisplayName("never show the password")
    void secrecy() {
        assertThat(OTHERS.toString()).contains("user=root", "password=***").doesNotContain("geheim");
        assertThat(OTHERS.credentials().toString()).doesNotContain("geheim");
        assertThatThrownBy(() -> MySQLOptions.builder().password("geheim\0").build())
                .isInstanceOf(InvalidOptionException.class)
                .message()
                .doesNotContain("geheim");
    }

    @Test
    @DisplayName("show of session variables the names only")
    void sessionVariablesAreNotShown() {
        assertThat(OTHERS.toString()).contains("sql_mode").doesNotContain("TRADITIONAL");
    }

    @Test
    @DisplayName("pitfall#15: do not change with the lists and maps that they were made from")
    void immutable() {
        List<CompressionAlgorithm> algorithms = new ArrayList<>(List.of(CompressionAlgorithm.ZLIB));
        Map<String, String> attributes = new HashMap<>(Map.of("a", "b"));
        Map<String, String> variables = new HashMap<>(Map.of("a", "1"));
        MySQLOptions options = MySQLOptions.builder()
                .compressionAlgorithms(algorithms)
                .connectionAttributes(attributes)
                .sessionVariables(variables)
                .build();

        algorithms.clear();
        attributes.clear();
        variables.clear();

        assertThat(options.compression().compressionAlgorithms()).hasSize(1);
        assertThat(options.attributes().connectionAttributes()).hasSize(1);
        assertThat(options.session().sessionVariables()).hasSize(1);
    }

    static Stream<Arguments> outOfRange() {
        return Stream.of(
                wrong("port", builder -> builder.port(0)),
                wrong("port", builder -> builder.port(65536)),
                wrong("host", builder -> builder.hosts(List.of())),
                wrong("connectTimeout", builder -> builder.connectTimeout(Duration.ofMillis(-1))),
                wrong("statementTimeout", builder -> builder.statementTimeout(Duration.ofMillis(-1))),
                wrong("statementTimeout", builder -> builder.statementTimeout(Duration.ofDays(366))),
                wrong("socketTimeout", builder -> builder.socketTimeout(Duration.ofMillis(-1))),
                wrong("idleTimeout", builder -> builder.idleTimeout(Duration.ofMillis(-1))),
                wrong("cancelTimeout", builder -> builder.cancelTimeout(Duration.ZERO)),
                wrong("cancelTimeout", builder -> builder.cancelTimeout(Duration.ofNanos(999_999))),
                wrong("cancelTimeout", builder -> builder.cancelTimeout(Duration.ofDays(366))),
                wrong("maxBackoffTime", builder -> builder.maxBackoffTime(Duration.ofMillis(-1))),
                wrong("maxBacklog", builder -> builder.maxBacklog(0)),
                wrong("maxBacklogBytes", builder -> builder.maxBacklogBytes(0)),
                wrong("tlsVersion", builder -> builder.tlsVersion(List.of())),
                wrong("compressionAlgorithms", builder -> builder.compressionAlgorithms(List.of())),
                wrong("pipeliningLimit", builder -> builder.pipeliningLimit(-1)),
                wrong("pipeliningLimit", builder -> builder.pipeliningLimit(65536)),
                wrong("pipeliningMaxWait", builder -> builder.pipeliningMaxWait(Duration.ofMillis(-1))),
                wrong("prepStmtCacheSize", builder -> builder.prepStmtCacheSize(-1)),
                wrong("prepStmtCacheSize", builder -> builder.prepStmtCacheSize(65536)),
                wrong("prepStmtCacheSqlLimit", builder -> builder.prepStmtCacheSqlLimit(-1)),
                wrong("minIdle", builder -> builder.minIdle(-1)),
                wrong("maxSize", builder -> builder.maxSize(0)),
                wrong("maxSize", builder -> builder.maxSize(65536)),
                wrong("maxWaitQueueSize", builder -> builder.maxWaitQueueSize(0)),
                wrong("maxAcquireTime", builder -> builder.maxAcquireTime(Duration.ofMillis(-1))),
                wrong("maxIdleTime", builder -> builder.maxIdleTime(Duration.ofDays(366))),
                wrong("maxLifeTime", builder -> builder.maxLifeTime(Duration.ofMillis(-1))),
                wrong("leakDetectionThreshold", builder -> builder.leakDetectionThreshold(Duration.ofMillis(-1))),
                wrong("sessionVariables", builder -> builder.sessionVariables(Map.of("a", ""))),
                wrong("database", builder -> builder.database("a\0b")),
                wrong("connectionAttributes", builder -> builder.connectionAttributes(Map.of("_os", "x"))),
                wrong("connectionAttributes", builder -> builder.connectionAttributes(Map.of("", "x"))),
                wrong("connectionAttributes", builder -> builder.connectionAttributes(Map.of("a", "x".repeat(32768)))));
    }

    private static Arguments wrong(String option, UnaryOperator<MySQLOptionsBuilder> change) {
        return Arguments.of(option, change);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("outOfRange")
    @DisplayName("are refused by name when a value is out of its range")
    void ranges(String option, UnaryOperator<MySQLOptionsBuilder> change) {
        MySQLOptionsBuilder builder = change.apply(MySQLOptions.builder());

        assertThatThrownBy(builder::build)
                .isInstanceOf(InvalidOptionException.class)
                .hasMessageStartingWith("option \"" + option + "\": ");
    }

    @Test
    @DisplayName("name both when minIdle is more than maxSize")
    void minIdleAboveMaxSize() {
        assertThat(MySQLOptions.builder().minIdle(20).maxSize(20).build().pool().minIdle())
                .isEqualTo(20);
        assertThatThrownBy(() -> MySQLOptions.parse("mysql://db?minIdle=12"))
                .isInstanceOf(InvalidOptionException.class)
                .hasMessageStartingWith("option \"minIdle\": 12 is more than maxSize, which is 10");
    }

    @Test
    @DisplayName("say from where on a duration of 0 is not allowed, and where it is not \"no limit\"")
    void zeroDurations() {
        assertThatThrownBy(() -> MySQLOptions.parse("mysql://db?cancelTimeout=0"))
                .hasMessageContaining("PT0S is out of range; it takes 1ms to 365 days");
        assertThatThrownBy(() -> MySQLOptions.parse("mysql://db?maxBackoffTime=PT-1S"))
                .hasMessageContaining("PT-1S is out of range; it takes 0 to 365 days");
        assertThatThrownBy(() -> MySQLOptions.parse("mysql://db?maxAcquireTime=PT-1S"))
                .hasMessageContaining("PT-1S is out of range; it takes 0 (no limit) to 365 days");
    }

    @Test
    @DisplayName("have a pipeliningLimit of 64 on a connection and of 16 in a pool, unless one is given")
    void pipeliningLimit() {
        Pipelining unset = MySQLOptions.builder().pipeliningLimit(0).build().pipelining();
        Pipelining given = MySQLOptions.builder().pipeliningLimit(33).build().pipelining();

        assertThat(unset).isEqualTo(DEFAULTS.pipelining());
        assertThat(List.of(unset.limitOnConnection(), unset.limitInPool())).containsExactly(64, 16);
        assertThat(List.of(given.limitOnConnection(), given.limitInPool())).containsExactly(33, 33);
    }

    @Test
    @DisplayName("print an IPv6 host in brackets")
    void hostAndPort() {
        assertThat(new HostAndPort("::1", 3307)).hasToString("[::1]:3307");
        assertThat(new HostAndPort("db", 3306)).hasToString("db:3306");
    }

    @Test
    @DisplayName("know which modes of TLS insist and which verify")
    void sslModes() {
        assertThat(Stream.of(SslMode.values()).filter(SslMode::requiresTls))
                .containsExactly(SslMode.REQUIRED, SslMode.VERIFY_CA, SslMode.VERIFY_IDENTITY);
        assertThat(Stream.of(SslMode.values()).filter(SslMode::verifiesCertificate))
                .containsExactly(SslMode.VERIFY_CA, SslMode.VERIFY_IDENTITY);
    }
}
