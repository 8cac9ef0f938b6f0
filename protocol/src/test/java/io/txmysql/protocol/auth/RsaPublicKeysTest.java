// SPDX-License-Identifier: Apache-2.0
package io.txmysql.protocol.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.security.PublicKey;
import java.security.interfaces.RSAPublicKey;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class RsaPublicKeysTest {
    /** One key in both forms, written by OpenSSL. */
    private static final String X509 = """
            -----BEGIN PUBLIC KEY-----
            MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAtvL/Nw2hGQ3XtqQ4vA4t
            PRE5mTTaDzMVpCqkh/onENpANWVy99qsXQwEOSz8n2LIc4KHmJV5aQDk7fYXErIq
            xf8og1st5Dry6shDXa5TUC1qbQ8FvNWtgq/hMADbvTadKDXaNlU7bg3t/xQQNFL5
            4GGuxCrJ2bj7Caw3o4mArHrBD2vV21jn6VEhzZ4xnLK1jDcVMEhRE0h3U1Clw3ba
            UTNkasjwgOTo8+n0D/rnduYlL6lvoSfAw4QYOprAZT4vuNmUaGqr079v1cCMxzTq
            EuOSielFMrJLMbLCz0mxUsiJU5DFfiyTmjReIWprACW5qirYOQ6JVL3KRH4MayyV
            uQIDAQAB
            -----END PUBLIC KEY-----
            """;

    private static final String PKCS1 = """
            -----BEGIN RSA PUBLIC KEY-----
            MIIBCgKCAQEAtvL/Nw2hGQ3XtqQ4vA4tPRE5mTTaDzMVpCqkh/onENpANWVy99qs
            XQwEOSz8n2LIc4KHmJV5aQDk7fYXErIqxf8og1st5Dry6shDXa5TUC1qbQ8FvNWt
            gq/hMADbvTadKDXaNlU7bg3t/xQQNFL54GGuxCrJ2bj7Caw3o4mArHrBD2vV21jn
            6VEhzZ4xnLK1jDcVMEhRE0h3U1Clw3baUTNkasjwgOTo8+n0D/rnduYlL6lvoSfA
            w4QYOprAZT4vuNmUaGqr079v1cCMxzTqEuOSielFMrJLMbLCz0mxUsiJU5DFfiyT
            mjReIWprACW5qirYOQ6JVL3KRH4MayyVuQIDAQAB
            -----END RSA PUBLIC KEY-----
            """;

    @Test
    @DisplayName("both PEM forms of a key are the same key")
    void bothForms() {
        PublicKey key = RsaPublicKeys.parsePem(X509);

        assertThat(key).isEqualTo(RsaPublicKeys.parsePem(PKCS1));
        assertThat(((RSAPublicKey) key).getPublicExponent()).isEqualTo(65537);
        assertThat(((RSAPublicKey) key).getModulus().bitLength()).isEqualTo(2048);
    }

    @Test
    @DisplayName("other line ends, a missing last line end and text around the key do not matter")
    void tolerance() {
        PublicKey key = RsaPublicKeys.parsePem(X509);

        assertThat(RsaPublicKeys.parsePem(X509.replace("\n", "\r\n"))).isEqualTo(key);
        assertThat(RsaPublicKeys.parsePem(X509.strip())).isEqualTo(key);
        assertThat(RsaPublicKeys.parsePem("the key of db7\n" + X509 + "and that was it\n"))
                .isEqualTo(key);
    }

    @Test
    @DisplayName("a key of the JDK survives the way through PEM")
    void roundTrip() {
        PublicKey key = Logins.SERVER_KEY.getPublic();

        assertThat(RsaPublicKeys.parsePem(new String(Logins.pem(key), StandardCharsets.US_ASCII)))
                .isEqualTo(key);
    }

    @Test
    @DisplayName("what is not a public key is refused with a sentence that says what it is instead")
    void refusals() {
        assertRefused("", "no line '-----BEGIN PUBLIC KEY-----'");
        assertRefused("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n", "private key");
        assertRefused("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", "certificate");
        assertRefused(X509.replace("-----END", "-----"), "-----END PUBLIC KEY-----");
        assertRefused(X509.replace("+", "*"), "not Base64");
        assertRefused(X509.replace("MIIB", "AAAA"), "usable RSA public key");
        assertRefused(PKCS1.replace("MIIB", "AAAA"), "usable RSA public key");
        assertRefused(
                "-----BEGIN RSA PUBLIC KEY-----\n" + "A".repeat(200_000) + "\n-----END RSA PUBLIC KEY-----\n",
                "too long");
    }

    @Test
    @DisplayName("a public key of another algorithm is refused")
    void keyOfAnotherAlgorithm() {
        byte[] pem = Logins.pem(Logins.generate("EC", 256).getPublic());

        assertRefused(new String(pem, StandardCharsets.US_ASCII), "usable RSA public key");
    }

    private static void assertRefused(String pem, String sentence) {
        assertThatThrownBy(() -> RsaPublicKeys.parsePem(pem))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(sentence)
                .hasMessageEndingWith(".");
    }
}
