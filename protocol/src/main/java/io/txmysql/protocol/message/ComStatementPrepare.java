// SPDX-License-Identifier: Apache-2.0
package io.txmysql.protocol.message;

import io.txmysql.protocol.wire.PayloadReader;
import io.txmysql.protocol.wire.PayloadWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Prepares a statement; the server answers {@link StatementPrepareOk}.
 *
 * @param sql the statement with its {@code ?} markers, in the connection's character set
 * @see <a href="https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_com_stmt_prepare.html">COM_STMT_PREPARE</a>
 */
@SuppressWarnings("ArrayRecordComponent") // equals and hashCode compare its content
public record ComStatementPrepare(byte[] sql) implements ClientCommand {
    public static ComStatementPrepare of(String sql) {
        return new ComStatementPrepare(sql.getBytes(StandardCharsets.UTF_8));
    }

    public static ComStatementPrepare decode(PayloadReader in) {
        PacketHeader.read(in, Command.COM_STMT_PREPARE, "COM_STMT_PREPARE");
        return new ComStatementPrepare(in.readRemainingBytes());
    }

    @Override
    public void encode(PayloadWriter out) {
        out.writeInt1(Command.COM_STMT_PREPARE).writeBytes(sql);
    }

    /** The statement as text, taken as UTF-8. */
    public String text() {
        return new String(sql, StandardCharsets.UTF_8);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ComStatementPrepare that && Arrays.equals(sql, that.sql);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(sql);
    }

    @Override
    public String toString() {
        return "ComStatementPrepare[sql=" + text() + "]";
    }
}
