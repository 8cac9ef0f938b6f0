// SPDX-License-Identifier: Apache-2.0
package io.txmysql.protocol.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.txmysql.protocol.wire.MalformedPacketException;
import java.util.EnumSet;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** What real servers and clients have sent. What single fields of it must be is told by the tests of the messages. */
class CapturedPacketsTest {
    static final List<CapturedPacket> CAPTURED = CapturedPacket.ALL;

    @ParameterizedTest
    @FieldSource("CAPTURED")
    @DisplayName("Captured bytes are decoded, and encoded to the same bytes again")
    void roundTrip(CapturedPacket packet) {
        byte[] again = packet.kind().reencode(packet.payload(), packet.context());

        assertThat(packet.kind().decode(again, packet.context())).isEqualTo(packet.decode());
        if (!hasExtendedMetadata(packet)) {
            assertThat(again).asHexString().isEqualToIgnoringCase(packet.hex());
        }
    }

    @ParameterizedTest
    @FieldSource("CAPTURED")
    @DisplayName("Each strict prefix of captured bytes is malformed, but for those that are whole packets themselves")
    void truncation(CapturedPacket packet) {
        byte[] payload = packet.payload();
        for (int length = 0; length < payload.length; length++) {
            int prefix = length;
            if (packet.kind().isComplete(payload, prefix, packet.context())) {
                assertThatCode(() -> packet.kind().decode(payload, prefix, packet.context()))
                        .as("the first %d bytes", prefix)
                        .doesNotThrowAnyException();
            } else {
                assertThatThrownBy(() -> packet.kind().decode(payload, prefix, packet.context()))
                        .as("the first %d bytes", prefix)
                        .isExactlyInstanceOf(MalformedPacketException.class);
            }
        }
    }

    @Test
    @DisplayName("There are captured bytes of each packet")
    void complete() {
        assertThat(CAPTURED.stream().map(CapturedPacket::kind).collect(Collectors.toSet()))
                .isEqualTo(EnumSet.allOf(PacketKind.class));
    }

    /** MariaDB's extended metadata are read over, so they are missing in what is written. */
    private static boolean hasExtendedMetadata(CapturedPacket packet) {
        return packet.kind() == PacketKind.COLUMN_DEFINITION
                && (packet.origin().contains("UUID, INET6, POINT")
                        || packet.origin().contains("SELECT doc, id FROM t, column 0"));
    }
}
