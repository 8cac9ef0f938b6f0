// SPDX-License-Identifier: Apache-2.0
package io.txmysql.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class TlsLossTest {
    @Test
    @DisplayName("a handshake that could not be written is a lost connection; what TLS itself has to say is none")
    void couldNotBeWritten() {
        // As Netty's SslHandler tells it when a peer resets the connection, over Java's own sockets.
        assertThat(TlsFailure.isLoss(new SSLException(
                        "failure when writing TLS control frames", new IOException("Connection reset by peer"))))
                .isTrue();
        assertThat(TlsFailure.isLoss(new SSLHandshakeException("Received fatal alert: handshake_failure")))
                .isFalse();
    }
}
