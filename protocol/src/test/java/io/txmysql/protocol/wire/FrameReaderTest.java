// SPDX-License-Identifier: Apache-2.0
package io.txmysql.protocol.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Payloads out of packets: all sizes, however they arrive, and no more memory than they deserve. */
class FrameReaderTest {
    private static final int LIMIT = 1 << 30;
    private static final int MAX = FrameWriter.MAX_PAYLOAD_LENGTH;

    @ParameterizedTest(name = "{0} bytes")
    @ValueSource(
            ints = {
                0,
                1,
                65_531,
                65_532,
                65_533,
                65_536,
                1 << 20,
                (1 << 20) + 1,
                MAX - 1,
                MAX,
                MAX + 1,
                MAX + 2,
                2 * MAX,
                2 * MAX + 2
            })
    @DisplayName("pitfall#22: a payload of any size is joined, and the one after it is found")
    void joins(int length) {
        byte[] payload = FrameStream.pattern(length);
        byte[] stream = new PayloadWriter()
                .writeBytes(FrameStream.framed(payload, 255))
                .writeBytes(FrameStream.framed(new byte[] {7}, 9))
                .toByteArray();
        for (int chunk : new int[] {stream.length, 50_000}) {
            FrameReader reader = new FrameReader(LIMIT);
            List<byte[]> payloads = new ArrayList<>();
            List<Integer> ids = new ArrayList<>();
            for (int at = 0; at < stream.length; at += chunk) {
                FrameStream.receive(reader, stream, at, Math.min(chunk, stream.length - at));
                while (reader.next()) {
                    payloads.add(FrameStream.payload(reader));
                    ids.add(reader.firstSequence());
                    ids.add(reader.lastSequence());
                }
            }
            assertThat(payloads).hasSize(2);
            assertThat(Arrays.equals(payloads.get(0), payload)).isTrue();
            assertThat(payloads.get(1)).containsExactly(7);
            assertThat(ids).containsExactly(255, 255 + length / MAX & 0xFF, 9, 9);
            assertThat(reader.hasPendingBytes()).isFalse();
        }
    }

    @Test
    @DisplayName("one byte at a time gives what all at once gives")
    void everyByte() {
        PayloadWriter out = new PayloadWriter();
        int sequence = 0;
        for (int length : new int[] {0, 1, 5, 70_000, 3, 65_532, 65_533, 0, 200_000, 4}) {
            out.writeBytes(FrameStream.framed(FrameStream.pattern(length), sequence++));
        }
        byte[] stream = out.toByteArray();
        List<String> whole = FrameStream.describe(new FrameReader(LIMIT), stream, () -> stream.length);

        assertThat(whole).hasSize(10);
        assertThat(FrameStream.describe(new FrameReader(LIMIT), stream, () -> 1))
                .isEqualTo(whole);
    }

    @Property(tries = 200)
    @Label("payloads do not depend on where the stream is cut")
    void anyChunks(
            @ForAll @Size(max = 8) List<@IntRange(min = 0, max = 140_000) Integer> lengths,
            @ForAll @IntRange(min = 1, max = 200_000) int longest,
            @ForAll long seed) {
        PayloadWriter out = new PayloadWriter();
        for (int length : lengths) {
            out.writeBytes(FrameStream.framed(FrameStream.pattern(length), length & 0xFF));
        }
        byte[] stream = out.toByteArray();
        Random random = new Random(seed);

        assertThat(FrameStream.describe(new FrameReader(LIMIT), stream, () -> 1 + random.nextInt(longest)))
                .isEqualTo(FrameStream.describe(new FrameReader(LIMIT), stream, () -> stream.length));
    }

    @ParameterizedTest(name = "id {0}")
    @ValueSource(ints = {0, 3, 5, 255})
    @DisplayName("pitfall#33: a wrong id within a joined payload is malformed, unless ids mean nothing")
    void wrongIdWithin(int second) {
        FrameReader reader = new FrameReader(LIMIT);
        FrameStream.receive(reader, FrameStream.packet(MAX, 3, FrameStream.pattern(MAX)), 0, MAX + 4);
        FrameStream.receive(reader, FrameStream.packet(1, second, new byte[1]), 0, 5);
        assertThatThrownBy(reader::next)
                .isInstanceOf(MalformedPacketException.class)
                .hasMessageContaining("packet " + second)
                .hasMessageContaining("4");

        FrameReader careless = new FrameReader(LIMIT);
        careless.ignoreSequence();
        FrameStream.receive(careless, FrameStream.packet(MAX, 3, FrameStream.pattern(MAX)), 0, MAX + 4);
        FrameStream.receive(careless, FrameStream.packet(1, second, new byte[1]), 0, 5);
        assertThat(careless.next()).isTrue();
        assertThat(careless.length()).isEqualTo(MAX + 1);
    }

    @ParameterizedTest(name = "{0} of at most {1} bytes")
    @CsvSource({"11, 10", "65536, 65535", "16777215, 65536", "16777214, 16777213", "16777215, 16777214"})
    @DisplayName("pitfall#24: a payload longer than permitted is refused by its header, before memory is taken")
    void tooLong(int length, int limit) {
        FrameReader reader = new FrameReader(limit);
        FrameStream.receive(reader, FrameStream.packet(length, 0, new byte[0]), 0, 4);
        assertThatThrownBy(reader::next)
                .isInstanceOf(MalformedPacketException.class)
                .hasMessageContaining(String.valueOf(length))
                .hasMessageContaining(String.valueOf(limit));
        assertThat(reader.inputArray()).hasSize(64 * 1024);
    }

    @Test
    @DisplayName("pitfall#24: the limit holds for all packets of a payload together")
    void tooLongTogether() {
        FrameReader reader = new FrameReader(MAX + 10);
        FrameStream.receive(reader, FrameStream.packet(MAX, 0, FrameStream.pattern(MAX)), 0, MAX + 4);
        assertThat(reader.next()).isFalse();
        FrameStream.receive(reader, FrameStream.packet(11, 1, new byte[0]), 0, 4);
        assertThatThrownBy(reader::next).isInstanceOf(MalformedPacketException.class);
    }

    @Test
    @DisplayName("pitfall#24: a length that never arrives takes no memory; what arrives, at most twice its own")
    void announcedOnly() {
        FrameReader reader = new FrameReader(LIMIT);
        FrameStream.receive(reader, FrameStream.packet(MAX, 0, new byte[0]), 0, 4);
        assertThat(reader.next()).isFalse();
        assertThat(reader.inputArray()).hasSizeLessThanOrEqualTo(1 << 20);

        byte[] chunk = new byte[500_000];
        int arrived = 0;
        while (arrived + chunk.length < MAX) {
            FrameStream.receive(reader, chunk, 0, chunk.length);
            arrived += chunk.length;
            assertThat(reader.next()).isFalse();
            assertThat(reader.inputArray().length).isLessThanOrEqualTo(Math.max(1 << 20, 2 * arrived));
        }
    }

    @ParameterizedTest(name = "{0} bytes")
    @ValueSource(ints = {100_000, 3_000_000, MAX - 1, MAX + 5})
    @DisplayName("a payload beyond the buffer gets an array of exactly its length, which nobody else writes to")
    void exactArray(int length) {
        FrameReader reader = new FrameReader(LIMIT);
        byte[] stream = FrameStream.framed(FrameStream.pattern(length), 0);
        receiveAfterItsHeader(reader, stream);
        assertThat(reader.next()).isTrue();
        byte[] array = reader.array();
        assertThat(reader.offset()).isZero();
        assertThat(array).hasSize(length);

        byte[] more = FrameStream.framed(new byte[length], 0);
        receiveAfterItsHeader(reader, more);
        assertThat(reader.next()).isTrue();
        assertThat(Arrays.equals(array, FrameStream.pattern(length))).isTrue();
    }

    /** As it comes from a socket: what follows the header goes straight to its place. */
    private static void receiveAfterItsHeader(FrameReader reader, byte[] stream) {
        FrameStream.receive(reader, stream, 0, FrameWriter.HEADER_LENGTH);
        for (int at = FrameWriter.HEADER_LENGTH; at < stream.length; at += 50_000) {
            assertThat(reader.next()).isFalse();
            FrameStream.receive(reader, stream, at, Math.min(50_000, stream.length - at));
        }
    }

    @Test
    @DisplayName("payloads stay where they are until inputArray() is called")
    void viewsStay() {
        PayloadWriter out = new PayloadWriter();
        for (int i = 0; i < 6; i++) {
            out.writeBytes(FrameStream.framed(FrameStream.pattern(9_000 + i), i));
        }
        FrameReader reader = new FrameReader(LIMIT);
        FrameStream.receive(reader, out.array(), 0, out.position());
        List<int[]> views = new ArrayList<>();
        byte[] array = null;
        while (reader.next()) {
            array = reader.array();
            views.add(new int[] {reader.offset(), reader.length()});
        }
        assertThat(views).hasSize(6);
        for (int[] view : views) {
            assertThat(Arrays.equals(array, view[0], view[0] + view[1], FrameStream.pattern(view[1]), 0, view[1]))
                    .isTrue();
        }
    }

    @Test
    @DisplayName("bytes that no payload has used are seen, a header's first ones too")
    void pendingBytes() {
        FrameReader reader = new FrameReader(LIMIT);
        assertThat(reader.hasPendingBytes()).isFalse();
        FrameStream.receive(reader, new byte[] {100, 0}, 0, 2);
        assertThat(reader.next()).isFalse();
        assertThat(reader.hasPendingBytes()).isTrue();

        FrameReader large = new FrameReader(LIMIT);
        FrameStream.receive(large, FrameStream.packet(100_000, 0, new byte[0]), 0, 4);
        assertThat(large.next()).isFalse();
        assertThat(large.hasPendingBytes()).isTrue();
    }

    @Test
    @DisplayName("the buffer goes back to its size after bytes have waited in it")
    void shrinks() {
        FrameReader reader = new FrameReader(LIMIT);
        byte[] packet = FrameStream.framed(FrameStream.pattern(1_000), 0);
        for (int i = 0; i < 300; i++) {
            FrameStream.receive(reader, packet, 0, packet.length);
        }
        int payloads = 0;
        while (reader.next()) {
            payloads++;
        }
        assertThat(payloads).isEqualTo(300);
        assertThat(reader.inputArray()).hasSize(64 * 1024);
    }
}
