// SPDX-License-Identifier: Apache-2.0
package io.txmysql.protocol.message;

import io.txmysql.protocol.wire.PayloadReader;
import io.txmysql.protocol.wire.PayloadWriter;

/**
 * Drops what COM_STMT_SEND_LONG_DATA has sent for a statement, and closes its cursor.
 *
 * @param statementId from {@link StatementPrepareOk}
 * @see <a href="https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_com_stmt_reset.html">COM_STMT_RESET</a>
 */
public record ComStatementReset(int statementId) implements ClientCommand {
    public static ComStatementReset decode(PayloadReader in) {
        PacketHeader.read(in, Command.COM_STMT_RESET, "COM_STMT_RESET");
        int statementId = in.readInt4();
        in.requireEnd();
        return new ComStatementReset(statementId);
    }

    @Override
    public void encode(PayloadWriter out) {
        out.writeInt1(Command.COM_STMT_RESET).writeInt4(statementId);
    }
}
