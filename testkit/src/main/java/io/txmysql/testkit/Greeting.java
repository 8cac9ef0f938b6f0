// SPDX-License-Identifier: Apache-2.0
package io.txmysql.testkit;

import static io.txmysql.protocol.message.Capabilities.*;

import io.txmysql.protocol.message.HandshakeV10;
import io.txmysql.protocol.message.ServerStatus;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Greetings to begin with; the records of the protocol module say the rest. */
final class Greeting {
    private static final long COMMON = CLIENT_FOUND_ROWS
            | CLIENT_LONG_FLAG
            | CLIENT_CONNECT_WITH_DB
            | CLIENT_PROTOCOL_41
            | CLIENT_TRANSACTIONS
            | CLIENT_SECURE_CONNECTION
            | CLIENT_MULTI_STATEMENTS
            | CLIENT_MULTI_RESULTS
            | CLIENT_PS_MULTI_RESULTS
            | CLIENT_PLUGIN_AUTH
            | CLIENT_CONNECT_ATTRS
            | CLIENT_PLUGIN_AUTH_LENENC_CLIENT_DATA
            | CLIENT_SESSION_TRACK
            | CLIENT_DEPRECATE_EOF;
    private static final int UTF8MB4_GENERAL_CI = 45;

    /** A MySQL 8.0 without TLS and compression. */
    static final HandshakeV10 MYSQL = of("8.0.31", COMMON | CLIENT_LONG_PASSWORD);

    /** A MariaDB 11.4 without TLS and compression; it leaves the first flag clear, as MariaDB does. */
    static final HandshakeV10 MARIADB = of("11.4.5-MariaDB", COMMON);

    private Greeting() {}

    private static HandshakeV10 of(String version, long capabilities) {
        byte[] nonce = "twenty-byte-nonce-20".getBytes(StandardCharsets.US_ASCII);
        return new HandshakeV10(
                version, 1, nonce, capabilities, UTF8MB4_GENERAL_CI, ServerStatus.AUTOCOMMIT, "mysql_native_password");
    }

    static HandshakeV10 withVersion(HandshakeV10 greeting, String version) {
        return new HandshakeV10(
                version,
                greeting.threadId(),
                greeting.nonce(),
                greeting.capabilities(),
                greeting.collation(),
                greeting.status(),
                greeting.authPlugin());
    }

    static HandshakeV10 withThreadId(HandshakeV10 greeting, long threadId) {
        return new HandshakeV10(
                greeting.version(),
                threadId,
                greeting.nonce(),
                greeting.capabilities(),
                greeting.collation(),
                greeting.status(),
                greeting.authPlugin());
    }

    static HandshakeV10 withCapabilities(HandshakeV10 greeting, long capabilities) {
        return new HandshakeV10(
                greeting.version(),
                greeting.threadId(),
                greeting.nonce(),
                capabilities,
                greeting.collation(),
                greeting.status(),
                has(capabilities, CLIENT_PLUGIN_AUTH) ? greeting.authPlugin() : null);
    }

    static HandshakeV10 withAuthPlugin(HandshakeV10 greeting, @Nullable String plugin) {
        return new HandshakeV10(
                greeting.version(),
                greeting.threadId(),
                greeting.nonce(),
                greeting.capabilities(),
                greeting.collation(),
                greeting.status(),
                plugin);
    }
}
