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

/** The scramble and the order of the dialogue; what leaves in full authentication is in {@link FullAuthenticationTest}. */
class CachingSha2PasswordTest {
    private static final byte[] FAST = {3};
    private static final byte[] FULL = {4};

    private final CachingSha2Password plugin = new CachingSha2Password();

    @ParameterizedTest
    @MethodSource("io.txmysql.protocol.auth.Logins#nonEmptyPasswords")
    @DisplayName("pitfall#23: a server that caches SHA256(SHA256(p)) accepts the scramble of a password of any length")
    void serverAccepts(String password) throws GeneralSecurityException {
        byte[] response = plugin.start(Logins.plain(password)).initialResponse();

        assertThat(response).hasSize(32);
        assertThat(serverAccepts(cached(password), Logins.nonce(), response)).isTrue();
        assertThat(serverAccepts(cached(password + "x"), Logins.nonce(), response))
                .isFalse();
        assertThat(serverAccepts(cached(password), new byte[20], response)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "secret, 746ebe205d56a0707acb3e796e834e0dd7b1d61743b26bd5202c7a623230c7c9",
        "pässwörd-長い-🔑, 83ebd42d387a371179cbd044b53cd92bbac2feb81059b4f6f40b19e4ccec1c71"
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

    @Test
    @DisplayName("the fast path sends nothing more, on any channel")
    void fastPath() {
        assertThat(plugin.start(Logins.plain("secret")).onMoreData(FAST)).isNull();
        assertThat(plugin.start(Logins.overTls("secret")).onMoreData(FAST)).isNull();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 19, 21})
    @DisplayName("a nonce that is not 20 bytes long is malformed")
    void nonceOfAnotherLength(int length) {
        AuthContext context = Logins.withNonce(new byte[length]);

        assertThatThrownBy(() -> plugin.start(context))
                .isInstanceOf(MalformedPacketException.class)
                .hasMessageContaining(length + " bytes");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "00", "02", "05", "ff", "0303", "0304", "0400"})
    @DisplayName("anything but one of the two verdicts is malformed")
    void unknownVerdict(String hex) {
        Authenticator run = plugin.start(Logins.overTls("secret"));

        assertThatThrownBy(() -> run.onMoreData(HexFormat.of().parseHex(hex)))
                .isInstanceOf(MalformedPacketException.class);
    }

    @Test
    @DisplayName("a key that nobody asked for is malformed, also where keys may be retrieved")
    void uninvitedKey() {
        byte[] key = Logins.pem(Logins.SERVER_KEY.getPublic());
        Authenticator run = plugin.start(Logins.retrievingTheKey("secret"));

        assertThatThrownBy(() -> run.onMoreData(key)).isInstanceOf(MalformedPacketException.class);
    }

    @Test
    @DisplayName("after either verdict nothing more is heard: a password goes out once")
    void secondVerdict() {
        Authenticator full = plugin.start(Logins.overTls("secret"));
        full.onMoreData(FULL);
        Authenticator fast = plugin.start(Logins.overTls("secret"));
        fast.onMoreData(FAST);

        assertThatThrownBy(() -> full.onMoreData(FULL)).isInstanceOf(MalformedPacketException.class);
        assertThatThrownBy(() -> fast.onMoreData(FULL)).isInstanceOf(MalformedPacketException.class);
    }

    private static byte[] cached(String password) throws GeneralSecurityException {
        MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
        return sha256.digest(sha256.digest(password.getBytes(StandardCharsets.UTF_8)));
    }

    /** What the server does, who knows neither the password nor its single hash. */
    private static boolean serverAccepts(byte[] cached, byte[] nonce, byte[] response) throws GeneralSecurityException {
        MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
        sha256.update(cached);
        sha256.update(nonce);
        byte[] candidate = sha256.digest();
        for (int i = 0; i < candidate.length; i++) {
            candidate[i] ^= response[i];
        }
        return MessageDigest.isEqual(sha256.digest(candidate), cached);
    }
}
