// SPDX-License-Identifier: Apache-2.0
package io.txmysql.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URL;
import java.net.URLClassLoader;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BuilderTest {
    @ParameterizedTest
    @ValueSource(ints = {-1, 65536})
    @DisplayName("a port that is none")
    void port(int port) {
        assertThatThrownBy(() -> EmbeddedServer.mariaDb().port(port)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    @DisplayName("an option without its dashes")
    void option() {
        assertThatThrownBy(() -> EmbeddedServer.mariaDb().option("max-connections=5"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("max-connections=5");
    }

    @Test
    @DisplayName("a password that an init file cannot carry; the message does not show it")
    void password() {
        assertThatThrownBy(() -> EmbeddedServer.mariaDb().rootPassword("secret\nline"))
                .isInstanceOf(IllegalArgumentException.class)
                .message()
                .doesNotContain("secret");
        assertThat(RootPassword.statements("a'b\\c")).contains("IDENTIFIED BY 'a\\'b\\\\c';\n");
    }

    @Test
    @DisplayName("an artifact that is not on the class path is absent; on another system there is none")
    void artifact() throws Exception {
        Artifact absent = new Artifact("org.example", "no-such-server", "1.0", "x.tar.gz");
        try (URLClassLoader empty = new URLClassLoader(new URL[0])) {
            Thread.currentThread().setContextClassLoader(empty);
            assertThat(absent.open()).isEmpty();
        } finally {
            Thread.currentThread().setContextClassLoader(BuilderTest.class.getClassLoader());
        }
        assertThat(absent.coordinates()).isEqualTo("org.example:no-such-server:1.0");
        for (Distribution distribution : Distribution.values()) {
            assertThat(distribution.artifact("linux-amd64")).isPresent();
            assertThat(distribution.artifact("windows-amd64")).isEmpty();
        }
    }

    @Test
    @DisplayName("only options that a data directory depends on make it another one")
    void relevant() {
        assertThat(SystemTables.relevant(
                        List.of("--max-connections=5", "--lower_case_table_names=1", "--innodb-page-size=4096")))
                .containsExactly("--innodb-page-size=4096", "--lower_case_table_names=1");
    }

    @Test
    @DisplayName("the end of a log: its errors; without errors its last lines")
    void logTail() {
        assertThat(LogTail.summary("a\n1 [ERROR] Bind\nb\n")).isEqualTo("1 [ERROR] Bind");
        assertThat(LogTail.summary("line\n".repeat(100)).lines()).hasSize(15);
    }

    @Test
    @DisplayName("a free port is below 32768")
    void freePort() {
        assertThat(FreePort.find()).isBetween(FreePort.LOWEST, FreePort.HIGHEST);
    }
}
