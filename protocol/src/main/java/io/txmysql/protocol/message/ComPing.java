// SPDX-License-Identifier: Apache-2.0
package io.txmysql.protocol.message;

import io.txmysql.protocol.wire.PayloadReader;
import io.txmysql.protocol.wire.PayloadWriter;

/**
 * Asks whether the server is there.
 *
 * @see <a href="https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_com_ping.html">COM_PING</a>
 */
public record ComPing() implements ClientCommand {
    public static ComPing decode(PayloadReader in) {
        PacketHeader.read(in, Command.COM_PING, "COM_PING");
        in.requireEnd();
        return new ComPing();
    }

    @Override
    public void encode(PayloadWriter out) {
        out.writeInt1(Command.COM_PING);
    }
}
