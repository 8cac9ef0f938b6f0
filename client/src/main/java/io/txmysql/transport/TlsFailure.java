// SPDX-License-Identifier: Apache-2.0
package io.txmysql.transport;

import io.netty.handler.ssl.NotSslRecordException;
import java.io.IOException;
import java.util.Locale;
import javax.net.ssl.SSLException;

/** What a failed TLS handshake says to a person, and whether it was only about the protocol's version. */
final class TlsFailure {
    /** The header of an ERR packet, error 1043, the sign in front of its SQLSTATE. */
    private static final String ERR_BAD_HANDSHAKE = "ff130423";

    private TlsFailure() {}

    /** The messages of the cause and of what caused it: the JDK hides "No subject alternative names" two levels deep. */
    static String describe(Throwable cause) {
        if (isRefusalInClear(cause)) {
            return "the server refused it with its error 1043 (Bad handshake), as one does that speaks older versions of"
                    + " TLS only";
        }
        StringBuilder text = new StringBuilder();
        for (Throwable each = cause; each != null; each = each.getCause()) {
            String message = each.getMessage();
            if (message != null && text.indexOf(message) < 0) {
                text.append(text.isEmpty() ? "" : ": ").append(message);
            }
        }
        return text.isEmpty() ? cause.getClass().getSimpleName() : text.toString();
    }

    /** Whether the handshake failed for want of a connection, rather than on what the peer has said. */
    static boolean isLoss(Throwable cause) {
        for (Throwable each = cause; each != null; each = each.getCause()) {
            if (each instanceof IOException && !(each instanceof SSLException)) {
                return true;
            }
        }
        return false;
    }

    /** Servers up to MySQL 5.7 speak TLS 1.0 or 1.1 only, which no current JDK accepts. */
    static boolean isAboutVersion(Throwable cause) {
        if (isRefusalInClear(cause)) {
            return true;
        }
        for (Throwable each = cause; each != null; each = each.getCause()) {
            String message = String.valueOf(each.getMessage()).toLowerCase(Locale.ROOT);
            if (each instanceof SSLException
                    && (message.contains("protocol version") || message.contains("protocol_version"))) {
                return true;
            }
        }
        return false;
    }

    /** MySQL 5.7 says so in a packet of its own protocol, which is no TLS: Netty quotes it in hexadecimal. */
    private static boolean isRefusalInClear(Throwable cause) {
        for (Throwable each = cause; each != null; each = each.getCause()) {
            if (each instanceof NotSslRecordException
                    && String.valueOf(each.getMessage()).contains(ERR_BAD_HANDSHAKE)) {
                return true;
            }
        }
        return false;
    }
}
