// SPDX-License-Identifier: Apache-2.0
package io.txmysql.protocol.message;

import io.txmysql.protocol.wire.PayloadReader;
import io.txmysql.protocol.wire.PayloadWriter;

/**
 * Drops a prepared statement. It has no answer.
 *
 * @param statementId from {@link StatementPrepareOk}
 * @see <a href="https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_com_stmt_close.html">COM_STMT_CLOSE</a>
 */
public record ComStatementClose(int statementId) implements ClientCommand {
    public static ComStatementClose decode(PayloadReader in) {
        PacketHeader.read(in, Command.COM_STMT_CLOSE, "COM_STMT_CLOSE");
        int statementId = in.readInt4();
        in.requireEnd();
        return new ComStatementClose(statementId);
    }

    @Override
    public void encode(PayloadWriter out) {
        out.writeInt1(Command.COM_STMT_CLOSE).writeInt4(statementId);
    }
}
