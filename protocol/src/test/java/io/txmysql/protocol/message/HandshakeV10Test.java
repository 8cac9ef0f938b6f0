// SPDX-License-Identifier: Apache-2.0
package io.txmysql.protocol.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.txmysql.protocol.wire.MalformedPacketException;
import io.txmysql.protocol.wire.PayloadReader;
import io.txmysql.protocol.wire.PayloadWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HandshakeV10Test {
    private static final byte[] NONCE = "abcdefghijklmnopqrst".getBytes(StandardCharsets.US_ASCII);
    private static final long MYSQL = Capabilities.CLIENT_LONG_PASSWORD
            | Capabilities.CLIENT_PROTOCOL_41
            | Capabilities.CLIENT_SECURE_CONNECTION
            | Capabilities.CLIENT_PLUGIN_AUTH;
    private static final long MARIADB = MYSQL & ~Capabilities.CLIENT_LONG_PASSWORD;

    @Test
    @DisplayName("The greeting of MySQL 8.0.31")
    void mysql() {
        HandshakeV10 greeting =
                (HandshakeV10) CapturedPacket.of("MySQL 8.0.31: greeting").decode();

        assertThat(greeting.serverVersion()).isEqualTo("8.0.31");
        assertThat(greeting.threadId()).isEqualTo(9);
        assertThat(greeting.nonce()).asHexString().isEqualTo("0761171E3C3C59642B63546F7613106B06636D62");
        assertThat(greeting.capabilities()).isEqualTo(0xDFFFFFFFL);
        assertThat(greeting.collation()).isEqualTo(255);
        assertThat(greeting.status()).isEqualTo(ServerStatus.AUTOCOMMIT);
        assertThat(greeting.authPlugin()).isEqualTo("caching_sha2_password");
        assertThat(greeting.isMariaDb()).isFalse();
    }

    @Test
    @DisplayName("The greeting of MariaDB 11.8, with extended capabilities")
    void mariaDb() {
        HandshakeV10 greeting =
                (HandshakeV10) CapturedPacket.of("MariaDB 11.8.9: greeting").decode();

        assertThat(greeting.serverVersion()).isEqualTo("11.8.9-MariaDB-0+deb13u1 from Debian");
        assertThat(greeting.isMariaDb()).isTrue();
        assertThat(greeting.nonce()).hasSize(20);
        assertThat(greeting.authPlugin()).isEqualTo("mysql_native_password");
        assertThat(greeting.capabilities() >>> 32).isEqualTo(0x3D);
        assertThat(Capabilities.has(greeting.capabilities(), Capabilities.MARIADB_CLIENT_STMT_BULK_OPERATIONS))
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "26.1.0, true, false, 26.1.0",
        "10.11.2, true, false, 10.11.2",
        "8.4.0, true, false, 8.4.0",
        "5.5.5-m3, true, false, 5.5.5-m3",
        "11.8.9-MariaDB, false, true, 11.8.9-MariaDB",
        "12.0.1, false, true, 12.0.1",
        "5.5.5-10.1.48-MariaDB-0, true, true, 10.1.48-MariaDB-0",
        "5.5.5-10.11.19-mariadb-x-ShardingSphere-Proxy 5.1.0, true, true, 10.11.19-mariadb-x-ShardingSphere-Proxy 5.1.0",
    })
    @DisplayName("pitfall#31: MariaDB is told by its capabilities or its name, never by a number")
    void isMariaDb(String version, boolean longPassword, boolean mariaDb, String shown) {
        HandshakeV10 greeting =
                new HandshakeV10(version, 1, NONCE, longPassword ? MYSQL : MARIADB, 45, 2, "mysql_native_password");

        assertThat(greeting.isMariaDb()).isEqualTo(mariaDb);
        assertThat(greeting.serverVersion()).isEqualTo(shown);
    }

    @Test
    @DisplayName("Where CLIENT_LONG_PASSWORD is set, the reserved bytes are no capabilities")
    void reservedBytes() {
        byte[] payload = encode(new HandshakeV10("12.0", 1, NONCE, MARIADB | 0x3DL << 32, 45, 2, null));
        int capabilities = 1 + "12.0".length() + 1 + 4 + 8 + 1;

        assertThat(decode(payload).capabilities() >>> 32).isEqualTo(0x3D);
        payload[capabilities] |= 1;
        assertThat(decode(payload).capabilities() >>> 32).isZero();
    }

    @Test
    @DisplayName("Extended capabilities beside CLIENT_LONG_PASSWORD cannot be written")
    void extendedBesideLongPassword() {
        HandshakeV10 greeting = new HandshakeV10("8.0", 1, NONCE, MYSQL | 1L << 34, 45, 2, null);

        assertThatThrownBy(() -> encode(greeting))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("MARIADB_CLIENT_STMT_BULK_OPERATIONS");
    }

    @Test
    @DisplayName("A plugin's name without a zero byte after it is read to its end")
    void unendedPlugin() {
        byte[] payload = encode(greeting("mysql_native_password"));
        byte[] unended = Arrays.copyOf(payload, payload.length - 1);

        assertThat(decode(unended)).isEqualTo(decode(payload));
    }

    @Test
    @DisplayName("A server may name no plugin")
    void noPlugin() {
        assertThat(decode(encode(greeting(null))).authPlugin()).isNull();
    }

    @Test
    @DisplayName("A nonce may be longer than 20 bytes")
    void longNonce() {
        byte[] nonce = new byte[254];
        Arrays.fill(nonce, (byte) 7);
        HandshakeV10 greeting = new HandshakeV10("9.0", 1, nonce, MYSQL, 45, 2, "some_plugin");

        assertThat(decode(encode(greeting))).isEqualTo(greeting);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 400 Bad Request\r\n\r\n",
                "SSH-2.0-OpenSSH_9.6\r\n",
                "\t5.0.0\0....",
                "\u000b\b\u0005\u001a\0"
            })
    @DisplayName("What is no MySQL server, or an ancient one, is refused for its first byte")
    void notMySql(String firstBytes) {
        assertThatThrownBy(() -> decode(firstBytes.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(MalformedPacketException.class)
                .hasMessageContaining("first byte that it sends is " + (int) firstBytes.charAt(0));
    }

    @Test
    @DisplayName("A server before MySQL 4.1 is refused by name")
    void before41() {
        byte[] payload = encode(greeting(null));
        int capabilities = 1 + "8.0.0".length() + 1 + 4 + 8 + 1;
        payload[capabilities + 1] &= ~2;

        assertThatThrownBy(() -> decode(payload))
                .isInstanceOf(MalformedPacketException.class)
                .hasMessage("the server 8.0.0 does not speak the protocol of MySQL 4.1 and later");
    }

    @Test
    @DisplayName("A text of the greeting names the capabilities and hides the nonce")
    void text() {
        assertThat(greeting("mysql_native_password").toString())
                .contains("8.0.0", "CLIENT_PROTOCOL_41", "mysql_native_password")
                .doesNotContain("nonce", "[B@");
    }

    private static HandshakeV10 greeting(@Nullable String plugin) {
        return new HandshakeV10("8.0.0", 1, NONCE, MYSQL, 45, 2, plugin);
    }

    private static HandshakeV10 decode(byte[] payload) {
        return HandshakeV10.decode(new PayloadReader(payload));
    }

    private static byte[] encode(HandshakeV10 greeting) {
        PayloadWriter out = new PayloadWriter();
        greeting.encode(out);
        return out.toByteArray();
    }
}
