// SPDX-License-Identifier: Apache-2.0
package io.txmysql.protocol.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Payloads in packets, as the manual says they have to be. */
class FrameWriterTest {
    @ParameterizedTest(name = "{0} bytes in {1} packets")
    @CsvSource({
        "0, 1, 0",
        "1, 1, 1",
        "16777214, 1, 16777214",
        "16777215, 2, 0",
        "16777216, 2, 1",
        "16777217, 2, 2",
        "33554430, 3, 0",
        "33554432, 3, 2"
    })
    @DisplayName("pitfall#22: a payload is split at 2^24 - 1 bytes, and a packet shorter than that ends it")
    void splits(int length, int packets, int lastLength) {
        byte[] payload = FrameStream.pattern(length);
        PayloadWriter out = new PayloadWriter();
        out.writeString("before");
        int start = FrameWriter.begin(out);
        out.writeBytes(payload);

        assertThat(FrameWriter.end(out, start, 254)).isEqualTo(packets);
        assertThat(out.position()).isEqualTo("before".length() + packets * FrameWriter.HEADER_LENGTH + length);
        PayloadReader in = new PayloadReader(out.toByteArray());
        assertThat(in.readString("before".length())).isEqualTo("before");
        int at = 0;
        for (int packet = 0; packet < packets; packet++) {
            int expected = packet == packets - 1 ? lastLength : FrameWriter.MAX_PAYLOAD_LENGTH;
            assertThat(in.readInt3()).isEqualTo(expected);
            assertThat(in.readInt1()).as("the id, which wraps around").isEqualTo(254 + packet & 0xFF);
            assertThat(Arrays.equals(in.array(), in.position(), in.position() + expected, payload, at, at + expected))
                    .isTrue();
            in.skip(expected);
            at += expected;
        }
        in.requireEnd();
    }

    @Test
    @DisplayName("packets follow each other in one buffer")
    void several() {
        PayloadWriter out = new PayloadWriter(0);
        for (int i = 0; i < 3; i++) {
            int start = FrameWriter.begin(out);
            out.writeInt1(i);
            FrameWriter.end(out, start, i);
        }
        assertThat(out.toByteArray()).containsExactly(1, 0, 0, 0, 0, 1, 0, 0, 1, 1, 1, 0, 0, 2, 2);
    }
}
