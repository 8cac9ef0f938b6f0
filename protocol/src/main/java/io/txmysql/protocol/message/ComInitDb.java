// SPDX-License-Identifier: Apache-2.0
package io.txmysql.protocol.message;

import io.txmysql.protocol.wire.PayloadReader;
import io.txmysql.protocol.wire.PayloadWriter;

/**
 * Makes a database the default one.
 *
 * @see <a href="https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_com_init_db.html">COM_INIT_DB</a>
 */
public record ComInitDb(String database) implements ClientCommand {
    public static ComInitDb decode(PayloadReader in) {
        PacketHeader.read(in, Command.COM_INIT_DB, "COM_INIT_DB");
        return new ComInitDb(in.readRemainingString());
    }

    @Override
    public void encode(PayloadWriter out) {
        out.writeInt1(Command.COM_INIT_DB).writeString(database);
    }
}
