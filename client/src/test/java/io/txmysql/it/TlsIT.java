// SPDX-License-Identifier: Apache-2.0
package io.txmysql.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.txmysql.api.MySQLOptionsBuilder;
import io.txmysql.api.SslMode;
import io.txmysql.api.TlsVersion;
import io.txmysql.embedded.EmbeddedServer;
import io.txmysql.protocol.error.Delivery;
import io.txmysql.protocol.error.Phase;
import io.txmysql.protocol.error.TlsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

@MethodSource("io.txmysql.it.TestServer#withModernTls")
class TlsIT extends ServerSuite {
    /** An authority that has signed no server's certificate here. */
    private static final String OTHER_CA = "other-ca.pem";

    @ParameterizedTest
    @EnumSource
    @DisplayName("every sslMode with the right authority: encrypted, but for disabled")
    void modes(SslMode sslMode) throws IOException {
        Path ca = server.embeddedServer().caCertificate();
        for (String sslCa : List.of(ca.toString(), Files.readString(ca))) {
            String cipher = cipher(options().sslMode(sslMode).sslCa(sslCa));
            if (sslMode == SslMode.DISABLED) {
                assertThat(cipher).isEmpty();
            } else {
                assertThat(cipher).isNotEmpty();
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("TLS 1.2 and 1.3")
    void versions(TlsVersion version) {
        var connection = open(options().sslMode(SslMode.REQUIRED).tlsVersion(List.of(version)));
        var row = await(connection.runQuery("show status like 'Ssl_version'")).get(0);
        assertThat(row.getString(1)).isEqualTo(version == TlsVersion.TLS_1_2 ? "TLSv1.2" : "TLSv1.3");
    }

    @ParameterizedTest
    @EnumSource(names = {"VERIFY_CA", "VERIFY_IDENTITY"})
    @DisplayName(
            "an authority that did not sign the certificate, or none but the JDK's: refused, and the error says why")
    void wrongAuthority(SslMode sslMode) throws IOException {
        String other = resource(OTHER_CA);
        for (MySQLOptionsBuilder options :
                List.of(options().sslMode(sslMode).sslCa(other), options().sslMode(sslMode))) {
            TlsException e = failure(TlsException.class, open(options).ping());
            assertThat(e).hasMessageContaining("unable to find valid certification path");
            assertThat(e.phase()).isEqualTo(Phase.TLS);
            assertThat(e.delivery()).isEqualTo(Delivery.NOT_EXECUTED);
        }
    }

    @Test
    @DisplayName("a certificate for another name: verify_ca takes it, verify_identity does not, and says why")
    void otherName() {
        try (EmbeddedServer other =
                server.builder().tlsHostName("other.example").start()) {
            MySQLOptionsBuilder options =
                    TestServer.options(other).sslCa(other.caCertificate().toString());
            assertThat(cipher(options.sslMode(SslMode.VERIFY_CA))).isNotEmpty();
            TlsException e = failure(
                    TlsException.class,
                    open(options.sslMode(SslMode.VERIFY_IDENTITY)).ping());
            assertThat(e).hasMessageContaining("127.0.0.1");
            assertThat(e.phase()).isEqualTo(Phase.TLS);
        }
    }

    private String cipher(MySQLOptionsBuilder options) {
        return String.valueOf(await(open(options).runQuery("show status like 'Ssl_cipher'"))
                .get(0)
                .getString(1));
    }

    private static String resource(String name) throws IOException {
        try (var in = TlsIT.class.getResourceAsStream(name)) {
            return new String(
                    java.util.Objects.requireNonNull(in).readAllBytes(), java.nio.charset.StandardCharsets.US_ASCII);
        }
    }
}
