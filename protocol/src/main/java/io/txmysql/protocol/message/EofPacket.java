// SPDX-License-Identifier: Apache-2.0
package io.txmysql.protocol.message;

import io.txmysql.protocol.wire.PayloadReader;
import io.txmysql.protocol.wire.PayloadWriter;

/**
 * The end of column definitions or of rows, where CLIENT_DEPRECATE_EOF was not negotiated.
 *
 * @param warnings how many SHOW WARNINGS would list, 0 to 65,535
 * @param status see {@link ServerStatus}
 * @see <a href="https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_basic_eof_packet.html">EOF_Packet</a>
 */
public record EofPacket(int warnings, int status) {
    static final int HEADER = 0xFE;
    /** A payload of 0xFE that is longer is not an EOF packet. */
    static final int LONGEST = 8;

    public static EofPacket decode(PayloadReader in) {
        PacketHeader.read(in, HEADER, "EOF");
        int warnings = in.readInt2();
        return new EofPacket(warnings, in.readInt2());
    }

    public void encode(PayloadWriter out) {
        out.writeInt1(HEADER).writeInt2(warnings).writeInt2(status);
    }
}
