// SPDX-License-Identifier: Apache-2.0
package io.txmysql.embedded;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * Reads the version from a server's greeting: a packet header of four bytes, the protocol version 10, then the server's
 * version up to a zero. The UNIX socket is asked, not the port: it can be no one else's server that answers.
 *
 * @see <a
 *     href="https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_connection_phase_packets_protocol_handshake_v10.html">HandshakeV10</a>
 */
final class Greeting {
    private static final int START = 5;

    private Greeting() {}

    /** Empty if nothing listens there, or if no greeting comes in time. */
    static Optional<String> version(Path socket, Duration timeout) {
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket));
                Selector selector = Selector.open()) {
            channel.configureBlocking(false);
            channel.register(selector, SelectionKey.OP_READ);
            ByteBuffer received = ByteBuffer.allocate(256);
            while (received.hasRemaining() && selector.select(timeout.toMillis()) > 0 && channel.read(received) >= 0) {
                selector.selectedKeys().clear();
                Optional<String> version = version(received.duplicate().flip());
                if (version.isPresent()) {
                    return version;
                }
            }
            return Optional.empty();
        } catch (IOException e) {
            return Optional.empty(); // not there yet: the caller asks again until its own deadline
        }
    }

    /** Empty if the packet is incomplete or another one. MariaDB's prefix for old replicas, 5.5.5-, is left out. */
    static Optional<String> version(ByteBuffer packet) {
        if (packet.remaining() <= START || packet.get(START - 1) != 10) {
            return Optional.empty();
        }
        for (int end = START; end < packet.remaining(); end++) {
            if (packet.get(end) == 0) {
                byte[] version = new byte[end - START];
                packet.get(START, version);
                String text = new String(version, StandardCharsets.US_ASCII);
                return Optional.of(text.startsWith("5.5.5-") ? text.substring(6) : text);
            }
        }
        return Optional.empty();
    }
}
