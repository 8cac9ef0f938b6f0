// SPDX-License-Identifier: Apache-2.0
package io.txmysql.protocol.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.txmysql.protocol.error.AuthenticationException;
import io.txmysql.protocol.error.MySQLException;
import io.txmysql.protocol.error.Phase;
import io.txmysql.protocol.message.AuthMoreData;
import io.txmysql.protocol.message.AuthSwitchRequest;
import io.txmysql.protocol.message.Capabilities;
import io.txmysql.protocol.session.SessionConfig.Security;
import io.txmysql.protocol.session.SessionConfig.TlsPolicy;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.spec.MGF1ParameterSpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.Objects;
import javax.crypto.Cipher;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PSource;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How the login proves who we are; checked as servers check it. */
class LoginAuthenticationTest {
    private static final String NATIVE = "mysql_native_password";
    private static final String SHA2 = "caching_sha2_password";
    private static final byte[] TERMINATED_PASSWORD = (Configs.PASSWORD + '\0').getBytes(StandardCharsets.UTF_8);

    private static final Reply FAST = moreData(new byte[] {3}).then(Reply.ok(0));
    private static final Reply FULL = moreData(new byte[] {4});

    private static Reply moreData(byte[] data) {
        return Reply.payload(new AuthMoreData(data)::encode);
    }

    private static Reply switchTo(String plugin, byte[] nonce) {
        return Reply.payload(new AuthSwitchRequest(plugin, Arrays.copyOf(nonce, nonce.length + 1))::encode);
    }

    private static EngineHarness login(Security security, long capabilities, String plugin, Reply... replies) {
        ScriptedServer server = new ScriptedServer().greet(ScriptedServer.greeting(capabilities, plugin));
        for (Reply reply : replies) {
            server.onLogin(reply);
        }
        return new EngineHarness(Configs.secured(security), server, Cutting.everyByte()).run();
    }

    private static EngineHarness login(Security security, String plugin, Reply... replies) {
        return login(security, ScriptedServer.CAPABILITIES, plugin, replies);
    }

    private static Security plain() {
        return Configs.security(TlsPolicy.DISABLED);
    }

    private static void assertReady(EngineHarness harness) {
        assertThat(harness.engine.failure()).isNull();
        assertThat(harness.engine.state()).isEqualTo(SessionEngine.State.READY);
    }

    private static byte[] firstResponse(EngineHarness harness) {
        return Objects.requireNonNull(harness.server.response).authResponse();
    }

    @Test
    @DisplayName("tx#51: mysql_native_password")
    void nativePassword() {
        EngineHarness harness = login(plain(), NATIVE, Reply.ok(0));
        assertReady(harness);
        assertNative(firstResponse(harness), ScriptedServer.nonce(1));
    }

    @Test
    @DisplayName("caching_sha2_password, the server has the account in its cache")
    void sha2Fast() {
        EngineHarness harness = login(plain(), SHA2, FAST);
        assertReady(harness);
        assertSha2(firstResponse(harness), ScriptedServer.nonce(1));
    }

    @Test
    @DisplayName("caching_sha2_password, cold cache, over TLS: the password itself")
    void sha2FullOverTls() {
        EngineHarness harness = login(
                Configs.security(TlsPolicy.REQUIRED),
                ScriptedServer.CAPABILITIES | Capabilities.CLIENT_SSL,
                SHA2,
                FULL,
                Reply.ok(0));
        assertReady(harness);
        assertThat(harness.server.loginPayloads.get(1)).isEqualTo(TERMINATED_PASSWORD);
    }

    @Test
    @DisplayName("caching_sha2_password, cold cache, over a UNIX socket: the password itself")
    void sha2FullOverUnixSocket() {
        EngineHarness harness = login(Configs.unixSocket(), SHA2, FULL, Reply.ok(0));
        assertReady(harness);
        assertThat(harness.server.loginPayloads.get(1)).isEqualTo(TERMINATED_PASSWORD);
    }

    @Test
    @DisplayName("caching_sha2_password, cold cache, known RSA key: the password for that key only")
    void sha2FullWithKnownKey() throws GeneralSecurityException {
        KeyPair key = rsaKey();
        EngineHarness harness = login(Configs.knownKey(key.getPublic()), SHA2, FULL, Reply.ok(0));
        assertReady(harness);
        assertThat(decrypted(harness.server.loginPayloads.get(1), key)).isEqualTo(TERMINATED_PASSWORD);
    }

    @Test
    @DisplayName("caching_sha2_password, cold cache, the key is asked for where that is allowed")
    void sha2FullWithKeyRetrieval() throws GeneralSecurityException {
        KeyPair key = rsaKey();
        String pem = "-----BEGIN PUBLIC KEY-----\n"
                + Base64.getMimeEncoder().encodeToString(key.getPublic().getEncoded())
                + "\n-----END PUBLIC KEY-----\n";
        EngineHarness harness = login(
                Configs.keyRetrieval(), SHA2, FULL, moreData(pem.getBytes(StandardCharsets.US_ASCII)), Reply.ok(0));
        assertReady(harness);
        assertThat(harness.server.loginPayloads.get(1)).containsExactly(2);
        assertThat(decrypted(harness.server.loginPayloads.get(2), key)).isEqualTo(TERMINATED_PASSWORD);
    }

    @Test
    @DisplayName(
            "caching_sha2_password, cold cache, in clear: refused, with what to do about it; the password stays here")
    void sha2FullRefused() {
        EngineHarness harness = login(plain(), SHA2, FULL, Reply.ok(0));
        MySQLException failure = Objects.requireNonNull(harness.engine.failure());

        assertThat(failure)
                .isInstanceOf(AuthenticationException.class)
                .hasMessageContaining("sslMode")
                .hasMessageContaining("serverRSAPublicKeyFile")
                .hasMessageContaining("allowPublicKeyRetrieval=true")
                .hasMessageNotContaining(Configs.PASSWORD);
        assertThat(failure.phase()).isEqualTo(Phase.AUTHENTICATION);
        assertThat(harness.server.loginPayloads).hasSize(1);
    }

    @ParameterizedTest(name = "from {0}")
    @ValueSource(strings = {NATIVE, SHA2, "a_plugin_of_the_future"})
    @DisplayName("pitfall#23: a switch brings a fresh nonce, and that one is answered")
    void switchWithFreshNonce(String from) {
        byte[] fresh = ScriptedServer.nonce(100);
        EngineHarness toNative = login(plain(), from, switchTo(NATIVE, fresh), Reply.ok(0));
        assertReady(toNative);
        assertNative(toNative.server.loginPayloads.get(1), fresh);

        EngineHarness toSha2 = login(plain(), from, switchTo(SHA2, fresh), FAST);
        assertReady(toSha2);
        assertSha2(toSha2.server.loginPayloads.get(1), fresh);
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"authentication_ldap_sasl", "mysql_clear_password", "mysql_old_password", ""})
    @DisplayName("a switch to a plugin that this driver lacks: the message names it and lists ours")
    void unknownPlugin(String plugin) {
        EngineHarness harness = login(plain(), NATIVE, switchTo(plugin, ScriptedServer.nonce(1)), Reply.ok(0));

        assertThat(Objects.requireNonNull(harness.engine.failure()))
                .isInstanceOf(AuthenticationException.class)
                .hasMessageContaining("'" + plugin + "'")
                .hasMessageContaining(NATIVE)
                .hasMessageContaining(SHA2);
        assertThat(harness.server.loginPayloads).hasSize(1);
    }

    @Test
    @DisplayName("more data where the plugin has nothing to say is a protocol error")
    void unexpectedData() {
        EngineHarness harness = login(plain(), NATIVE, moreData(new byte[] {4}), Reply.ok(0));
        assertThat(harness.events).containsExactly("closed: ProtocolViolationException");
    }

    /** The server knows SHA1(SHA1(password)) and finds SHA1(password) with it. */
    private static void assertNative(byte[] response, byte[] nonce) {
        byte[] once = hash("SHA-1", Configs.PASSWORD.getBytes(StandardCharsets.UTF_8));
        byte[] twice = hash("SHA-1", once);
        assertThat(xor(response, hash("SHA-1", nonce, twice))).isEqualTo(once);
    }

    private static void assertSha2(byte[] response, byte[] nonce) {
        byte[] once = hash("SHA-256", Configs.PASSWORD.getBytes(StandardCharsets.UTF_8));
        byte[] twice = hash("SHA-256", once);
        assertThat(xor(response, hash("SHA-256", hash("SHA-256", once), nonce)))
                .isEqualTo(once)
                .isNotEqualTo(twice);
    }

    private static byte[] hash(String algorithm, byte[]... parts) {
        try {
            MessageDigest digest = MessageDigest.getInstance(algorithm);
            for (byte[] part : parts) {
                digest.update(part);
            }
            return digest.digest();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] xor(byte[] bytes, byte[] key) {
        byte[] result = bytes.clone();
        for (int i = 0; i < result.length; i++) {
            result[i] ^= key[i % key.length];
        }
        return result;
    }

    private static KeyPair rsaKey() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        return generator.generateKeyPair();
    }

    private static byte[] decrypted(byte[] encrypted, KeyPair key) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("RSA/ECB/OAEPPadding");
        cipher.init(
                Cipher.DECRYPT_MODE,
                key.getPrivate(),
                new OAEPParameterSpec("SHA-1", "MGF1", MGF1ParameterSpec.SHA1, PSource.PSpecified.DEFAULT));
        return xor(cipher.doFinal(encrypted), ScriptedServer.nonce(1));
    }
}
