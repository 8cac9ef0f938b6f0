// SPDX-License-Identifier: Apache-2.0
package io.txmysql.protocol.message;

import io.txmysql.protocol.wire.PayloadReader;
import io.txmysql.protocol.wire.PayloadWriter;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The server wants another authentication plugin than the one that was answered with. A packet of one byte asks for
 * {@code mysql_old_password}.
 *
 * @param plugin the plugin's name
 * @param data what the plugin is given, as it came; see {@link #nonce()}
 * @see <a href="https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_connection_phase_packets_protocol_auth_switch_request.html">Protocol::AuthSwitchRequest</a>
 */
@SuppressWarnings("ArrayRecordComponent") // equals and hashCode compare its content
public record AuthSwitchRequest(String plugin, byte[] data) {
    public static final String OLD_PASSWORD_PLUGIN = "mysql_old_password";

    static final int HEADER = 0xFE;

    private static final int NONCE_LENGTH = 20;

    public static AuthSwitchRequest decode(PayloadReader in) {
        PacketHeader.read(in, HEADER, "AuthSwitchRequest");
        if (!in.hasRemaining()) {
            return new AuthSwitchRequest(OLD_PASSWORD_PLUGIN, new byte[0]);
        }
        String plugin = in.readNulTerminatedString();
        return new AuthSwitchRequest(plugin, in.readRemainingBytes());
    }

    public void encode(PayloadWriter out) {
        out.writeInt1(HEADER).writeNulTerminatedString(plugin).writeBytes(data);
    }

    /** The data without the zero byte that ends a nonce of 20 bytes; a nonce of any other length is binary to its end. */
    public byte[] nonce() {
        boolean ended = data.length == NONCE_LENGTH + 1 && data[NONCE_LENGTH] == 0;
        return ended ? Arrays.copyOf(data, NONCE_LENGTH) : data;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof AuthSwitchRequest that && plugin.equals(that.plugin) && Arrays.equals(data, that.data);
    }

    @Override
    public int hashCode() {
        return 31 * plugin.hashCode() + Arrays.hashCode(data);
    }

    @Override
    public String toString() {
        return "AuthSwitchRequest[plugin=" + plugin + ", " + data.length + " bytes]";
    }
}
