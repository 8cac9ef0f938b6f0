// SPDX-License-Identifier: Apache-2.0
package io.txmysql.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.txmysql.api.MySQLOptionsBuilder;
import io.txmysql.api.SslMode;
import io.txmysql.embedded.EmbeddedServer;
import io.txmysql.protocol.error.Delivery;
import io.txmysql.protocol.error.MySQLException;
import io.txmysql.protocol.error.TlsException;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.provider.MethodSource;

@MethodSource("io.txmysql.it.TestServer#embedded")
class WithoutTlsIT extends ServerSuite {
    @Test
    @DisplayName("a server without TLS: preferred goes on in clear, required fails, and says why")
    void withoutTls() {
        try (EmbeddedServer plain = server.builder().start()) {
            MySQLOptionsBuilder options = TestServer.options(plain);
            assertThat(cipher(options.sslMode(SslMode.PREFERRED))).isEmpty();
            for (SslMode sslMode : List.of(SslMode.REQUIRED, SslMode.VERIFY_CA, SslMode.VERIFY_IDENTITY)) {
                MySQLException e = failure(
                        TlsException.class, open(options.sslMode(sslMode)).ping());
                assertThat(e).hasMessageContaining("does not offer it");
                assertThat(e.delivery()).isEqualTo(Delivery.NOT_EXECUTED);
            }
        }
    }

    private String cipher(MySQLOptionsBuilder options) {
        return String.valueOf(await(open(options).runQuery("show status like 'Ssl_cipher'"))
                .get(0)
                .getString(1));
    }
}
