// SPDX-License-Identifier: Apache-2.0
package io.txmysql.protocol.message;

import io.txmysql.protocol.wire.PayloadReader;
import io.txmysql.protocol.wire.PayloadWriter;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A command, or the whole session, has failed.
 *
 * @param errno the server's error number, 0 to 65,535
 * @param sqlState five characters; null in an ERR that comes before the login, for example in place of the greeting
 * @param message the server's words, which may quote values
 * @see <a href="https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_basic_err_packet.html">ERR_Packet</a>
 */
public record ErrPacket(int errno, @Nullable String sqlState, String message) {
    static final int HEADER = 0xFF;

    private static final int STATE_MARKER = '#';
    private static final int STATE_LENGTH = 5;

    public static ErrPacket decode(PayloadReader in) {
        PacketHeader.read(in, HEADER, "ERR");
        int errno = in.readInt2();
        String sqlState = null;
        if (in.hasRemaining() && in.peek() == STATE_MARKER) {
            in.skip(1);
            sqlState = in.readString(STATE_LENGTH);
        }
        return new ErrPacket(errno, sqlState, in.readRemainingString());
    }

    public void encode(PayloadWriter out) {
        out.writeInt1(HEADER).writeInt2(errno);
        if (sqlState != null) {
            byte[] state = sqlState.getBytes(StandardCharsets.UTF_8);
            if (state.length != STATE_LENGTH) {
                throw new IllegalArgumentException("an SQLSTATE of " + state.length + " bytes");
            }
            out.writeInt1(STATE_MARKER).writeBytes(state);
        }
        out.writeString(message);
    }

    /** Without the message, which may quote values of the statement. */
    @Override
    public String toString() {
        return "ErrPacket[errno=" + errno + ", sqlState=" + sqlState + ", a message of " + message.length()
                + " characters]";
    }
}
