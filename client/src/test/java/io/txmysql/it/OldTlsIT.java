// SPDX-License-Identifier: Apache-2.0
package io.txmysql.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.txmysql.api.MySQLOptionsBuilder;
import io.txmysql.api.SslMode;
import io.txmysql.protocol.error.Phase;
import io.txmysql.protocol.error.TlsException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.provider.MethodSource;

@MethodSource("io.txmysql.it.TestServer#withOldTls")
class OldTlsIT extends ServerSuite {
    @Test
    @DisplayName("a server that speaks TLS 1.1 at most: preferred falls back to clear, required fails on the version")
    void oldTls() {
        assertThat(one("select @@have_ssl")).isEqualTo("YES");
        var preferred = open(options().sslMode(SslMode.PREFERRED));
        assertThat(await(preferred.fetchOne("select 'x'"))).isEqualTo("x");
        assertThat(cipher(options().sslMode(SslMode.PREFERRED))).isEmpty();
        TlsException e = failure(
                TlsException.class, open(options().sslMode(SslMode.REQUIRED)).ping());
        assertThat(e.phase()).isEqualTo(Phase.TLS);
        assertThat(e).hasMessageContaining("TLS");
    }

    private String cipher(MySQLOptionsBuilder options) {
        return String.valueOf(await(open(options).runQuery("show status like 'Ssl_cipher'"))
                .get(0)
                .getString(1));
    }
}
