// SPDX-License-Identifier: Apache-2.0
package io.txmysql.protocol.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.txmysql.protocol.type.FieldType;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Answers that no server may give end the session in every cutting, and the rows before them count. */
class MalformedReplyTest {
    private static final byte[] TOO_LONG = {(byte) 0xFE, 1, 2, 3, 4, 5, 6, 7, (byte) 0x80, 0};

    static Stream<Arguments> replies() {
        return Stream.of(
                Arguments.of("an empty payload", Reply.payload(out -> {}), 0),
                Arguments.of("an EOF", Reply.payload(out -> out.writeInt1(0xFE).writeInt4(0)), 0),
                Arguments.of("65,536 columns", Reply.payload(out -> out.writeLengthEncodedInt(65_536)), 0),
                Arguments.of(
                        "16,777,215 columns",
                        Reply.payload(out -> out.writeInt1(0xFD).writeInt3(-1)),
                        0),
                Arguments.of(
                        "an OK cut short", Reply.payload(out -> out.writeInt1(0).writeInt1(0)), 0),
                Arguments.of(
                        "an ERR cut short",
                        Reply.payload(out -> out.writeInt1(0xFF).writeInt1(0)),
                        0),
                Arguments.of("a first row cut short", Reply.text("a", "b").rawRow(new byte[] {1, 'x'}), 0),
                Arguments.of("a first row too long", Reply.text("a").rawRow(new byte[] {1, 'x', 'y'}), 0),
                Arguments.of("a length of 2^63", Reply.text("a").rawRow(TOO_LONG), 0),
                Arguments.of("an empty row", Reply.text("a").row("1").rawRow(new byte[0]), 1),
                Arguments.of(
                        "a third row cut short",
                        Reply.text("a")
                                .row("1")
                                .row("2")
                                .rawRow(new byte[] {3, 'x'})
                                .row("4"),
                        2),
                Arguments.of(
                        "a row that is no row after one beyond the buffer",
                        Reply.text("a").row("x".repeat(70_000)).rawRow(new byte[] {3, 'x'}),
                        1),
                Arguments.of("an end cut short", Reply.text("a").row("1").rawRow(new byte[] {(byte) 0xFE, 0}), 1));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("replies")
    @DisplayName("pitfall#24: of a query")
    void ofAQuery(String name, Reply reply, int rows) {
        List<String> events = EngineHarness.inEveryCutting(h -> {
            h.server.answer(reply);
            h.query("q");
        });
        assertThat(events)
                .as(name)
                .hasSize(rows + 2)
                .endsWith("q: failure ProtocolViolationException UNKNOWN", "closed: ProtocolViolationException");
    }

    static Stream<Arguments> binaryRows() {
        return Stream.of(
                Arguments.of("no bitmap", new byte[] {0}),
                Arguments.of("seven bytes of a BIGINT", new byte[] {0, 0, 1, 2, 3, 4, 5, 6, 7}),
                Arguments.of("nine bytes of a BIGINT", new byte[] {0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9}),
                Arguments.of("a text row", new byte[] {1, 'x'}));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("binaryRows")
    @DisplayName("pitfall#24: of an execution")
    void ofAnExecution(String name, byte[] row) {
        List<String> events = EngineHarness.inEveryCutting(h -> {
            h.server.answer(
                    Reply.prepared(1, 1, 0),
                    Reply.binary(FieldType.LONGLONG, "a").longs(1).rawRow(row));
            h.execute("e");
            h.execute("e");
        });
        assertThat(events)
                .as(name)
                .containsExactly(
                        "e: row [1]",
                        "e: failure ProtocolViolationException UNKNOWN",
                        "e: failure ProtocolViolationException UNKNOWN",
                        "closed: ProtocolViolationException");
    }
}
