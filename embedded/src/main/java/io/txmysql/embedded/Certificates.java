// SPDX-License-Identifier: Apache-2.0
package io.txmysql.embedded;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/**
 * A test certificate authority and a server certificate of it, as PEM files in the cache, made with the {@code keytool}
 * of this JDK. The server's key is in PKCS #1, which every server reads, those with yaSSL (MySQL 5.7) included.
 */
record Certificates(Path folder) {
    private static final String PASSWORD = "changeit";

    /** PKCS #8 of an RSA key of 2048 bits is PKCS #1 behind a header of fixed length (RFC 5208, RFC 8017 A.1.2). */
    private static final int PKCS8_HEADER = 26;

    /** @param hostName for the certificate; {@code localhost} stands for 127.0.0.1, too */
    static Certificates of(String hostName, Distribution distribution, Cache cache) {
        // yaSSL knows no signatures but SHA-1.
        String signature = distribution == Distribution.MYSQL_5_7 ? "SHA1withRSA" : "SHA256withRSA";
        String name = "certificates-" + Fingerprint.of(List.of(hostName, signature));
        return new Certificates(cache.folder(name, folder -> make(folder, hostName, signature)));
    }

    Path caCertificate() {
        return folder.resolve("ca.pem");
    }

    List<String> options() {
        return List.of(
                "--ssl-ca=" + caCertificate(),
                "--ssl-cert=" + folder.resolve("server-cert.pem"),
                "--ssl-key=" + folder.resolve("server-key.pem"));
    }

    private static void make(Path folder, String hostName, String signature) throws IOException {
        Path store = folder.resolve("keys.p12");
        String names = hostName.equals("localhost") ? "san=dns:localhost,ip:127.0.0.1" : "san=dns:" + hostName;
        keytool(
                store,
                "ca",
                "CN=txMySQL test authority",
                signature,
                List.of("-ext", "bc:c=ca:true", "-ext", "ku:c=keyCertSign,cRLSign"));
        keytool(
                store,
                "server",
                "CN=" + hostName,
                signature,
                List.of("-signer", "ca", "-ext", names, "-ext", "eku=serverAuth"));
        try (InputStream bytes = Files.newInputStream(store)) {
            KeyStore keys = KeyStore.getInstance("PKCS12");
            keys.load(bytes, PASSWORD.toCharArray());
            pem(
                    folder.resolve("ca.pem"),
                    "CERTIFICATE",
                    keys.getCertificate("ca").getEncoded());
            pem(
                    folder.resolve("server-cert.pem"),
                    "CERTIFICATE",
                    keys.getCertificate("server").getEncoded());
            byte[] key = keys.getKey("server", PASSWORD.toCharArray()).getEncoded();
            byte[] pkcs1 = Arrays.copyOfRange(key, PKCS8_HEADER, key.length);
            pem(folder.resolve("server-key.pem"), "RSA PRIVATE KEY", pkcs1);
        } catch (GeneralSecurityException e) {
            throw new IOException("Cannot read what keytool wrote", e);
        }
    }

    private static void keytool(Path store, String alias, String subject, String signature, List<String> more) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                alias,
                "-dname",
                subject,
                "-keyalg",
                "RSA",
                "-keysize",
                "2048",
                "-sigalg",
                signature,
                "-validity",
                "3650",
                "-keystore",
                store.toString(),
                "-storetype",
                "PKCS12",
                "-storepass",
                PASSWORD));
        command.addAll(more);
        Program made = Program.run(command, Duration.ofMinutes(1));
        if (made.status() != 0) {
            throw new EmbeddedServerException(
                    "keytool cannot make a certificate: " + made.output().strip());
        }
    }

    private static void pem(Path file, String title, byte[] content) throws IOException {
        String lines = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
        Files.writeString(
                file,
                "-----BEGIN " + title + "-----\n" + lines + "\n-----END " + title + "-----\n",
                StandardCharsets.US_ASCII);
    }
}
