// SPDX-License-Identifier: Apache-2.0
package io.txmysql.protocol.message;

import io.txmysql.protocol.wire.MalformedPacketException;
import io.txmysql.protocol.wire.PayloadReader;
import io.txmysql.protocol.wire.PayloadWriter;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Runs a prepared statement; rows come in binary. Without CLIENT_QUERY_ATTRIBUTES, which is not negotiated.
 *
 * @param statementId from {@link StatementPrepareOk}
 * @param cursorFlags {@link #CURSOR_TYPE_NO_CURSOR} or {@link #CURSOR_TYPE_READ_ONLY}
 * @param parameterBlock NULL bitmap, whether types follow, types and values, as the codec has written them; empty for a
 *     statement without parameters
 * @see <a href="https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_com_stmt_execute.html">COM_STMT_EXECUTE</a>
 */
@SuppressWarnings("ArrayRecordComponent") // equals and hashCode compare its content
public record ComStatementExecute(int statementId, int cursorFlags, byte[] parameterBlock) implements ClientCommand {
    public static final int CURSOR_TYPE_NO_CURSOR = 0;
    public static final int CURSOR_TYPE_READ_ONLY = 1;

    private static final int ITERATIONS = 1;

    public static ComStatementExecute decode(PayloadReader in) {
        PacketHeader.read(in, Command.COM_STMT_EXECUTE, "COM_STMT_EXECUTE");
        int statementId = in.readInt4();
        int cursorFlags = in.readInt1();
        int iterations = in.readInt4();
        if (iterations != ITERATIONS) {
            throw new MalformedPacketException(
                    "COM_STMT_EXECUTE with an iteration count of " + Integer.toUnsignedString(iterations));
        }
        return new ComStatementExecute(statementId, cursorFlags, in.readRemainingBytes());
    }

    @Override
    public void encode(PayloadWriter out) {
        out.writeInt1(Command.COM_STMT_EXECUTE)
                .writeInt4(statementId)
                .writeInt1(cursorFlags)
                .writeInt4(ITERATIONS);
        out.writeBytes(parameterBlock);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ComStatementExecute that
                && statementId == that.statementId
                && cursorFlags == that.cursorFlags
                && Arrays.equals(parameterBlock, that.parameterBlock);
    }

    @Override
    public int hashCode() {
        return 31 * statementId + Arrays.hashCode(parameterBlock);
    }

    /** Without the parameters. */
    @Override
    public String toString() {
        return "ComStatementExecute[statementId=" + Integer.toUnsignedString(statementId) + ", cursorFlags="
                + cursorFlags + ", " + parameterBlock.length + " bytes]";
    }
}
