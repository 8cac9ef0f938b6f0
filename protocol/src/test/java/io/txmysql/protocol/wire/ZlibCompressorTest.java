// SPDX-License-Identifier: Apache-2.0
package io.txmysql.protocol.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.Deflater;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ZlibCompressorTest {
    private static final byte GUARD = 0x5A;

    private final ZlibCompressor zlib = new ZlibCompressor();

    @AfterEach
    void close() {
        zlib.close();
    }

    @Test
    @DisplayName("compressed bytes are appended, fewer than there were, and come back in their place only")
    void roundTrip() {
        byte[] source = "to and fro, ".repeat(5000).getBytes(StandardCharsets.US_ASCII);
        PayloadWriter out = new PayloadWriter().writeInt4(0x01020304);

        int compressed = zlib.compress(source, 12, source.length - 24, out);

        assertThat(compressed).isPositive().isLessThan(source.length / 10);
        assertThat(out.position()).isEqualTo(4 + compressed);
        assertThat(LittleEndian.getInt(out.array(), 0)).isEqualTo(0x01020304);

        byte[] target = new byte[source.length];
        Arrays.fill(target, GUARD);
        zlib.decompress(out.array(), 4, compressed, target, 12, source.length - 24);
        assertThat(Arrays.copyOfRange(target, 12, source.length - 12))
                .isEqualTo(Arrays.copyOfRange(source, 12, source.length - 12));
        assertThat(Arrays.copyOf(target, 12)).containsOnly(GUARD);
        assertThat(Arrays.copyOfRange(target, source.length - 12, source.length))
                .containsOnly(GUARD);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 50, 16384, 100_000})
    @DisplayName("bytes that do not become fewer leave the output as it was")
    void notSmaller(int length) {
        byte[] noise = new byte[length];
        new Random(1).nextBytes(noise);
        PayloadWriter out = new PayloadWriter().writeInt1(7);

        assertThat(zlib.compress(noise, 0, length, out)).isEqualTo(Compressor.NOT_SMALLER);
        assertThat(out.toByteArray()).containsExactly(7);
    }

    @Test
    @DisplayName("the output is not sized after the input")
    void smallOutput() {
        PayloadWriter out = new PayloadWriter();

        zlib.compress(new byte[8 << 20], 0, 8 << 20, out);

        assertThat(out.array()).hasSizeLessThan(64 * 1024);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 100, 999, 1001, 1_000_000})
    @DisplayName("pitfall#24: a stream that does not yield the declared length is malformed, whichever way it lies")
    void declaredLengthLies(int declared) {
        byte[] stream = deflate(new byte[1000]);
        byte[] target = new byte[declared + 8];
        Arrays.fill(target, GUARD);

        assertThatThrownBy(() -> zlib.decompress(stream, 0, stream.length, target, 4, declared))
                .isInstanceOf(MalformedPacketException.class)
                .hasMessageContaining(Integer.toString(declared));
        assertThat(Arrays.copyOf(target, 4)).containsOnly(GUARD);
        assertThat(Arrays.copyOfRange(target, declared + 4, declared + 8)).containsOnly(GUARD);
    }

    @Test
    @DisplayName("pitfall#24: a stream cut off anywhere, its checksum included, is malformed")
    void cutOff() {
        byte[] stream = deflate(noise(300));
        byte[] target = new byte[300];

        for (int length = 0; length < stream.length; length++) {
            int cut = length;
            assertThatThrownBy(() -> zlib.decompress(stream, 0, cut, target, 0, 300))
                    .as("the first %d bytes", cut)
                    .isInstanceOf(MalformedPacketException.class);
        }
        zlib.decompress(stream, 0, stream.length, target, 0, 300);
        assertThat(target).isEqualTo(noise(300));
    }

    @Test
    @DisplayName("pitfall#24: a wrong checksum, a byte too many, a stream for a preset dictionary: all malformed")
    void otherLies() {
        byte[] stream = deflate(noise(300));
        byte[] checksum = stream.clone();
        checksum[stream.length - 1] ^= 1;

        assertMalformed(checksum, 300);
        assertMalformed(Arrays.copyOf(stream, stream.length + 1), 300);
        assertMalformed(new byte[] {0x78, (byte) 0xBB, 0, 0, 0, 1, 3, 0}, 1);
        assertMalformed("HTTP/1.1 400 Bad Request".getBytes(StandardCharsets.US_ASCII), 300);
    }

    private void assertMalformed(byte[] stream, int declared) {
        assertThatThrownBy(() -> zlib.decompress(stream, 0, stream.length, new byte[declared], 0, declared))
                .isInstanceOf(MalformedPacketException.class);
    }

    private static byte[] noise(int length) {
        byte[] noise = new byte[length];
        new Random(2).nextBytes(noise);
        return noise;
    }

    private static byte[] deflate(byte[] content) {
        Deflater deflater = new Deflater();
        deflater.setInput(content);
        deflater.finish();
        byte[] stream = new byte[content.length + 100];
        int length = deflater.deflate(stream);
        deflater.end();
        return Arrays.copyOf(stream, length);
    }
}
