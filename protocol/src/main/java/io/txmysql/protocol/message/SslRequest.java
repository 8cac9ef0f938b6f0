// SPDX-License-Identifier: Apache-2.0
package io.txmysql.protocol.message;

import io.txmysql.protocol.wire.PayloadReader;
import io.txmysql.protocol.wire.PayloadWriter;

/**
 * The client's wish to go on in TLS, sent in place of a {@link HandshakeResponse41}, which then comes encrypted and
 * begins with the same {@value #LENGTH} bytes.
 *
 * @param capabilities with {@link Capabilities#CLIENT_SSL}; the upper 32 bits only for a MariaDB
 * @param maxPacketSize the longest packet that the client takes, in bytes, unsigned 32 bit
 * @param collation the number of the connection's collation, 0 to 255
 * @see <a href="https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_connection_phase_packets_protocol_ssl_request.html">Protocol::SSLRequest</a>
 */
public record SslRequest(long capabilities, long maxPacketSize, int collation) {
    /** The length of the whole payload; a HandshakeResponse41 is longer. */
    public static final int LENGTH = 32;

    public SslRequest {
        if (collation < 0 || collation > 255) {
            throw new IllegalArgumentException("collation " + collation + " does not fit its byte in the login");
        }
    }

    public static SslRequest decode(PayloadReader in) {
        long capabilities = in.readInt4() & 0xFFFFFFFFL;
        long maxPacketSize = in.readInt4() & 0xFFFFFFFFL;
        int collation = in.readInt1();
        in.skip(19);
        return new SslRequest(ExtendedCapabilities.read(in, capabilities), maxPacketSize, collation);
    }

    public void encode(PayloadWriter out) {
        out.writeInt4((int) capabilities)
                .writeInt4((int) maxPacketSize)
                .writeInt1(collation)
                .writeZeros(19);
        ExtendedCapabilities.write(out, capabilities);
    }
}
