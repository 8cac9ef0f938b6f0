// SPDX-License-Identifier: Apache-2.0
package io.txmysql.protocol.auth;

import io.txmysql.protocol.error.Delivery;
import io.txmysql.protocol.error.ErrorContext;
import io.txmysql.protocol.error.Phase;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Logins to try plugins on: the passwords that broke other drivers, and the four kinds of channel. */
final class Logins {
    static final KeyPair SERVER_KEY = generate("RSA", 2048);

    private static final ErrorContext LOGIN =
            new ErrorContext("db.example:3306", Phase.AUTHENTICATION, null, Delivery.NOT_EXECUTED);

    private Logins() {}

    /** The lengths at which drivers have failed: around a SHA-1, around a SHA-256, beyond a nonce. */
    static Stream<String> passwords() {
        return Stream.concat(Stream.of(""), nonEmptyPasswords());
    }

    static Stream<String> nonEmptyPasswords() {
        return Stream.concat(
                Stream.of(1, 19, 20, 31, 32, 100).map(Logins::passwordOf),
                Stream.of("pässwörd", "долгий пароль, длиннее двадцати", "🔑🔑🔑"));
    }

    static String passwordOf(int length) {
        return "Pa55-w0rd.".repeat(length / 10 + 1).substring(0, length);
    }

    /** Twenty bytes that differ from each other. */
    static byte[] nonce() {
        byte[] nonce = new byte[20];
        for (int i = 0; i < nonce.length; i++) {
            nonce[i] = (byte) (i + 1);
        }
        return nonce;
    }

    static AuthContext plain(String password) {
        return login(password, nonce(), false, false, null, false);
    }

    static AuthContext withNonce(byte[] nonce) {
        return login("secret", nonce, false, false, null, false);
    }

    static AuthContext overTls(String password) {
        return login(password, nonce(), true, false, null, false);
    }

    static AuthContext overUnixSocket(String password) {
        return login(password, nonce(), false, true, null, false);
    }

    static AuthContext withKey(String password, PublicKey key) {
        return login(password, nonce(), false, false, key, false);
    }

    static AuthContext retrievingTheKey(String password) {
        return login(password, nonce(), false, false, null, true);
    }

    static KeyPair generate(String algorithm, int bits) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
            generator.initialize(bits);
            return generator.generateKeyPair();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The key as MySQL sends it. */
    static byte[] pem(PublicKey key) {
        String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(key.getEncoded());
        return ("-----BEGIN PUBLIC KEY-----\n" + body + "\n-----END PUBLIC KEY-----\n")
                .getBytes(StandardCharsets.US_ASCII);
    }

    private static AuthContext login(
            String password,
            byte[] nonce,
            boolean tls,
            boolean unixSocket,
            @Nullable PublicKey key,
            boolean allowPublicKeyRetrieval) {
        return new AuthContext(
                password, nonce, tls, unixSocket, key, allowPublicKeyRetrieval, new SecureRandom(), LOGIN);
    }
}
