// SPDX-License-Identifier: Apache-2.0
package io.txmysql.protocol.message;

import io.txmysql.protocol.wire.PayloadReader;
import io.txmysql.protocol.wire.PayloadWriter;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A row of COM_STMT_EXECUTE, not taken apart: what its values mean is the codec's business.
 *
 * @param content the NULL bitmap and the values
 * @see <a href="https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_binary_resultset.html#sect_protocol_binary_resultset_row">Binary
 *     Protocol Resultset Row</a>
 */
@SuppressWarnings("ArrayRecordComponent") // equals and hashCode compare its content
public record BinaryRow(byte[] content) {
    static final int HEADER = 0x00;

    public static BinaryRow decode(PayloadReader in) {
        PacketHeader.read(in, HEADER, "a binary row");
        return new BinaryRow(in.readRemainingBytes());
    }

    public void encode(PayloadWriter out) {
        out.writeInt1(HEADER).writeBytes(content);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof BinaryRow that && Arrays.equals(content, that.content);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(content);
    }

    @Override
    public String toString() {
        return "BinaryRow[" + content.length + " bytes]";
    }
}
