// SPDX-License-Identifier: Apache-2.0
package io.txmysql.protocol.message;

import io.txmysql.protocol.wire.PayloadReader;
import io.txmysql.protocol.wire.PayloadWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Runs a statement; rows come as text. Without CLIENT_QUERY_ATTRIBUTES, which is not negotiated.
 *
 * @param sql the statement in the connection's character set; values may have been written into it
 * @see <a href="https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_com_query.html">COM_QUERY</a>
 */
@SuppressWarnings("ArrayRecordComponent") // equals and hashCode compare its content
public record ComQuery(byte[] sql) implements ClientCommand {
    public static ComQuery of(String sql) {
        return new ComQuery(sql.getBytes(StandardCharsets.UTF_8));
    }

    public static ComQuery decode(PayloadReader in) {
        PacketHeader.read(in, Command.COM_QUERY, "COM_QUERY");
        return new ComQuery(in.readRemainingBytes());
    }

    @Override
    public void encode(PayloadWriter out) {
        out.writeInt1(Command.COM_QUERY).writeBytes(sql);
    }

    /** The statement as text, taken as UTF-8. */
    public String text() {
        return new String(sql, StandardCharsets.UTF_8);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ComQuery that && Arrays.equals(sql, that.sql);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(sql);
    }

    /** Without the statement, which may contain values. */
    @Override
    public String toString() {
        return "ComQuery[" + sql.length + " bytes]";
    }
}
