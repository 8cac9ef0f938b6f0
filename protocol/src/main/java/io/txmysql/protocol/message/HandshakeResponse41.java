// SPDX-License-Identifier: Apache-2.0
package io.txmysql.protocol.message;

import static io.txmysql.protocol.message.Capabilities.CLIENT_CONNECT_ATTRS;
import static io.txmysql.protocol.message.Capabilities.CLIENT_CONNECT_WITH_DB;
import static io.txmysql.protocol.message.Capabilities.CLIENT_PLUGIN_AUTH;
import static io.txmysql.protocol.message.Capabilities.CLIENT_PLUGIN_AUTH_LENENC_CLIENT_DATA;
import static io.txmysql.protocol.message.Capabilities.CLIENT_PROTOCOL_41;
import static io.txmysql.protocol.message.Capabilities.CLIENT_SECURE_CONNECTION;
import static io.txmysql.protocol.message.Capabilities.CLIENT_ZSTD_COMPRESSION_ALGORITHM;
import static io.txmysql.protocol.message.Capabilities.has;

import io.txmysql.protocol.wire.MalformedPacketException;
import io.txmysql.protocol.wire.PayloadReader;
import io.txmysql.protocol.wire.PayloadWriter;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The client's answer to the greeting. The capabilities say which fields are there, so a field and its flag must agree:
 * otherwise the constructor throws {@link IllegalArgumentException}.
 *
 * @param capabilities what both sides will do; the upper 32 bits only for a MariaDB
 * @param maxPacketSize the longest packet that the client takes, in bytes, unsigned 32 bit
 * @param collation the number of the connection's collation, 0 to 255
 * @param authResponse what the plugin answers to the nonce; at most 255 bytes without
 *     CLIENT_PLUGIN_AUTH_LENENC_CLIENT_DATA
 * @param database null without CLIENT_CONNECT_WITH_DB
 * @param authPlugin null without CLIENT_PLUGIN_AUTH
 * @param attributes in order; empty without CLIENT_CONNECT_ATTRS
 * @param zstdLevel 1 to 22; 0 without CLIENT_ZSTD_COMPRESSION_ALGORITHM
 * @see <a href="https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_connection_phase_packets_protocol_handshake_response.html">Protocol::HandshakeResponse41</a>
 */
@SuppressWarnings("ArrayRecordComponent") // equals and hashCode compare its content
public record HandshakeResponse41(
        long capabilities,
        long maxPacketSize,
        int collation,
        String user,
        byte[] authResponse,
        @Nullable String database,
        @Nullable String authPlugin,
        Map<String, String> attributes,
        int zstdLevel) {

    private static final long NEEDED = CLIENT_PROTOCOL_41 | CLIENT_SECURE_CONNECTION;

    public HandshakeResponse41 {
        agree(has(capabilities, NEEDED), true, "CLIENT_PROTOCOL_41 and CLIENT_SECURE_CONNECTION");
        agree(has(capabilities, CLIENT_CONNECT_WITH_DB), database != null, "CLIENT_CONNECT_WITH_DB");
        agree(has(capabilities, CLIENT_PLUGIN_AUTH), authPlugin != null, "CLIENT_PLUGIN_AUTH");
        agree(has(capabilities, CLIENT_CONNECT_ATTRS) || attributes.isEmpty(), true, "CLIENT_CONNECT_ATTRS");
        agree(has(capabilities, CLIENT_ZSTD_COMPRESSION_ALGORITHM) || zstdLevel == 0, true, "the zstd level");
        agree(
                has(capabilities, CLIENT_PLUGIN_AUTH_LENENC_CLIENT_DATA) || authResponse.length <= 255,
                true,
                "the length");
        attributes = Collections.unmodifiableMap(new LinkedHashMap<>(attributes));
    }

    private static void agree(boolean flag, boolean field, String what) {
        if (flag != field) {
            throw new IllegalArgumentException("the capabilities and the fields disagree about " + what);
        }
    }

    public static HandshakeResponse41 decode(PayloadReader in) {
        SslRequest head = SslRequest.decode(in);
        long capabilities = head.capabilities();
        if (!has(capabilities, NEEDED)) {
            throw new MalformedPacketException("the client does not speak the protocol of MySQL 4.1 and later");
        }
        String user = in.readNulTerminatedString();
        byte[] authResponse = has(capabilities, CLIENT_PLUGIN_AUTH_LENENC_CLIENT_DATA)
                ? in.readLengthEncodedBytes()
                : in.readBytes(in.readInt1());
        String database = has(capabilities, CLIENT_CONNECT_WITH_DB) ? in.readNulTerminatedString() : null;
        String authPlugin = has(capabilities, CLIENT_PLUGIN_AUTH) ? in.readNulTerminatedString() : null;
        Map<String, String> attributes =
                has(capabilities, CLIENT_CONNECT_ATTRS) ? ConnectionAttributes.decode(in) : Map.of();
        int zstdLevel = has(capabilities, CLIENT_ZSTD_COMPRESSION_ALGORITHM) ? in.readInt1() : 0;
        in.requireEnd();
        return new HandshakeResponse41(
                capabilities,
                head.maxPacketSize(),
                head.collation(),
                user,
                authResponse,
                database,
                authPlugin,
                attributes,
                zstdLevel);
    }

    public void encode(PayloadWriter out) {
        new SslRequest(capabilities, maxPacketSize, collation).encode(out);
        out.writeNulTerminatedString(user);
        if (has(capabilities, CLIENT_PLUGIN_AUTH_LENENC_CLIENT_DATA)) {
            out.writeLengthEncodedBytes(authResponse);
        } else {
            out.writeInt1(authResponse.length).writeBytes(authResponse);
        }
        if (database != null) {
            out.writeNulTerminatedString(database);
        }
        if (authPlugin != null) {
            out.writeNulTerminatedString(authPlugin);
        }
        if (has(capabilities, CLIENT_CONNECT_ATTRS)) {
            ConnectionAttributes.encode(out, attributes);
        }
        if (has(capabilities, CLIENT_ZSTD_COMPRESSION_ALGORITHM)) {
            out.writeInt1(zstdLevel);
        }
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof HandshakeResponse41 that
                && capabilities == that.capabilities
                && maxPacketSize == that.maxPacketSize
                && collation == that.collation
                && user.equals(that.user)
                && Arrays.equals(authResponse, that.authResponse)
                && Objects.equals(database, that.database)
                && Objects.equals(authPlugin, that.authPlugin)
                && attributes.equals(that.attributes)
                && zstdLevel == that.zstdLevel;
    }

    @Override
    public int hashCode() {
        return Objects.hash(capabilities, user, Arrays.hashCode(authResponse), database, authPlugin, attributes);
    }

    /** Without the authentication's answer, which may be the password itself. */
    @Override
    public String toString() {
        return "HandshakeResponse41[capabilities=" + Capabilities.describe(capabilities) + ", maxPacketSize="
                + maxPacketSize + ", collation=" + collation + ", user=" + user + ", database=" + database
                + ", authPlugin=" + authPlugin + ", attributes=" + attributes + ", zstdLevel=" + zstdLevel + "]";
    }
}
