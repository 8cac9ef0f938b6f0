// SPDX-License-Identifier: Apache-2.0
package io.txmysql.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TlsIT {
    private static final String CIPHER = "SHOW STATUS LIKE 'Ssl_cipher'";

    @ParameterizedTest
    @EnumSource(
            mode = EnumSource.Mode.EXCLUDE,
            names = "MYSQL_5_7") // its yaSSL knows nothing that a JDK of today allows
    @DisplayName("tls(true): a client that verifies the identity accepts the server")
    void verified(ServerSource source) throws Exception {
        try (EmbeddedServer db = source.builder().tls(true).start()) {
            assertThat(ServerSource.ask(db, CIPHER, verifying(db))).isNotEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "MYSQL_5_7")
    @DisplayName(
            "tlsHostName: a client that verifies the identity rejects the server, one that verifies the CA does not")
    void otherName(ServerSource source) throws Exception {
        try (EmbeddedServer db = source.builder().tlsHostName("other.example").start()) {
            assertThatThrownBy(() -> ServerSource.ask(db, CIPHER, verifying(db)))
                    .isInstanceOf(SQLException.class);
            String caOnly = verifying(db).replace("verify-full", "verify-ca");
            assertThat(ServerSource.ask(db, CIPHER, caOnly)).isNotEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("MySQL 5.7 reads its certificate, too: every server with tls(true) offers TLS")
    void offered(ServerSource source) throws Exception {
        try (EmbeddedServer db = source.builder().tls(true).start()) {
            assertThat(ServerSource.ask(db, "SELECT @@have_ssl")).isEqualTo("YES");
        }
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("without tls(true) no server offers TLS")
    void off(ServerSource source) throws Exception {
        try (EmbeddedServer db = source.builder().start()) {
            assertThat(ServerSource.ask(db, "SELECT @@have_ssl")).isEqualTo("DISABLED");
            assertThatThrownBy(db::caCertificate).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    @DisplayName("after a restart the certificate is the same")
    void restart() throws Exception {
        try (EmbeddedServer db = ServerSource.MARIADB.builder().tls(true).start()) {
            db.restart();
            assertThat(ServerSource.ask(db, CIPHER, verifying(db))).isNotEmpty();
        }
    }

    private static String verifying(EmbeddedServer db) {
        return "sslMode=verify-full&serverSslCert=" + db.caCertificate();
    }
}
