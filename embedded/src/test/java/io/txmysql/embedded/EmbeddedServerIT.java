// SPDX-License-Identifier: Apache-2.0
package io.txmysql.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class EmbeddedServerIT {
    @ParameterizedTest
    @EnumSource
    @DisplayName("starts within 3 s on a prepared data directory, answers, and leaves nothing behind")
    void startsAndEnds(ServerSource source) throws Exception {
        Duration fastest = fastestStart(source);
        System.out.println(source + " is ready after " + fastest.toMillis() + " ms");
        assertThat(fastest).isLessThan(Duration.ofSeconds(3));

        EmbeddedServer db = source.builder().start();
        long pid = db.pid();
        try (db) {
            assertThat(db.version()).startsWith(source.version);
            assertThat(db.url()).isEqualTo("mysql://root@127.0.0.1:" + db.port() + "/");
            assertThat(db.port()).isLessThan(32768);
            assertThat(db.socket()).exists();
            assertThat(db.isRunning()).isTrue();
            assertThat(ServerSource.ask(db, "SELECT VERSION()")).startsWith(source.version);
            assertThat(ServerSource.ask(
                            db,
                            "SELECT GROUP_CONCAT(user, '@', host) FROM mysql.user WHERE user = 'root' OR user = ''"))
                    .isEqualTo("root@localhost");
            assertThat(ServerSource.ask(db, "SELECT @@local_infile")).isEqualTo("0");
            assertThat(ServerSource.ask(db, "SELECT @@bind_address")).isEqualTo("127.0.0.1");
        }
        assertThat(ProcessHandle.of(pid)).isEmpty();
        assertThat(db.dataDirectory().getParent()).doesNotExist();
        assertThat(db.isRunning()).isFalse();
        assertThatCode(db::close).doesNotThrowAnyException();
        assertThatThrownBy(db::restart).isInstanceOf(IllegalStateException.class);
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("after stop, kill and restart it is on the same port with the same data")
    void stopsAndRestarts(ServerSource source) throws Exception {
        try (EmbeddedServer db = source.builder().rootPassword("geheim").start()) {
            ServerSource.ask(db, "CREATE DATABASE kept");
            long first = db.pid();
            db.stop();
            assertThat(db.isRunning()).isFalse();
            assertThatThrownBy(() -> ServerSource.ask(db, "SELECT 1")).isInstanceOf(SQLException.class);
            assertThatThrownBy(db::pid).isInstanceOf(IllegalStateException.class);
            db.stop();
            db.restart();
            assertThat(db.pid()).isNotEqualTo(first);
            db.kill();
            assertThat(db.isRunning()).isFalse();
            db.kill();
            db.restart();
            db.restart();
            assertThat(ServerSource.ask(db, "SHOW DATABASES LIKE 'kept'")).isEqualTo("kept");
        }
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("what was committed in the moment of a kill is there after the restart")
    void committedSurvives(ServerSource source) throws Exception {
        try (EmbeddedServer db = source.builder().start()) {
            ServerSource.ask(db, "CREATE DATABASE kept");
            ServerSource.ask(db, "CREATE TABLE kept.t (id INT)");
            for (int i = 1; i <= 5; i++) {
                ServerSource.ask(db, "INSERT INTO kept.t VALUES (" + i + ")");
                db.kill();
                db.restart();
                assertThat(ServerSource.ask(db, "SELECT COUNT(*) FROM kept.t")).isEqualTo(Integer.toString(i));
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("a paused server accepts connections and is silent; then it goes on, or is stopped or closed")
    void pauses(ServerSource source) throws Exception {
        try (EmbeddedServer db = source.builder().start()) {
            db.pause();
            assertThat(Greeting.version(db.socket(), Duration.ofSeconds(1))).isEmpty();
            assertThat(db.isRunning()).isTrue();
            db.resume();
            assertThat(Greeting.version(db.socket(), Duration.ofSeconds(5))).contains(db.version());
            db.pause();
            db.stop();
            assertThat(db.isRunning()).isFalse();
            db.restart();
            db.pause();
        }
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("root's password is needed, whatever characters are in it, and is nowhere else")
    void password(ServerSource source) throws Exception {
        String password = "pä'ss\\w\"o%rd 🔑";
        try (EmbeddedServer db = source.builder().rootPassword(password).start()) {
            assertThat(db.password()).isEqualTo(password);
            assertThat(ServerSource.ask(db, "SELECT CURRENT_USER()")).isEqualTo("root@localhost");
            assertThatThrownBy(
                            () -> ServerSource.login(db, "", "sslMode=disable").close())
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("Access denied");
            assertThat(db.socket().resolveSibling("init.sql")).isEmptyFile();
            assertThat(db.toString() + db.url()).doesNotContain("ss\\w");
        }
    }

    @Test
    @DisplayName("three servers at once")
    void threeAtOnce() throws Exception {
        List<EmbeddedServer> servers = new ArrayList<>();
        try {
            for (int i = 0; i < 3; i++) {
                servers.add(ServerSource.MARIADB.builder().start());
            }
            assertThat(servers).extracting(EmbeddedServer::port).doesNotHaveDuplicates();
            for (EmbeddedServer db : servers) {
                assertThat(ServerSource.ask(db, "SELECT @@port")).isEqualTo(Integer.toString(db.port()));
            }
        } finally {
            servers.forEach(EmbeddedServer::close);
        }
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("a kept data directory keeps its tables, takes a new password, and is used by one server at a time")
    void kept(ServerSource source, @TempDir Path folder) throws Exception {
        Path directory = folder.resolve("db");
        try (EmbeddedServer db =
                source.builder().dataDirectory(directory).rootPassword("one").start()) {
            ServerSource.ask(db, "CREATE DATABASE kept");
            ServerSource.ask(db, "CREATE TABLE kept.t SELECT 42 AS id");
            assertThatThrownBy(() -> source.builder().dataDirectory(directory).start())
                    .isInstanceOf(EmbeddedServerException.class)
                    .hasMessageContaining("Another embedded server uses the data directory");
        }
        try (EmbeddedServer db =
                source.builder().dataDirectory(directory).rootPassword("two").start()) {
            assertThat(db.dataDirectory()).isEqualTo(directory);
            assertThat(ServerSource.ask(db, "SELECT id FROM kept.t")).isEqualTo("42");
        }
        try (EmbeddedServer db = source.builder().dataDirectory(directory).start()) {
            assertThat(ServerSource.ask(db, "SELECT id FROM kept.t")).isEqualTo("42");
        }
        ServerSource other = source == ServerSource.MARIADB ? ServerSource.MYSQL_8_0 : ServerSource.MARIADB;
        EmbeddedServer.Builder ofOther = other.builder(); // which skips where that server cannot run
        assertThatThrownBy(() -> ofOther.dataDirectory(directory).start())
                .isInstanceOf(EmbeddedServerException.class)
                .hasMessageContaining("was made by");
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("options reach the server, also those that the data directory must be made with")
    void options(ServerSource source) throws Exception {
        try (EmbeddedServer db = source.builder()
                .option("--max-connections=50")
                .option("--lower_case_table_names=1")
                .start()) {
            assertThat(ServerSource.ask(db, "SELECT @@max_connections")).isEqualTo("50");
            assertThat(ServerSource.ask(db, "SELECT @@lower_case_table_names")).isEqualTo("1");
        }
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("a failing start says what the server said, and leaves nothing behind")
    void failingStart(ServerSource source) throws Exception {
        EmbeddedServer.Builder misled = source.builder().option("--no-such-option=1");
        assertThatThrownBy(misled::start)
                .isInstanceOf(EmbeddedServerException.class)
                .hasMessageContaining("no-such-option");
        try (EmbeddedServer db = source.builder().start()) {
            assertThatThrownBy(() -> source.builder().port(db.port()).start())
                    .isInstanceOf(EmbeddedServerException.class)
                    .hasMessageContaining("Address already in use");
        }
    }

    /** Of three, because other work on the machine slows single ones down; the first may have to make what is copied. */
    private static Duration fastestStart(ServerSource source) {
        Duration fastest = Duration.ofDays(1);
        for (int i = 0; i < 3; i++) {
            EmbeddedServer.Builder builder = source.builder();
            long begin = System.nanoTime();
            try (EmbeddedServer db = builder.start()) {
                Duration taken = Duration.ofNanos(System.nanoTime() - begin);
                assertThat(db.isRunning()).isTrue();
                fastest = taken.compareTo(fastest) < 0 ? taken : fastest;
            }
        }
        return fastest;
    }
}
