// SPDX-License-Identifier: Apache-2.0
package io.txmysql.protocol.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.txmysql.protocol.error.AuthenticationException;
import io.txmysql.protocol.error.Delivery;
import io.txmysql.protocol.error.Phase;
import io.txmysql.protocol.wire.MalformedPacketException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import javax.crypto.Cipher;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** caching_sha2_password when the server has not cached the account: who gets to see the password, and how. */
class FullAuthenticationTest {
    private static final byte[] FULL = {4};
    private static final KeyPair KEY = Logins.SERVER_KEY;

    private final CachingSha2Password plugin = new CachingSha2Password();

    @ParameterizedTest
    @MethodSource("io.txmysql.protocol.auth.Logins#passwords")
    @DisplayName("pitfall#23: over TLS and over a UNIX socket the password goes out as it is, with a zero byte")
    void clearOnASecureChannel(String password) {
        byte[] expected = (password + '\0').getBytes(StandardCharsets.UTF_8);

        assertThat(plugin.start(Logins.overTls(password)).onMoreData(FULL)).isEqualTo(expected);
        assertThat(plugin.start(Logins.overUnixSocket(password)).onMoreData(FULL))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @MethodSource("io.txmysql.protocol.auth.Logins#passwords")
    @DisplayName(
            "pitfall#23: with the server's key at hand the password goes out encrypted, and the server can read it")
    void encryptedForAKnownKey(String password) throws GeneralSecurityException {
        byte[] answer = plugin.start(Logins.withKey(password, KEY.getPublic())).onMoreData(FULL);

        assertThat(serverReads(answer, KEY.getPrivate())).isEqualTo(password + '\0');
    }

    @ParameterizedTest
    @MethodSource("io.txmysql.protocol.auth.Logins#passwords")
    @DisplayName("pitfall#23: if allowed, the key is asked for, then used, and nothing is heard after it")
    void encryptedForARetrievedKey(String password) throws GeneralSecurityException {
        byte[] pem = Logins.pem(KEY.getPublic());
        Authenticator run = plugin.start(Logins.retrievingTheKey(password));

        assertThat(run.onMoreData(FULL)).containsExactly(2);
        byte[] answer = run.onMoreData(pem);

        assertThat(serverReads(answer, KEY.getPrivate())).isEqualTo(password + '\0');
        assertThatThrownBy(() -> run.onMoreData(pem)).isInstanceOf(MalformedPacketException.class);
    }

    @Test
    @DisplayName("a plain channel without a key is refused, and the error says what to do")
    void refusedOnAPlainChannel() {
        Authenticator run = plugin.start(Logins.plain("geheim-0815"));

        AuthenticationException e = catchThrowableOfType(AuthenticationException.class, () -> run.onMoreData(FULL));

        assertThat(e)
                .hasMessageContainingAll(
                        "TLS", "serverRSAPublicKeyFile", "allowPublicKeyRetrieval=true", "db.example:3306")
                .hasMessageNotContaining("geheim-0815");
        assertThat(e.phase()).isEqualTo(Phase.AUTHENTICATION);
        assertThat(e.delivery()).isEqualTo(Delivery.NOT_EXECUTED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\4",
                "no key",
                "-----BEGIN PUBLIC KEY-----\n!\n-----END PUBLIC KEY-----\n",
                "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n"
            })
    @DisplayName("a retrieved key that is none is malformed")
    void retrievedKeyIsNone(String pem) {
        Authenticator run = plugin.start(Logins.retrievingTheKey("secret"));
        run.onMoreData(FULL);

        assertThatThrownBy(() -> run.onMoreData(pem.getBytes(StandardCharsets.US_ASCII)))
                .isInstanceOf(MalformedPacketException.class);
    }

    @Test
    @DisplayName("a retrieved key that is cut off anywhere is malformed")
    void retrievedKeyIsCutOff() {
        String pem = new String(Logins.pem(KEY.getPublic()), StandardCharsets.US_ASCII).strip();
        for (int length = 0; length < pem.length(); length++) {
            byte[] cut = pem.substring(0, length).getBytes(StandardCharsets.US_ASCII);
            Authenticator run = plugin.start(Logins.retrievingTheKey("secret"));
            run.onMoreData(FULL);

            assertThatThrownBy(() -> run.onMoreData(cut)).isInstanceOf(MalformedPacketException.class);
        }
    }

    @Test
    @DisplayName("a 1024-bit key carries 85 bytes; one more is refused without naming the password")
    void passwordTooLongForTheKey() throws GeneralSecurityException {
        KeyPair small = Logins.generate("RSA", 1024);
        String fitting = Logins.passwordOf(85);
        String tooLong = Logins.passwordOf(86);

        byte[] answer = plugin.start(Logins.withKey(fitting, small.getPublic())).onMoreData(FULL);

        assertThat(serverReads(answer, small.getPrivate())).isEqualTo(fitting + '\0');
        assertThatThrownBy(() ->
                        plugin.start(Logins.withKey(tooLong, small.getPublic())).onMoreData(FULL))
                .isInstanceOf(AuthenticationException.class)
                .hasMessageContaining("longer than the 85 bytes")
                .hasMessageNotContaining(tooLong);
    }

    @Test
    @DisplayName("a server key that is not RSA is refused")
    void keyOfAnotherKind() {
        Authenticator run =
                plugin.start(Logins.withKey("secret", Logins.generate("EC", 256).getPublic()));

        assertThatThrownBy(() -> run.onMoreData(FULL))
                .isInstanceOf(AuthenticationException.class)
                .hasMessageContaining("EC");
    }

    @Test
    @DisplayName("the randomness of the padding is the caller's")
    void randomnessIsPassedIn() {
        AtomicInteger drawn = new AtomicInteger();
        SecureRandom random = new SecureRandom() {
            @Override
            public void nextBytes(byte[] bytes) {
                drawn.addAndGet(bytes.length);
                Arrays.fill(bytes, (byte) 7);
            }
        };
        AuthContext login = Logins.withKey("secret", KEY.getPublic());
        AuthContext context = new AuthContext(
                login.password(), login.nonce(), false, false, KEY.getPublic(), false, random, login.errorContext());

        byte[] answer = plugin.start(context).onMoreData(FULL);

        assertThat(drawn).hasPositiveValue();
        assertThat(plugin.start(context).onMoreData(FULL)).isEqualTo(answer);
    }

    @Test
    @DisplayName("neither the context nor a run shows the password")
    void noSecretInToString() {
        AuthContext context = Logins.withKey("geheim-0815", KEY.getPublic());

        assertThat(context.toString()).contains("secureChannel=false").doesNotContain("geheim-0815");
        for (String name : AuthPlugins.names()) {
            AuthPlugin each = Objects.requireNonNull(AuthPlugins.byName(name));
            assertThat(each.start(context).toString()).doesNotContain("geheim-0815");
        }
    }

    /** What the server does with its private key and the nonce that it had sent. */
    private static String serverReads(byte @Nullable [] answer, PrivateKey key) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("RSA/ECB/OAEPWithSHA-1AndMGF1Padding");
        cipher.init(Cipher.DECRYPT_MODE, key);
        byte[] plain = cipher.doFinal(Objects.requireNonNull(answer));
        byte[] nonce = Logins.nonce();
        for (int i = 0; i < plain.length; i++) {
            plain[i] ^= nonce[i % 20];
        }
        return new String(plain, StandardCharsets.UTF_8);
    }
}
