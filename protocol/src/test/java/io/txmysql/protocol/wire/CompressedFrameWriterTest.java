// SPDX-License-Identifier: Apache-2.0
package io.txmysql.protocol.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CompressedFrameWriterTest {
    private static final int MAX = 0xFFFFFF;

    private final ZlibCompressor zlib = new ZlibCompressor();
    private final CompressedFrameWriter writer = new CompressedFrameWriter(zlib);
    private final PayloadWriter out = new PayloadWriter();

    @AfterEach
    void close() {
        zlib.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 5, 49})
    @DisplayName("fewer than 50 bytes are stored")
    void storedWhenShort(int length) {
        assertThat(writer.write(new byte[length], 0, length, out)).isEqualTo(1);

        assertThat(out.position()).isEqualTo(7 + length);
        assertHeader(0, length, 0, 0);
    }

    @Test
    @DisplayName("50 bytes are compressed if that makes them fewer")
    void compressedFromFifty() {
        assertThat(writer.write(new byte[50], 0, 50, out)).isEqualTo(1);

        assertThat(out.position()).isLessThan(7 + 50);
        assertHeader(0, out.position() - 7, 0, 50);
    }

    @Test
    @DisplayName("bytes that zlib cannot make fewer are stored as they are")
    void storedWhenNotSmaller() {
        byte[] noise = new byte[60_000];
        new Random(3).nextBytes(noise);

        writer.write(noise, 1, 59_998, out);

        assertHeader(0, 59_998, 0, 0);
        assertThat(Arrays.copyOfRange(out.array(), 7, out.position())).isEqualTo(Arrays.copyOfRange(noise, 1, 59_999));
    }

    @Test
    @DisplayName("nothing to say is no frame")
    void empty() {
        assertThat(writer.write(new byte[0], 0, 0, out)).isZero();
        assertThat(out.position()).isZero();
    }

    @Test
    @DisplayName("pitfall#22: a frame holds at most 2^24-1 bytes; the next id follows, and the count is the reply's id")
    void split() {
        byte[] packets = new byte[MAX + 10];

        assertThat(writer.write(packets, 0, MAX, new PayloadWriter())).isEqualTo(1);
        assertThat(writer.write(packets, 0, MAX + 10, out)).isEqualTo(2);

        int firstLength = LittleEndian.getUnsignedMedium(out.array(), 0);
        assertHeader(0, firstLength, 0, MAX);
        assertHeader(7 + firstLength, 10, 1, 0);
        assertThat(out.position()).isEqualTo(7 + firstLength + 7 + 10);
    }

    @Test
    @DisplayName("frames are appended, and may go on from any id")
    void appended() {
        writer.write(new byte[3], 0, 3, out);
        writer.write(255, new byte[4], 0, 4, out);
        writer.write(256, new byte[5], 0, 5, out);

        assertHeader(0, 3, 0, 0);
        assertHeader(10, 4, 255, 0);
        assertHeader(21, 5, 0, 0);
    }

    private void assertHeader(int at, int length, int sequence, int lengthBefore) {
        assertThat(LittleEndian.getUnsignedMedium(out.array(), at)).isEqualTo(length);
        assertThat(out.array()[at + 3]).isEqualTo((byte) sequence);
        assertThat(LittleEndian.getUnsignedMedium(out.array(), at + 4)).isEqualTo(lengthBefore);
    }
}
