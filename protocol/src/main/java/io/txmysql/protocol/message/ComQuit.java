// SPDX-License-Identifier: Apache-2.0
package io.txmysql.protocol.message;

import io.txmysql.protocol.wire.PayloadReader;
import io.txmysql.protocol.wire.PayloadWriter;

/**
 * Ends the session. The server closes the connection; MySQL answers nothing.
 *
 * @see <a href="https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_com_quit.html">COM_QUIT</a>
 */
public record ComQuit() implements ClientCommand {
    public static ComQuit decode(PayloadReader in) {
        PacketHeader.read(in, Command.COM_QUIT, "COM_QUIT");
        in.requireEnd();
        return new ComQuit();
    }

    @Override
    public void encode(PayloadWriter out) {
        out.writeInt1(Command.COM_QUIT);
    }
}
