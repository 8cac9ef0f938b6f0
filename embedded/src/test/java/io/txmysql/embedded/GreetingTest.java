// SPDX-License-Identifier: Apache-2.0
package io.txmysql.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GreetingTest {
    @ParameterizedTest
    @CsvSource({"8.0.31,8.0.31", "5.5.5-10.11.6-MariaDB,10.11.6-MariaDB", "11.4.5-MariaDB-log,11.4.5-MariaDB-log"})
    @DisplayName("the version is read, without MariaDB's prefix")
    void version(String sent, String expected) {
        assertThat(Greeting.version(packet("\n" + sent + "\0rest"))).contains(expected);
    }

    @Test
    @DisplayName("an incomplete packet and an ERR packet have no version")
    void none() {
        ByteBuffer whole = packet("\n8.0.31\0");
        for (int length = 0; length < whole.limit(); length++) {
            assertThat(Greeting.version(whole.slice(0, length)))
                    .as("%d bytes", length)
                    .isEmpty();
        }
        assertThat(Greeting.version(packet("\u00ff\u0010\u0004Too many connections\0")))
                .isEmpty();
    }

    @Test
    @DisplayName("nothing listens on the socket: no version")
    void nobody(@TempDir Path folder) {
        assertThat(Greeting.version(folder.resolve("mysql.sock"), Duration.ofSeconds(1)))
                .isEmpty();
    }

    private static ByteBuffer packet(String payload) {
        byte[] bytes = payload.getBytes(StandardCharsets.ISO_8859_1);
        return ByteBuffer.allocate(4 + bytes.length)
                .put(new byte[] {(byte) bytes.length, 0, 0, 0})
                .put(bytes)
                .flip();
    }
}
