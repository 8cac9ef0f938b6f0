// SPDX-License-Identifier: Apache-2.0
package io.txmysql.protocol.message;

import io.txmysql.protocol.wire.PayloadReader;
import io.txmysql.protocol.wire.PayloadWriter;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What a plugin on the server says further in the middle of the authentication.
 *
 * @param data without the header 0x01
 *
 * @see <a href="https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_connection_phase_packets_protocol_auth_more_data.html">Protocol::AuthMoreData</a>
 */
@SuppressWarnings("ArrayRecordComponent") // equals and hashCode compare its content
public record AuthMoreData(byte[] data) {
    static final int HEADER = 0x01;

    public static AuthMoreData decode(PayloadReader in) {
        PacketHeader.read(in, HEADER, "AuthMoreData");
        return new AuthMoreData(in.readRemainingBytes());
    }

    public void encode(PayloadWriter out) {
        out.writeInt1(HEADER).writeBytes(data);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof AuthMoreData that && Arrays.equals(data, that.data);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(data);
    }

    @Override
    public String toString() {
        return "AuthMoreData[" + data.length + " bytes]";
    }
}
