// SPDX-License-Identifier: Apache-2.0
package io.txmysql.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.ssl.NotSslRecordException;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class TlsFailureTest {
    @Test
    @DisplayName("MySQL 5.7 refuses a newer TLS with error 1043 in clear: that is about the version")
    void refusalInClear() {
        Throwable refusal = new NotSslRecordException(
                "not an SSL/TLS record: 16000002ff13042330385330314261642068616e647368616b65");
        assertThat(TlsFailure.isAboutVersion(refusal)).isTrue();
        assertThat(TlsFailure.describe(refusal)).contains("1043", "older versions of TLS");
    }

    @Test
    @DisplayName("an alert about the version is, too; other answers in clear and other alerts are not")
    void others() {
        assertThat(TlsFailure.isAboutVersion(new SSLHandshakeException("Received fatal alert: protocol_version")))
                .isTrue();
        assertThat(TlsFailure.isAboutVersion(new NotSslRecordException("not an SSL/TLS record: 485454502f312e31")))
                .isFalse();
        assertThat(TlsFailure.isAboutVersion(new SSLHandshakeException("Received fatal alert: handshake_failure")))
                .isFalse();
    }
}
