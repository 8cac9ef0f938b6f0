// SPDX-License-Identifier: Apache-2.0
package io.txmysql.protocol.message;

import static io.txmysql.protocol.message.Capabilities.CLIENT_SESSION_TRACK;

import io.txmysql.protocol.wire.MalformedPacketException;
import io.txmysql.protocol.wire.PayloadReader;
import io.txmysql.protocol.wire.PayloadWriter;
import java.util.List;

/**
 * A command has succeeded; with {@link Capabilities#CLIENT_DEPRECATE_EOF} also the end of rows, under another header.
 *
 * <p>The manual gives {@code info} no length where CLIENT_SESSION_TRACK was not negotiated. Servers send one all the
 * same: MySQL 5.7 and 8.0 and MariaDB 11.8 do.
 *
 * @param affectedRows unsigned 64 bit
 * @param lastInsertId unsigned 64 bit; 0 for none
 * @param status see {@link ServerStatus}
 * @param warnings how many SHOW WARNINGS would list, 0 to 65,535
 * @param info what the server says in words, {@code Rows matched: 1 …} for one; often empty
 * @param changes only with CLIENT_SESSION_TRACK and {@link ServerStatus#SESSION_STATE_CHANGED}
 * @see <a href="https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_basic_ok_packet.html">OK_Packet</a>
 */
public record OkPacket(
        long affectedRows, long lastInsertId, int status, int warnings, String info, List<SessionStateChange> changes) {

    static final int HEADER = 0x00;
    static final int END_HEADER = 0xFE;

    public OkPacket {
        if (!changes.isEmpty() && !ServerStatus.has(status, ServerStatus.SESSION_STATE_CHANGED)) {
            throw new IllegalArgumentException("changes without SESSION_STATE_CHANGED");
        }
        changes = List.copyOf(changes);
    }

    /** Reads either form, header included. */
    public static OkPacket decode(PayloadReader in, long capabilities) {
        int header = in.readInt1();
        if (header != HEADER && header != END_HEADER) {
            throw new MalformedPacketException("0x" + Integer.toHexString(header) + " does not begin an OK packet");
        }
        long affectedRows = in.readLengthEncodedInt();
        long lastInsertId = in.readLengthEncodedInt();
        int status = in.readInt2();
        int warnings = in.readInt2();
        boolean tracked = tracks(status, capabilities);
        String info = tracked || in.hasRemaining() ? in.readLengthEncodedString() : "";
        List<SessionStateChange> changes =
                tracked ? SessionStateChange.decodeAll(in.readLengthEncodedBlock()) : List.of();
        return new OkPacket(affectedRows, lastInsertId, status, warnings, info, changes);
    }

    /** Writes the answer to a command. */
    public void encode(PayloadWriter out, long capabilities) {
        encode(out, HEADER, capabilities);
    }

    /** Writes the end of rows; only where {@link Capabilities#CLIENT_DEPRECATE_EOF} was negotiated. */
    public void encodeEnd(PayloadWriter out, long capabilities) {
        encode(out, END_HEADER, capabilities);
    }

    private void encode(PayloadWriter out, int header, long capabilities) {
        out.writeInt1(header).writeLengthEncodedInt(affectedRows).writeLengthEncodedInt(lastInsertId);
        out.writeInt2(status).writeInt2(warnings);
        boolean tracked = tracks(status, capabilities);
        if (tracked || !info.isEmpty()) {
            out.writeLengthEncodedString(info);
        }
        if (tracked) {
            PayloadWriter block = new PayloadWriter();
            changes.forEach(change -> change.encode(block));
            out.writeLengthEncodedInt(block.position()).writeBytes(block.array(), 0, block.position());
        }
    }

    private static boolean tracks(int status, long capabilities) {
        return Capabilities.has(capabilities, CLIENT_SESSION_TRACK)
                && ServerStatus.has(status, ServerStatus.SESSION_STATE_CHANGED);
    }
}
