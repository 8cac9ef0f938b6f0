// SPDX-License-Identifier: Apache-2.0
package io.txmysql.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CertificatesTest {
    @TempDir
    Path root;

    @Test
    @DisplayName("the server's certificate is signed by the authority, for the name and for 127.0.0.1")
    void localhost() throws Exception {
        Certificates made = Certificates.of("localhost", Distribution.MARIADB_11_4, new Cache(root));
        X509Certificate authority = read(made.caCertificate());
        X509Certificate server = read(made.folder().resolve("server-cert.pem"));
        server.verify(authority.getPublicKey());
        assertThat(authority.getBasicConstraints()).isNotNegative();
        assertThat(server.getBasicConstraints()).isNegative();
        assertThat(names(server)).containsExactlyInAnyOrder("localhost", "127.0.0.1");
        assertThat(made.folder().resolve("server-key.pem")).content().startsWith("-----BEGIN RSA PRIVATE KEY-----\n");
        assertThat(Certificates.of("localhost", Distribution.MYSQL_8_0, new Cache(root)))
                .isEqualTo(made);
    }

    @Test
    @DisplayName("for another name it is for that name alone; for MySQL 5.7 signed with SHA-1")
    void otherName() throws Exception {
        Certificates made = Certificates.of("other.example", Distribution.MYSQL_5_7, new Cache(root));
        X509Certificate server = read(made.folder().resolve("server-cert.pem"));
        assertThat(names(server)).containsExactly("other.example");
        assertThat(server.getSigAlgName()).isEqualTo("SHA1withRSA");
    }

    private static List<Object> names(X509Certificate certificate) throws Exception {
        Collection<List<?>> names = certificate.getSubjectAlternativeNames();
        return names.stream().<Object>map(name -> name.get(1)).toList();
    }

    private static X509Certificate read(Path pem) throws Exception {
        try (InputStream bytes = Files.newInputStream(pem)) {
            return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(bytes);
        }
    }
}
