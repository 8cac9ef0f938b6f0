// SPDX-License-Identifier: Apache-2.0
package io.txmysql.protocol.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.txmysql.protocol.wire.MalformedPacketException;
import io.txmysql.protocol.wire.PayloadReader;
import java.util.HexFormat;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ErrPacketTest {
    @Test
    @DisplayName("pitfall#14a: an ERR in place of the greeting has no SQLSTATE")
    void beforeLogin() {
        CapturedPacket captured = CapturedPacket.of("more connections than max_connections");

        assertThat(captured.decode()).isEqualTo(new ErrPacket(1040, null, "Too many connections"));
        assertThat(ReplyHeader.ofGreeting(new PayloadReader(captured.payload())))
                .isEqualTo(ReplyHeader.ERR);
    }

    @Test
    @DisplayName("An ERR with SQLSTATE")
    void withState() {
        assertThat(CapturedPacket.of("command 0x99").decode())
                .isEqualTo(new ErrPacket(1047, "08S01", "Unknown command"));
    }

    @Test
    @DisplayName("An errno alone is enough; half an SQLSTATE is not")
    void shortest() {
        assertThat(decode("ffffff")).isEqualTo(new ErrPacket(0xFFFF, null, ""));
        assertThat(decode("ff1004233038303034")).isEqualTo(new ErrPacket(1040, "08004", ""));
        assertThatThrownBy(() -> decode("ff10042330383030")).isInstanceOf(MalformedPacketException.class);
    }

    @Test
    @DisplayName("Its text hides the message, which may quote values")
    void text() {
        assertThat(new ErrPacket(1062, "23000", "Duplicate entry 'secret' for key 'PRIMARY'").toString())
                .contains("1062", "23000")
                .doesNotContain("secret");
    }

    private static ErrPacket decode(String hex) {
        return ErrPacket.decode(new PayloadReader(HexFormat.of().parseHex(hex)));
    }
}
