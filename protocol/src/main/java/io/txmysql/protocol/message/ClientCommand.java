// SPDX-License-Identifier: Apache-2.0
package io.txmysql.protocol.message;

import io.txmysql.protocol.wire.PayloadReader;
import io.txmysql.protocol.wire.PayloadWriter;

/**
 * What a client sends in the command phase. The first byte tells which; the driver writes these, a scripted server reads
 * them.
 *
 * @see <a href="https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_command_phase.html">Command Phase</a>
 */
public sealed interface ClientCommand
        permits ComInitDb,
                ComPing,
                ComQuery,
                ComQuit,
                ComResetConnection,
                ComStatementClose,
                ComStatementExecute,
                ComStatementPrepare,
                ComStatementReset,
                UnknownCommand {

    void encode(PayloadWriter out);

    static ClientCommand decode(PayloadReader in) {
        return switch (in.peek()) {
            case Command.COM_INIT_DB -> ComInitDb.decode(in);
            case Command.COM_PING -> ComPing.decode(in);
            case Command.COM_QUERY -> ComQuery.decode(in);
            case Command.COM_QUIT -> ComQuit.decode(in);
            case Command.COM_RESET_CONNECTION -> ComResetConnection.decode(in);
            case Command.COM_STMT_CLOSE -> ComStatementClose.decode(in);
            case Command.COM_STMT_EXECUTE -> ComStatementExecute.decode(in);
            case Command.COM_STMT_PREPARE -> ComStatementPrepare.decode(in);
            case Command.COM_STMT_RESET -> ComStatementReset.decode(in);
            default -> UnknownCommand.decode(in);
        };
    }
}
