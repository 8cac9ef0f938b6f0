// SPDX-License-Identifier: Apache-2.0
package io.txmysql.it;

import static org.assertj.core.api.Assumptions.assumeThat;

import io.txmysql.api.MySQLOptions;
import io.txmysql.api.MySQLOptionsBuilder;
import io.txmysql.api.SslMode;
import io.txmysql.embedded.EmbeddedServer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A real server that the suites run on. The three of {@code embedded} start when they are first needed, offer TLS, take
 * packets beyond 32 MiB, and end with the JVM. The system property {@code txmysql.it.url} replaces them by others: URLs
 * with spaces between them; in front of the first a {@code +} keeps the three as well.
 */
final class TestServer {
    static final TestServer MARIADB = new TestServer("MariaDB 11.4", EmbeddedServer::mariaDb);
    static final TestServer MYSQL_8_0 = new TestServer("MySQL 8.0", EmbeddedServer::mySql);
    static final TestServer MYSQL_5_7 = new TestServer("MySQL 5.7", EmbeddedServer::mySql57);

    private static final String URLS = System.getProperty("txmysql.it.url", "+");

    private final String name;
    private final @Nullable Supplier<EmbeddedServer.Builder> builder;
    private final @Nullable MySQLOptions options;
    private @Nullable EmbeddedServer running;

    private TestServer(String name, Supplier<EmbeddedServer.Builder> builder) {
        this.name = name;
        this.builder = builder;
        this.options = null;
    }

    private TestServer(String url) {
        this.options = MySQLOptions.parse(url);
        this.name = options.hosts().get(0).toString();
        this.builder = null;
    }

    /** All servers that the tests run on. */
    static Stream<TestServer> all() {
        Stream<TestServer> others = Arrays.stream(URLS.replaceFirst("^\\+", "").split(" "))
                .filter(url -> !url.isBlank())
                .map(TestServer::new);
        return Stream.concat(URLS.startsWith("+") ? embedded() : Stream.of(), others);
    }

    /** All but MySQL 5.7, for what takes long and is not about its old defaults. */
    static Stream<TestServer> newerThanMySQL57() {
        return all().filter(server -> server != MYSQL_5_7);
    }

    /** Those that a test may stop, restart and start with options of its own. */
    static Stream<TestServer> embedded() {
        return Stream.of(MARIADB, MYSQL_8_0, MYSQL_5_7);
    }

    /** Those of {@link #embedded()} of today, for what takes long or what 5.7 does not have. */
    static Stream<TestServer> embeddedOfToday() {
        return Stream.of(MARIADB, MYSQL_8_0);
    }

    /** Those of {@link #embedded()} with a TLS that a JDK of today accepts. */
    static Stream<TestServer> withModernTls() {
        return Stream.of(MARIADB, MYSQL_8_0);
    }

    /** Those with nothing newer than TLS 1.1. */
    static Stream<TestServer> withOldTls() {
        return Stream.of(MYSQL_5_7);
    }

    /** Those whose accounts have caching_sha2_password. */
    static Stream<TestServer> withCachingSha2() {
        return Stream.of(MYSQL_8_0);
    }

    /** What it takes to log in as root in clear; a test adds what it is about. */
    MySQLOptionsBuilder options() {
        return options == null ? options(embeddedServer()) : options.toBuilder();
    }

    static MySQLOptionsBuilder options(EmbeddedServer server) {
        return MySQLOptions.parse(server.url()).toBuilder()
                .sslMode(SslMode.DISABLED)
                .allowPublicKeyRetrieval(true);
    }

    /** The shared server, running. Skips the test, and says what to install, if it cannot run here. */
    synchronized EmbeddedServer embeddedServer() {
        if (running == null) {
            running = builder().tls(true).option("--max-allowed-packet=128M").start();
        }
        return running;
    }

    /** For a server of the test's own. */
    EmbeddedServer.Builder builder() {
        assumeThat(builder).as("%s was not started by the tests", name).isNotNull();
        EmbeddedServer.Builder made = builder == null ? EmbeddedServer.mariaDb() : builder.get();
        Optional<String> reason = made.unavailable();
        reason.ifPresent(line -> System.out.println("SKIPPED: " + line));
        assumeThat(reason).as(reason.orElse("")).isEmpty();
        return made;
    }

    /** Whether a JDK of today agrees with it on a version of TLS. */
    boolean offersModernTls() {
        return isAnyOf(MARIADB, MYSQL_8_0);
    }

    boolean isAnyOf(TestServer... servers) {
        return List.of(servers).contains(this);
    }

    @Override
    public String toString() {
        return name;
    }
}
