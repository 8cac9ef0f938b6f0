// SPDX-License-Identifier: Apache-2.0
package io.txmysql.protocol.message;

import io.txmysql.protocol.wire.MalformedPacketException;
import io.txmysql.protocol.wire.PayloadReader;
import io.txmysql.protocol.wire.PayloadWriter;
import java.util.Arrays;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The server's greeting, the first packet of a session.
 *
 * @param version the server's version as it came; see {@link #serverVersion()}
 * @param threadId the connection's id, unsigned 32 bit: what KILL takes
 * @param nonce 20 bytes (a plugin may want more, up to 254) without the zero byte that ends them on the wire
 * @param capabilities what the server can do; the upper 32 bits are MariaDB's
 * @param collation the lower 8 bits of the number of the server's default collation
 * @param status see {@link ServerStatus}
 * @param authPlugin the plugin that the nonce is for; null if the server names none, as before MySQL 5.5.7
 * @see <a href="https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_connection_phase_packets_protocol_handshake_v10.html">Protocol::HandshakeV10</a>
 */
@SuppressWarnings("ArrayRecordComponent") // equals and hashCode compare its content
public record HandshakeV10(
        String version,
        long threadId,
        byte[] nonce,
        long capabilities,
        int collation,
        int status,
        @Nullable String authPlugin) {

    static final int PROTOCOL_VERSION = 10;

    private static final int FIRST_PART = 8;
    private static final int SHORTEST_SECOND_PART = 13;
    private static final int SHORTEST_NONCE = FIRST_PART + SHORTEST_SECOND_PART - 1;
    private static final int LONGEST_NONCE = 254;
    private static final long NEEDED = Capabilities.CLIENT_PROTOCOL_41 | Capabilities.CLIENT_SECURE_CONNECTION;
    /** What MariaDB before 11 puts before its version, so that replicas of MySQL 5.5 accept it as their source. */
    private static final String REPLICATION_PREFIX = "5.5.5-";

    public HandshakeV10 {
        if (nonce.length < SHORTEST_NONCE || nonce.length > LONGEST_NONCE) {
            throw new IllegalArgumentException("a nonce of " + nonce.length + " bytes");
        }
        if (authPlugin != null && !Capabilities.has(capabilities, Capabilities.CLIENT_PLUGIN_AUTH)) {
            throw new IllegalArgumentException("an authentication plugin without CLIENT_PLUGIN_AUTH");
        }
    }

    public static HandshakeV10 decode(PayloadReader in) {
        int protocol = in.readInt1();
        if (protocol != PROTOCOL_VERSION) {
            throw new MalformedPacketException(
                    "the first byte that it sends is " + protocol + " where a greeting has its protocol version, 10");
        }
        String version = in.readNulTerminatedString();
        long threadId = in.readInt4() & 0xFFFFFFFFL;
        byte[] firstPart = in.readBytes(FIRST_PART);
        in.skip(1);
        long capabilities = in.readInt2();
        if (!Capabilities.has(capabilities, NEEDED)) {
            throw new MalformedPacketException(
                    "the server " + version + " does not speak the protocol of MySQL 4.1 and later");
        }
        int collation = in.readInt1();
        int status = in.readInt2();
        capabilities |= (long) in.readInt2() << 16;
        int nonceLength = in.readInt1();
        in.skip(6);
        capabilities = ExtendedCapabilities.read(in, capabilities);
        int secondPart = Math.max(SHORTEST_SECOND_PART, nonceLength - FIRST_PART) - 1;
        byte[] nonce = Arrays.copyOf(firstPart, FIRST_PART + secondPart);
        System.arraycopy(in.readBytes(secondPart), 0, nonce, FIRST_PART, secondPart);
        in.skip(1);
        String authPlugin = Capabilities.has(capabilities, Capabilities.CLIENT_PLUGIN_AUTH) ? readAuthPlugin(in) : null;
        return new HandshakeV10(version, threadId, nonce, capabilities, collation, status, authPlugin);
    }

    /** Some servers (MySQL bug 59453) leave out the zero byte after the name, which is the last field. */
    private static @Nullable String readAuthPlugin(PayloadReader in) {
        String rest = in.readRemainingString();
        int end = rest.indexOf('\0');
        String name = end < 0 ? rest : rest.substring(0, end);
        return name.isEmpty() ? null : name;
    }

    public void encode(PayloadWriter out) {
        out.writeInt1(PROTOCOL_VERSION).writeNulTerminatedString(version).writeInt4((int) threadId);
        out.writeBytes(nonce, 0, FIRST_PART).writeInt1(0);
        out.writeInt2((int) capabilities).writeInt1(collation).writeInt2(status);
        out.writeInt2((int) (capabilities >>> 16)).writeInt1(nonce.length + 1).writeZeros(6);
        ExtendedCapabilities.write(out, capabilities);
        out.writeBytes(nonce, FIRST_PART, nonce.length - FIRST_PART).writeInt1(0);
        if (authPlugin != null) {
            out.writeNulTerminatedString(authPlugin);
        }
    }

    /** Whether this is MariaDB rather than MySQL, by what it says of itself and never by a version number. */
    public boolean isMariaDb() {
        return !Capabilities.has(capabilities, Capabilities.CLIENT_LONG_PASSWORD)
                || version.toLowerCase(Locale.ROOT).contains("mariadb");
    }

    /** The version without the {@code 5.5.5-} that MariaDB before 11 puts before it. */
    public String serverVersion() {
        return isMariaDb() && version.startsWith(REPLICATION_PREFIX)
                ? version.substring(REPLICATION_PREFIX.length())
                : version;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof HandshakeV10 that
                && version.equals(that.version)
                && threadId == that.threadId
                && Arrays.equals(nonce, that.nonce)
                && capabilities == that.capabilities
                && collation == that.collation
                && status == that.status
                && Objects.equals(authPlugin, that.authPlugin);
    }

    @Override
    public int hashCode() {
        return Objects.hash(version, threadId, Arrays.hashCode(nonce), capabilities, authPlugin);
    }

    @Override
    public String toString() {
        return "HandshakeV10[version=" + version + ", threadId=" + threadId + ", capabilities="
                + Capabilities.describe(capabilities) + ", collation=" + collation + ", status=0x"
                + Integer.toHexString(status) + ", authPlugin=" + authPlugin + "]";
    }
}
