// SPDX-License-Identifier: Apache-2.0
package io.txmysql.protocol.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.txmysql.protocol.type.FieldType;
import io.txmysql.protocol.wire.PayloadWriter;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.zip.Deflater;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The same transcripts through compressed frames, however the server cuts these, and frames that lie. */
class CompressionTest {
    private static void mix(EngineHarness h) {
        h.server.answer(
                Reply.ok(1),
                Reply.text("a", "b").row("x".repeat(500), "1").row("y".repeat(70_000), null),
                Reply.err(1064, "42000", "syntax"),
                Reply.prepared(1, 1, 1),
                Reply.binary(FieldType.LONGLONG, "n").longs(1).longs(2),
                Reply.okAndMore(2).then(Reply.text("c").row("3")));
        h.query("ok");
        h.query("rows");
        h.query("bad");
        h.execute("binary", 5);
        h.run();
        h.query("after");
    }

    private static List<String> compressed(Cutting cutting, int outerLength, Consumer<EngineHarness> scenario) {
        return EngineHarness.events(Configs.compressed(), ScriptedServer.COMPRESSING, cutting, h -> {
            h.server.outerFramesOf(outerLength);
            scenario.accept(h);
        });
    }

    @ParameterizedTest(name = "outer frames of {0} bytes")
    @ValueSource(ints = {1, 3, 7, 50, 1000, 100_000})
    @DisplayName("a frame may end anywhere within a packet, and hold several")
    void outerFrames(int length) {
        List<String> expected = EngineHarness.events(
                Configs.plain(), ScriptedServer.CAPABILITIES, Cutting.whole(), CompressionTest::mix);
        assertThat(expected).last().isEqualTo("after: complete");
        Stream.of(Cutting.whole(), Cutting.everyByte(), Cutting.random(1), Cutting.random(2))
                .forEach(cutting -> assertThat(compressed(cutting, length, CompressionTest::mix))
                        .isEqualTo(expected));
    }

    @Test
    @DisplayName("commands are compressed, each numbered from 0")
    void commands() {
        EngineHarness harness = ready();
        harness.writes.clear();
        harness.server.answer(Reply.ok(0), Reply.ok(0), Reply.ok(0));
        harness.query("x".repeat(100_000));
        harness.query("y".repeat(17_000_000));
        harness.ping();
        harness.run().assertAllEnded();

        assertThat(harness.server.received)
                .containsExactly("query of 100000 bytes", "query of 17000000 bytes", "ComPing");
        assertThat(harness.writes.stream().mapToInt(Integer::intValue).sum()).isLessThan(100_000);
    }

    @Test
    @DisplayName("a server that does not offer it is spoken to without")
    void notOffered() {
        EngineHarness harness = new EngineHarness(
                Configs.compressed(), ScriptedServer.accepting(ScriptedServer.CAPABILITIES), Cutting.whole());
        harness.run().server.answer(Reply.ok(1));
        harness.query("q");
        harness.run().assertAllEnded();
        assertThat(harness.events).containsExactly("q: end affected=1", "q: complete");
    }

    static Stream<Arguments> lies() {
        byte[] bomb = deflated(new byte[1 << 20]);
        return Stream.of(
                Arguments.of("a bomb: more than the header says", frame(1, 1000, bomb)),
                Arguments.of("less than the header says", frame(1, 2_000_000, bomb)),
                Arguments.of("no zlib at all", frame(1, 100, new byte[50])),
                Arguments.of("an empty stream", frame(1, 100, new byte[0])),
                Arguments.of("bytes behind the stream", frame(1, 10, concat(deflated(new byte[10]), new byte[1]))),
                Arguments.of("a wrong outer id", frame(2, 0, new byte[] {1, 0, 0, 1, 0})),
                Arguments.of("a stored frame that answers nothing valid", frame(1, 0, new byte[] {0, 0, 0, 1})));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("lies")
    @DisplayName("pitfall#24, pitfall#33: frames that lie close the session")
    void lyingFrames(String name, byte[] frame) {
        EngineHarness harness = ready();
        harness.query("q");
        harness.query("r");
        harness.run();
        harness.server.sends(frame);
        harness.run().assertAllEnded();

        assertThat(harness.events)
                .as(name)
                .containsExactly(
                        "q: failure ProtocolViolationException UNKNOWN",
                        "r: failure ProtocolViolationException UNKNOWN",
                        "closed: ProtocolViolationException");
    }

    @Test
    @DisplayName("pitfall#24: a bomb within its header's word costs no more than 16 MiB at a time")
    void honestBomb() {
        EngineHarness harness = ready();
        harness.query("q");
        harness.run();
        byte[] zeros = new byte[0xFFFFFF];
        harness.server.sends(frame(1, zeros.length, deflated(zeros)));
        harness.run();

        assertThat(harness.events)
                .containsExactly("q: failure ProtocolViolationException UNKNOWN", "closed: ProtocolViolationException");
    }

    private static EngineHarness ready() {
        return new EngineHarness(
                        Configs.compressed(), ScriptedServer.accepting(ScriptedServer.COMPRESSING), Cutting.whole())
                .run();
    }

    private static byte[] frame(int sequence, int inflatedLength, byte[] body) {
        return new PayloadWriter()
                .writeInt3(body.length)
                .writeInt1(sequence)
                .writeInt3(inflatedLength)
                .writeBytes(body)
                .toByteArray();
    }

    private static byte[] concat(byte[] first, byte[] second) {
        return new PayloadWriter().writeBytes(first).writeBytes(second).toByteArray();
    }

    private static byte[] deflated(byte[] content) {
        Deflater deflater = new Deflater();
        deflater.setInput(content);
        deflater.finish();
        byte[] out = new byte[content.length + 100];
        int length = deflater.deflate(out);
        deflater.end();
        return Arrays.copyOf(out, length);
    }
}
