// SPDX-License-Identifier: Apache-2.0
package io.txmysql.testkit;

import io.txmysql.protocol.message.Capabilities;
import io.txmysql.protocol.message.ClientCommand;
import io.txmysql.protocol.message.HandshakeResponse41;
import io.txmysql.protocol.message.HandshakeV10;
import io.txmysql.protocol.wire.PayloadReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Map;

/** As much of a client as tests of a server need: packets out, packets in. */
final class RawClient implements AutoCloseable {
    private static final long CAPABILITIES = Capabilities.CLIENT_PROTOCOL_41
            | Capabilities.CLIENT_SECURE_CONNECTION
            | Capabilities.CLIENT_PLUGIN_AUTH
            | Capabilities.CLIENT_PLUGIN_AUTH_LENENC_CLIENT_DATA
            | Capabilities.CLIENT_DEPRECATE_EOF
            | Capabilities.CLIENT_MULTI_RESULTS;

    final Socket socket;
    final PacketStream packets;

    RawClient(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(20_000);
        packets = new PacketStream(socket, bytes -> {});
    }

    /** Says who it is; the verdict is not read. */
    HandshakeV10 login(String user, byte[] authResponse) throws IOException {
        HandshakeV10 greeting = HandshakeV10.decode(packets.require());
        packets.write(new HandshakeResponse41(
                CAPABILITIES, 1 << 24, 45, user, authResponse, null, "mysql_native_password", Map.of(), 0)::encode);
        packets.flush();
        return greeting;
    }

    /** Logged in, with the OK read. */
    static RawClient loggedIn(int port) throws IOException {
        RawClient client = new RawClient(port);
        client.login("anybody", new byte[0]);
        client.packets.require();
        return client;
    }

    void send(ClientCommand command) throws IOException {
        packets.sequence(0);
        packets.write(command::encode);
        packets.flush();
    }

    PayloadReader ask(ClientCommand command) throws IOException {
        send(command);
        return packets.require();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
