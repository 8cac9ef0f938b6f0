// SPDX-License-Identifier: Apache-2.0
package io.txmysql.protocol.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.txmysql.protocol.wire.MalformedPacketException;
import io.txmysql.protocol.wire.PayloadReader;
import io.txmysql.protocol.wire.PayloadWriter;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HandshakeResponse41Test {
    private static final long BASE = Capabilities.CLIENT_PROTOCOL_41 | Capabilities.CLIENT_SECURE_CONNECTION;
    private static final byte[] SECRET = "hunter2-hunter2-hunt".getBytes(StandardCharsets.US_ASCII);

    @Test
    @DisplayName("The login of MariaDB's client at a MariaDB")
    void mariaDbClient() {
        HandshakeResponse41 login = (HandshakeResponse41)
                CapturedPacket.of("to MariaDB 11.8.9: login").decode();

        assertThat(login.user()).isEqualTo("n");
        assertThat(login.database()).isEqualTo("cap");
        assertThat(login.authPlugin()).isEqualTo("mysql_native_password");
        assertThat(login.authResponse()).hasSize(20);
        assertThat(login.collation()).isEqualTo(45);
        assertThat(login.maxPacketSize()).isEqualTo(1 << 20);
        assertThat(login.capabilities() >>> 32).isEqualTo(0x1D);
        assertThat(login.attributes())
                .containsEntry("_client_name", "libmariadb")
                .containsEntry("program_name", "mysql");
        assertThat(login.attributes().keySet()).startsWith("_os", "_client_name", "_pid");
    }

    @Test
    @DisplayName("The login of MariaDB's client at a MySQL announces nothing beyond 32 bits")
    void mySqlClient() {
        HandshakeResponse41 login = (HandshakeResponse41)
                CapturedPacket.of("to MySQL 8.0.31: login").decode();

        assertThat(login.capabilities() >>> 32).isZero();
        assertThat(login.authPlugin()).isEqualTo("caching_sha2_password");
        assertThat(login.authResponse()).hasSize(32);
    }

    @Test
    @DisplayName("The SslRequest is the first 32 bytes of the login that follows it")
    void sslRequest() {
        HandshakeResponse41 login = login(BASE | Capabilities.CLIENT_SSL | 0x3CL << 32, null, SECRET);
        PayloadWriter request = new PayloadWriter();
        new SslRequest(login.capabilities(), login.maxPacketSize(), login.collation()).encode(request);

        assertThat(request.toByteArray()).hasSize(SslRequest.LENGTH);
        assertThat(encode(login)).startsWith(request.toByteArray());
        assertThat(SslRequest.decode(new PayloadReader(request.toByteArray())))
                .isEqualTo(new SslRequest(login.capabilities(), 0xFFFFFFFFL, 45));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 20, 32, 250, 251, 255, 256, 70_000})
    @DisplayName("An authentication answer of any length travels with CLIENT_PLUGIN_AUTH_LENENC_CLIENT_DATA")
    void lengthEncodedAnswer(int length) {
        HandshakeResponse41 login =
                login(BASE | Capabilities.CLIENT_PLUGIN_AUTH_LENENC_CLIENT_DATA, null, new byte[length]);

        assertThat(decode(encode(login))).isEqualTo(login);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 20, 250, 251, 255})
    @DisplayName("An authentication answer of up to 255 bytes travels without it")
    void countedAnswer(int length) {
        HandshakeResponse41 login = login(BASE, null, new byte[length]);

        assertThat(decode(encode(login))).isEqualTo(login);
        assertThat(encode(login)).hasSize(32 + "user".length() + 1 + 1 + length);
    }

    @Test
    @DisplayName("Capabilities and fields that disagree are an error of the caller")
    void disagreement() {
        assertThatThrownBy(() -> login(BASE, null, new byte[256])).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> login(BASE, "db", SECRET)).hasMessageContaining("CLIENT_CONNECT_WITH_DB");
        assertThatThrownBy(() -> login(BASE | Capabilities.CLIENT_CONNECT_WITH_DB, null, SECRET))
                .hasMessageContaining("CLIENT_CONNECT_WITH_DB");
        assertThatThrownBy(() -> login(Capabilities.CLIENT_PROTOCOL_41, null, SECRET))
                .hasMessageContaining("CLIENT_SECURE_CONNECTION");
        assertThatThrownBy(() -> new HandshakeResponse41(BASE, 0, 45, "u", SECRET, null, "plugin", Map.of(), 0))
                .hasMessageContaining("CLIENT_PLUGIN_AUTH");
        assertThatThrownBy(() -> new HandshakeResponse41(BASE, 0, 45, "u", SECRET, null, null, Map.of("a", "b"), 0))
                .hasMessageContaining("CLIENT_CONNECT_ATTRS");
        assertThatThrownBy(() -> new HandshakeResponse41(BASE, 0, 45, "u", SECRET, null, null, Map.of(), 3))
                .hasMessageContaining("zstd");
        assertThatThrownBy(() -> new SslRequest(BASE, 0, 256)).hasMessageContaining("collation 256");
    }

    @Test
    @DisplayName("pitfall#24: an attribute that reaches beyond its block is malformed")
    void attributeBeyondBlock() {
        PayloadWriter out = new PayloadWriter();
        new SslRequest(BASE | Capabilities.CLIENT_CONNECT_ATTRS, 0, 45).encode(out);
        out.writeNulTerminatedString("user").writeInt1(0);
        out.writeInt1(3).writeInt1(1).writeString("a").writeInt1(2).writeString("bc");

        assertThatThrownBy(() -> decode(out.toByteArray())).isInstanceOf(MalformedPacketException.class);
    }

    @Test
    @DisplayName("A text of the login hides the authentication answer")
    void text() {
        assertThat(login(BASE, null, SECRET).toString())
                .contains("user=user", "CLIENT_PROTOCOL_41")
                .doesNotContain("hunter2", "authResponse", "[B@");
    }

    @Test
    @DisplayName("Attributes keep their order and do not change with the caller's map")
    void attributes() {
        Map<String, String> attributes = new LinkedHashMap<>();
        attributes.put("z", "1");
        attributes.put("a", "2");
        HandshakeResponse41 login = new HandshakeResponse41(
                BASE | Capabilities.CLIENT_CONNECT_ATTRS, 0, 45, "u", SECRET, null, null, attributes, 0);
        attributes.clear();

        assertThat(decode(encode(login)).attributes()).containsExactly(Map.entry("z", "1"), Map.entry("a", "2"));
    }

    private static HandshakeResponse41 login(long capabilities, @Nullable String database, byte[] answer) {
        return new HandshakeResponse41(capabilities, 0xFFFFFFFFL, 45, "user", answer, database, null, Map.of(), 0);
    }

    private static HandshakeResponse41 decode(byte[] payload) {
        return HandshakeResponse41.decode(new PayloadReader(payload));
    }

    private static byte[] encode(HandshakeResponse41 login) {
        PayloadWriter out = new PayloadWriter();
        login.encode(out);
        return out.toByteArray();
    }
}
