// SPDX-License-Identifier: Apache-2.0
package io.txmysql.protocol.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Frames as they come in; what the reader keeps in memory is in {@link CompressedFrameMemoryTest}. */
class CompressedFrameReaderTest {
    private static final byte[] SHORT = {1, 2, 3};
    private static final byte[] LONG = "a row that repeats ".repeat(500).getBytes(StandardCharsets.US_ASCII);

    private final ZlibCompressor zlib = new ZlibCompressor();
    private final CompressedFrameReader reader = new CompressedFrameReader(zlib);

    @AfterEach
    void close() {
        zlib.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 6, 7, 8, 100, 100_000})
    @DisplayName("the same frames come out, however the bytes come in; one byte at a time too")
    void chunkInvariance(int chunk) {
        byte[] noise = new byte[40_000];
        new Random(4).nextBytes(noise);
        byte[] stream = CompressedStream.concat(
                CompressedStream.stored(0, SHORT),
                CompressedStream.compressed(1, LONG),
                CompressedStream.stored(2, new byte[0]),
                CompressedStream.stored(3, noise),
                CompressedStream.compressed(4, LONG),
                CompressedStream.stored(5, SHORT));

        assertThat(CompressedStream.read(reader, stream, chunk))
                .containsExactly(SHORT, LONG, new byte[0], noise, LONG, SHORT);
    }

    @Test
    @DisplayName("a stream cut off at any byte yields the whole frames before the cut, and waits")
    void cutOffAnywhere() {
        byte[] first = CompressedStream.compressed(0, LONG);
        byte[] second = CompressedStream.stored(1, SHORT);
        byte[] stream = CompressedStream.concat(first, second);
        for (int length = 0; length < stream.length; length++) {
            CompressedFrameReader fresh = new CompressedFrameReader(zlib);
            List<byte[]> frames = CompressedStream.read(fresh, Arrays.copyOf(stream, length), 64);

            assertThat(frames).hasSize(length < first.length ? 0 : 1);
            assertThat(fresh.next()).isFalse();
            assertThat(fresh.length()).isZero();
        }
    }

    @Test
    @DisplayName("pitfall#24: a body cut off at any byte, with a header that agrees to it, is malformed")
    void shortBody() {
        byte[] body = CompressedStream.deflated(LONG);
        for (int length = 0; length < body.length; length++) {
            assertMalformed(CompressedStream.frame(length, 0, LONG.length, Arrays.copyOf(body, length)));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 100, 9_499, 9_501, 0xFFFFFF})
    @DisplayName("pitfall#24: a header that lies about the length before compression is malformed, either way")
    void lyingHeader(int claimed) {
        byte[] body = CompressedStream.deflated(LONG);
        assertThat(LONG).hasSize(9_500);

        assertMalformed(CompressedStream.frame(body.length, 0, claimed, body));
    }

    @Test
    @DisplayName("pitfall#24: a bomb behind a small claim is malformed")
    void bomb() {
        byte[] body = CompressedStream.deflated(new byte[64 << 20]);

        assertMalformed(CompressedStream.frame(body.length, 0, 1000, body));
    }

    @Test
    @DisplayName("pitfall#24: a body that is no zlib stream is malformed")
    void garbage() {
        byte[] text = "HTTP/1.1 400 Bad Request".getBytes(StandardCharsets.US_ASCII);

        assertMalformed(CompressedStream.frame(text.length, 0, 500, text));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2, 128, 255})
    @DisplayName("pitfall#33: a frame with another id than the expected one is malformed")
    void wrongSequence(int sequence) {
        reader.expectSequence(1);

        assertThatThrownBy(() -> CompressedStream.read(reader, CompressedStream.stored(sequence, SHORT), 100))
                .isInstanceOf(MalformedPacketException.class)
                .hasMessageContaining("sequence id " + sequence + " where 1 is due");
    }

    @Test
    @DisplayName("pitfall#33: a wrong id is told as soon as the header is there, before the content is waited for")
    void wrongSequenceIsToldEarly() {
        byte[] header = CompressedStream.frame(0xFFFFFF, 9, 0, new byte[0]);

        assertThatThrownBy(() -> CompressedStream.read(reader, header, 100))
                .isInstanceOf(MalformedPacketException.class);
    }

    @Test
    @DisplayName("pitfall#33: ids count up and wrap at 256, a repeated one is malformed")
    void sequenceCounts() {
        reader.expectSequence(254 + 256);
        for (int id : new int[] {254, 255, 0, 1}) {
            assertThat(reader.expectedSequence()).isEqualTo(id);
            assertThat(CompressedStream.read(reader, CompressedStream.stored(id, SHORT), 100))
                    .hasSize(1);
        }

        assertThatThrownBy(() -> CompressedStream.read(reader, CompressedStream.stored(1, SHORT), 100))
                .isInstanceOf(MalformedPacketException.class);
    }

    @Test
    @DisplayName("a frame whose header was checked keeps its id; what is expected from then on holds for the next")
    void expectationBetweenHeaderAndContent() {
        byte[] frame = CompressedStream.stored(0, SHORT);
        CompressedStream.read(reader, Arrays.copyOf(frame, 8), 8);

        reader.expectSequence(7);
        byte[] rest =
                CompressedStream.concat(Arrays.copyOfRange(frame, 8, frame.length), CompressedStream.stored(7, LONG));

        assertThat(CompressedStream.read(reader, rest, 100)).containsExactly(SHORT, LONG);
    }

    private void assertMalformed(byte[] stream) {
        CompressedFrameReader fresh = new CompressedFrameReader(zlib);
        assertThatThrownBy(() -> CompressedStream.read(fresh, stream, 1 << 20))
                .isInstanceOf(MalformedPacketException.class);
        assertThat(fresh.length()).isZero();
    }
}
