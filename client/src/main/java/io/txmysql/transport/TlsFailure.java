// SPDX-License-Identifier: Apache-2.0
package io.txmysql.transport;

import java.util.Locale;
import javax.net.ssl.SSLException;

/** What a failed TLS handshake says to a person, and whether it was only about the protocol's version. */
final class TlsFailure {
    private TlsFailure() {}

    /** The messages of the cause and of what caused it: the JDK hides "No subject alternative names" two levels deep. */
    static String describe(Throwable cause) {
        StringBuilder text = new StringBuilder();
        for (Throwable each = cause; each != null; each = each.getCause()) {
            String message = each.getMessage();
            if (message != null && text.indexOf(message) < 0) {
                text.append(text.isEmpty() ? "" : ": ").append(message);
            }
        }
        return text.isEmpty() ? cause.getClass().getSimpleName() : text.toString();
    }

    /** Servers up to MySQL 5.7 speak TLS 1.0 or 1.1 only, which no current JDK accepts. */
    static boolean isAboutVersion(Throwable cause) {
        for (Throwable each = cause; each != null; each = each.getCause()) {
            String message = String.valueOf(each.getMessage()).toLowerCase(Locale.ROOT);
            if (each instanceof SSLException
                    && (message.contains("protocol version") || message.contains("protocol_version"))) {
                return true;
            }
        }
        return false;
    }
}
