// SPDX-License-Identifier: Apache-2.0
package io.txmysql.protocol.message;

import static org.assertj.core.api.Assertions.assertThat;

import io.txmysql.protocol.wire.PayloadReader;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** {@link AuthSwitchRequest}, {@link AuthSwitchResponse} and {@link AuthMoreData}. */
class AuthenticationMessagesTest {
    private static final byte[] SECRET = "hunter2".getBytes(StandardCharsets.US_ASCII);

    @Test
    @DisplayName("MySQL's nonce of 20 bytes comes with a zero byte, which is no part of it")
    void endedNonce() {
        AuthSwitchRequest request =
                (AuthSwitchRequest) CapturedPacket.of("MySQL 5.7.22: switch to mysql_native_password")
                        .decode();

        assertThat(request.plugin()).isEqualTo("mysql_native_password");
        assertThat(request.data()).hasSize(21);
        assertThat(request.nonce()).asHexString().isEqualTo("6063755A63467072014F60106F7E4B6C5E7A1165");
    }

    @Test
    @DisplayName("The 32 bytes of client_ed25519 are all nonce")
    void binaryNonce() {
        AuthSwitchRequest request = (AuthSwitchRequest)
                CapturedPacket.of("switch to client_ed25519").decode();

        assertThat(request.plugin()).isEqualTo("client_ed25519");
        assertThat(request.nonce()).hasSize(32).isEqualTo(request.data());
        assertThat(new AuthSwitchRequest("client_ed25519", new byte[32]).nonce())
                .hasSize(32);
    }

    @Test
    @DisplayName("A switch of one byte asks for mysql_old_password")
    void oldPassword() {
        assertThat(AuthSwitchRequest.decode(new PayloadReader(new byte[] {(byte) 0xFE})))
                .isEqualTo(new AuthSwitchRequest("mysql_old_password", new byte[0]));
    }

    @Test
    @DisplayName("caching_sha2_password wants the full authentication, then sends its key")
    void moreData() {
        AuthMoreData full =
                (AuthMoreData) CapturedPacket.of("full authentication wanted").decode();
        AuthMoreData key = (AuthMoreData) CapturedPacket.of("public key").decode();

        assertThat(full.data()).containsExactly(4);
        assertThat(new String(key.data(), StandardCharsets.US_ASCII))
                .startsWith("-----BEGIN PUBLIC KEY-----\n")
                .endsWith("-----END PUBLIC KEY-----\n");
    }

    @Test
    @DisplayName("Their texts hide the bytes")
    void texts() {
        assertThat(new AuthSwitchRequest("plugin", SECRET)).hasToString("AuthSwitchRequest[plugin=plugin, 7 bytes]");
        assertThat(new AuthSwitchResponse(SECRET)).hasToString("AuthSwitchResponse[7 bytes]");
        assertThat(new AuthMoreData(SECRET)).hasToString("AuthMoreData[7 bytes]");
    }
}
