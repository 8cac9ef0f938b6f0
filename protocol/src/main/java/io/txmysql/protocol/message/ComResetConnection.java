// SPDX-License-Identifier: Apache-2.0
package io.txmysql.protocol.message;

import io.txmysql.protocol.wire.PayloadReader;
import io.txmysql.protocol.wire.PayloadWriter;

/**
 * Brings the session back to what it was after the login, but for the character set on MySQL; drops its prepared
 * statements. MySQL 5.6 does not know it (errno 1047).
 *
 * @see <a href="https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_com_reset_connection.html">COM_RESET_CONNECTION</a>
 */
public record ComResetConnection() implements ClientCommand {
    public static ComResetConnection decode(PayloadReader in) {
        PacketHeader.read(in, Command.COM_RESET_CONNECTION, "COM_RESET_CONNECTION");
        in.requireEnd();
        return new ComResetConnection();
    }

    @Override
    public void encode(PayloadWriter out) {
        out.writeInt1(Command.COM_RESET_CONNECTION);
    }
}
