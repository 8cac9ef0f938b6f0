// SPDX-License-Identifier: Apache-2.0
package io.txmysql.protocol.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What the reader keeps in memory, and for how long its views hold. */
class CompressedFrameMemoryTest {
    private static final int SMALL = CompressedFrameReader.INITIAL_CAPACITY;
    private static final int MAX = 0xFFFFFF;

    private final ZlibCompressor zlib = new ZlibCompressor();
    private final CompressedFrameReader reader = new CompressedFrameReader(zlib);

    @AfterEach
    void close() {
        zlib.close();
    }

    @Test
    @DisplayName("pitfall#24: the input grows with the bytes that arrive, not with the length that a header claims")
    void inputFollowsArrival() {
        byte[] stream = CompressedStream.frame(MAX, 0, 0, noise(MAX));
        for (int at = 0; at < stream.length; at += 10_000) {
            int count = Math.min(10_000, stream.length - at);
            CompressedStream.receive(reader, stream, at, count);
            assertThat(reader.next()).isEqualTo(at + count == stream.length);
            if (at + count < stream.length) {
                assertThat(reader.inputArray().length).isBetween(SMALL, Math.max(SMALL, 2 * (at + count)));
            }
        }
        assertThat(reader.length()).isEqualTo(MAX);
        assertThat(reader.array()).as("no more than the frame needs").hasSize(7 + MAX);
    }

    @Test
    @DisplayName("after a large frame both buffers are small again")
    void shrinks() {
        byte[] large = new byte[MAX];
        byte[] small = new byte[100];
        CompressedStream.read(reader, CompressedStream.stored(0, large), 100_000);
        assertThat(reader.inputArray()).hasSize(SMALL);

        byte[] next = CompressedStream.concat(CompressedStream.compressed(1, large), CompressedStream.stored(2, small));
        CompressedStream.receive(reader, next, 0, next.length);
        assertThat(reader.next()).isTrue();
        assertThat(reader.array()).hasSize(MAX);
        assertThat(reader.next()).isTrue();
        assertThat(reader.next()).isFalse();
        assertThat(reader.inputArray()).hasSize(SMALL);

        byte[] last = CompressedStream.compressed(3, small);
        CompressedStream.receive(reader, last, 0, last.length);
        assertThat(reader.next()).isTrue();
        assertThat(reader.array()).hasSize(SMALL);
    }

    @Test
    @DisplayName("a small frame that is half there behind a large one does not keep the large buffer")
    void shrinksAroundTheRest() {
        byte[] content = noise(1000);
        byte[] frame = CompressedStream.stored(1, content);
        byte[] stream = CompressedStream.concat(CompressedStream.stored(0, new byte[1 << 20]), frame);
        CompressedStream.receive(reader, stream, 0, stream.length - 500);
        assertThat(reader.next()).isTrue();
        assertThat(reader.next()).isFalse();

        assertThat(reader.inputArray()).hasSize(SMALL);
        CompressedStream.receive(reader, stream, stream.length - 500, 500);
        assertThat(reader.next()).isTrue();
        assertThat(CompressedStream.content(reader)).isEqualTo(content);
    }

    @Test
    @DisplayName("a stored frame is shown in place, and stays as it is while more arrives, up to the next call")
    void viewHoldsWhileMoreArrives() {
        byte[] content = noise(12_000); // most of the buffer, so that there is room to gain by moving
        byte[] more = noise(90_000);
        byte[] frame = CompressedStream.stored(0, content);
        byte[] input = reader.inputArray();
        CompressedStream.receive(reader, frame, 0, frame.length);
        assertThat(reader.next()).isTrue();
        assertThat(reader.array()).isSameAs(input);

        byte[] second = CompressedStream.stored(1, more);
        CompressedStream.receive(reader, second, 0, second.length);

        assertThat(CompressedStream.content(reader)).isEqualTo(content);
        assertThat(reader.next()).isTrue();
        assertThat(CompressedStream.content(reader)).isEqualTo(more);
        assertThat(reader.next()).isFalse();
    }

    @Test
    @DisplayName("frames of the same size use the same buffers over and over")
    void steadyState() {
        byte[] input = reader.inputArray();
        byte[] content = new byte[12_000];
        byte[] inflated = null;
        for (int id = 0; id < 600; id++) {
            byte[] frame = CompressedStream.compressed(id, content);
            CompressedStream.receive(reader, frame, 0, frame.length);
            assertThat(reader.next()).isTrue();
            assertThat(inflated == null || inflated == reader.array()).isTrue();
            inflated = reader.array();
            assertThat(reader.next()).isFalse();
        }
        assertThat(reader.inputArray()).isSameAs(input);
    }

    private static byte[] noise(int length) {
        byte[] noise = new byte[length];
        new Random(length).nextBytes(noise);
        return noise;
    }
}
