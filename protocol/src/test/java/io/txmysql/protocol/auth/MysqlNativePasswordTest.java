// SPDX-License-Identifier: Apache-2.0
package io.txmysql.protocol.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.txmysql.protocol.wire.MalformedPacketException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class MysqlNativePasswordTest {
    private final MysqlNativePassword plugin = new MysqlNativePassword();

    @ParameterizedTest
    @MethodSource("io.txmysql.protocol.auth.Logins#nonEmptyPasswords")
    @DisplayName("pitfall#23: a server that stores SHA1(SHA1(p)) accepts the scramble of a password of any length")
    void serverAccepts(String password) throws GeneralSecurityException {
        byte[] response = plugin.start(Logins.plain(password)).initialResponse();

        assertThat(response).hasSize(20);
        assertThat(serverAccepts(stored(password), Logins.nonce(), response)).isTrue();
        assertThat(serverAccepts(stored(password + "x"), Logins.nonce(), response))
                .isFalse();
        assertThat(serverAccepts(stored(password), new byte[20], response)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "secret, b32bb3a583e1340c0a1108d58b1be49781ad8c2f",
        "pässwörd-長い-🔑, 9a81532857c9e3d8e13b5b8e8b4e4b2fb6bc3f49"
    })
    @DisplayName("the scramble of known passwords, computed with another language's library")
    void knownAnswers(String password, String expected) {
        byte[] response = plugin.start(Logins.plain(password)).initialResponse();

        assertThat(HexFormat.of().formatHex(response)).isEqualTo(expected);
    }

    @Test
    @DisplayName("pitfall#23: an empty password is an empty response")
    void emptyPassword() {
        assertThat(plugin.start(Logins.plain("")).initialResponse()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 8, 19, 21})
    @DisplayName("a nonce that is not 20 bytes long is malformed")
    void nonceOfAnotherLength(int length) {
        AuthContext context = Logins.withNonce(new byte[length]);

        assertThatThrownBy(() -> plugin.start(context))
                .isInstanceOf(MalformedPacketException.class)
                .hasMessageContaining(length + " bytes");
    }

    @Test
    @DisplayName("more data is out of turn")
    void moreData() {
        Authenticator run = plugin.start(Logins.plain("secret"));

        assertThatThrownBy(() -> run.onMoreData(new byte[] {3})).isInstanceOf(MalformedPacketException.class);
    }

    private static byte[] stored(String password) throws GeneralSecurityException {
        MessageDigest sha1 = MessageDigest.getInstance("SHA-1");
        return sha1.digest(sha1.digest(password.getBytes(StandardCharsets.UTF_8)));
    }

    /** What the server does, who knows neither the password nor its single hash. */
    private static boolean serverAccepts(byte[] stored, byte[] nonce, byte[] response) throws GeneralSecurityException {
        MessageDigest sha1 = MessageDigest.getInstance("SHA-1");
        sha1.update(nonce);
        byte[] candidate = sha1.digest(stored);
        for (int i = 0; i < candidate.length; i++) {
            candidate[i] ^= response[i];
        }
        return MessageDigest.isEqual(sha1.digest(candidate), stored);
    }
}
