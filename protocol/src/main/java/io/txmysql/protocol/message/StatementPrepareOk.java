// SPDX-License-Identifier: Apache-2.0
package io.txmysql.protocol.message;

import io.txmysql.protocol.wire.PayloadReader;
import io.txmysql.protocol.wire.PayloadWriter;

/**
 * A statement is prepared. The definitions of its parameters follow, then those of its columns.
 *
 * @param statementId what EXECUTE, RESET and CLOSE name it by; any 32 bits
 * @param columnCount 0 to 65,535; 0 for a statement that returns no rows
 * @param parameterCount 0 to 65,535
 * @param warnings how many SHOW WARNINGS would list, 0 to 65,535
 * @see <a href="https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_com_stmt_prepare.html#sect_protocol_com_stmt_prepare_response_ok">COM_STMT_PREPARE_OK</a>
 */
public record StatementPrepareOk(int statementId, int columnCount, int parameterCount, int warnings) {
    static final int HEADER = 0x00;

    public static StatementPrepareOk decode(PayloadReader in) {
        PacketHeader.read(in, HEADER, "COM_STMT_PREPARE_OK");
        int statementId = in.readInt4();
        int columnCount = in.readInt2();
        int parameterCount = in.readInt2();
        in.skip(1);
        return new StatementPrepareOk(statementId, columnCount, parameterCount, in.readInt2());
    }

    public void encode(PayloadWriter out) {
        out.writeInt1(HEADER).writeInt4(statementId).writeInt2(columnCount).writeInt2(parameterCount);
        out.writeZeros(1).writeInt2(warnings);
    }
}
