// SPDX-License-Identifier: Apache-2.0
package io.txmysql.protocol.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the writer wraps the reader unwraps, and no bytes at all bring the reader out of step with its contract. */
class CompressedRoundTripTest {
    private static final int MAX = 0xFFFFFF;

    @ParameterizedTest(name = "{0} bytes in {1} frames")
    @CsvSource({
        "0, 0",
        "1, 1",
        "2, 1",
        "3, 1",
        "49, 1",
        "50, 1",
        "51, 1",
        "16777214, 1",
        "16777215, 1",
        "16777216, 2",
        "33554432, 3"
    })
    @DisplayName("pitfall#22: packets of any size come back, compressed or stored")
    void sizes(int size, int frames) {
        byte[] zeros = new byte[size];
        byte[] noise = new byte[size];
        new Random(size).nextBytes(noise);

        assertRoundTrip(zeros, frames);
        assertRoundTrip(noise, frames);
    }

    private static void assertRoundTrip(byte[] packets, int frames) {
        try (ZlibCompressor zlib = new ZlibCompressor()) {
            PayloadWriter out = new PayloadWriter();
            assertThat(new CompressedFrameWriter(zlib).write(packets, 0, packets.length, out))
                    .isEqualTo(frames);

            CompressedFrameReader reader = new CompressedFrameReader(zlib);
            CompressedStream.receive(reader, out.array(), 0, out.position());
            int back = 0;
            for (int i = 0; i < frames; i++) {
                assertThat(reader.next()).isTrue();
                assertThat(reader.length()).isEqualTo(Math.min(MAX, packets.length - back));
                int end = back + reader.length();
                assertThat(Arrays.equals(
                                reader.array(), reader.offset(), reader.offset() + reader.length(), packets, back, end))
                        .isTrue();
                back = end;
            }
            assertThat(reader.next()).isFalse();
            assertThat(back).isEqualTo(packets.length);
        }
    }

    @Property(tries = 300)
    @Label("several commands, read in chunks of any size, come back in order")
    void anyChunks(@ForAll @Size(max = 20) int[] sizes, @ForAll @IntRange(min = 1, max = 40_000) int chunk) {
        try (ZlibCompressor zlib = new ZlibCompressor()) {
            PayloadWriter out = new PayloadWriter();
            PayloadWriter expected = new PayloadWriter();
            CompressedFrameWriter writer = new CompressedFrameWriter(zlib);
            int frames = 0;
            for (int size : sizes) {
                byte[] packets = mixture(Math.floorMod(size, 50_000), size);
                frames += writer.write(frames, packets, 0, packets.length, out);
                expected.writeBytes(packets);
            }
            PayloadWriter actual = new PayloadWriter();
            CompressedStream.read(new CompressedFrameReader(zlib), out.toByteArray(), chunk)
                    .forEach(actual::writeBytes);

            assertThat(actual.toByteArray()).isEqualTo(expected.toByteArray());
        }
    }

    @Property(tries = 2_000)
    @Label("pitfall#24: hostile bytes give frames or MalformedPacketException, never anything else")
    void anyBytes(@ForAll @Size(max = 200) byte[] bytes, @ForAll @IntRange(min = 1, max = 50) int chunk) {
        try (ZlibCompressor zlib = new ZlibCompressor()) {
            // A plausible header lets more of the bytes through to the inflater.
            byte[] body = CompressedStream.concat(new byte[] {0x78, (byte) 0x9C}, bytes);
            byte[] stream = CompressedStream.frame(body.length, 0, 1 + bytes.length * 3, body);
            for (byte[] hostile : new byte[][] {bytes, stream}) {
                try {
                    CompressedStream.read(new CompressedFrameReader(zlib), hostile, chunk);
                } catch (MalformedPacketException e) {
                    assertThat(e).hasMessageNotContaining("null");
                }
            }
        }
    }

    /** Half of it compresses, half of it does not. */
    private static byte[] mixture(int length, int seed) {
        byte[] noise = new byte[length / 2];
        new Random(seed).nextBytes(noise);
        return Arrays.copyOf(noise, length);
    }
}
