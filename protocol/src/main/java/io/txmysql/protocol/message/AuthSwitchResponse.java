// SPDX-License-Identifier: Apache-2.0
package io.txmysql.protocol.message;

import io.txmysql.protocol.wire.PayloadReader;
import io.txmysql.protocol.wire.PayloadWriter;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The client's answer to an {@link AuthSwitchRequest} or to {@link AuthMoreData}: whatever the plugin wants, without any
 * header.
 *
 * @see <a href="https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_connection_phase_packets_protocol_auth_switch_response.html">Protocol::AuthSwitchResponse</a>
 */
@SuppressWarnings("ArrayRecordComponent") // equals and hashCode compare its content
public record AuthSwitchResponse(byte[] data) {
    public static AuthSwitchResponse decode(PayloadReader in) {
        return new AuthSwitchResponse(in.readRemainingBytes());
    }

    public void encode(PayloadWriter out) {
        out.writeBytes(data);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof AuthSwitchResponse that && Arrays.equals(data, that.data);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(data);
    }

    @Override
    public String toString() {
        return "AuthSwitchResponse[" + data.length + " bytes]";
    }
}
