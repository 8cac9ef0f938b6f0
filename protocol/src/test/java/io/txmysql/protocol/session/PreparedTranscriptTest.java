// SPDX-License-Identifier: Apache-2.0
package io.txmysql.protocol.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.txmysql.protocol.error.Delivery;
import io.txmysql.protocol.error.InvalidStatementException;
import io.txmysql.protocol.type.FieldType;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** COM_STMT_PREPARE and COM_STMT_EXECUTE: in every cutting, in both EOF modes, and compressed. */
class PreparedTranscriptTest {
    private static List<String> transcript(Consumer<EngineHarness> scenario) {
        List<String> events = EngineHarness.inEveryCutting(scenario);
        assertThat(EngineHarness.inEveryCutting(Configs.plain(), ScriptedServer.WITH_EOF, scenario))
                .as("with EOF packets")
                .isEqualTo(events);
        assertThat(EngineHarness.inEveryCutting(Configs.compressed(), ScriptedServer.COMPRESSING, scenario))
                .as("compressed")
                .isEqualTo(events);
        return events;
    }

    @ParameterizedTest(name = "{0} parameters, {1} columns")
    @CsvSource({"0, 0", "0, 3", "2, 0", "2, 3", "1, 1", "300, 300"})
    @DisplayName("a PREPARE is read to its end, whatever definitions come with it")
    void prepare(int parameters, int columns) {
        assertThat(transcript(h -> {
                    h.server.answer(Reply.prepared(9, columns, parameters), Reply.ok(5), Reply.ok(6));
                    h.execute("e", new Object[parameters]);
                    h.query("q");
                }))
                .containsExactly("e: end affected=5", "e: complete", "q: end affected=6", "q: complete");
    }

    @Test
    @DisplayName("a refused PREPARE fails its execution, and only that")
    void refusedPrepare() {
        assertThat(transcript(h -> {
                    h.server.answer(Reply.err(1064, "42000", "syntax"), Reply.ok(1));
                    h.execute("bad");
                    h.query("q");
                }))
                .containsExactly("bad: failure ServerErrorException 1064 ANSWERED", "q: end affected=1", "q: complete");
    }

    @Test
    @DisplayName("binary rows: text, numbers, and none at all")
    void binaryRows() {
        assertThat(transcript(h -> {
                    h.server.answer(
                            Reply.prepared(1, 2, 0),
                            Reply.binary(FieldType.LONGLONG, "a", "b")
                                    .longs(1, -2)
                                    .longs(Long.MAX_VALUE, Long.MIN_VALUE),
                            Reply.prepared(2, 2, 0),
                            Reply.binary(FieldType.VAR_STRING, "a", "b").strings("x", ""),
                            Reply.prepared(3, 1, 0),
                            Reply.binary(FieldType.LONGLONG, "a"));
                    h.execute("longs");
                    h.execute("strings");
                    h.execute("none");
                }))
                .containsExactly(
                        "longs: row [1, -2]",
                        "longs: row [9223372036854775807, -9223372036854775808]",
                        "longs: end of rows",
                        "longs: complete",
                        "strings: row [x, ]",
                        "strings: end of rows",
                        "strings: complete",
                        "none: end of rows",
                        "none: complete");
    }

    @Test
    @DisplayName("pitfall#20: definitions that change between two executions, or within their columns, are seen")
    void changedDefinitions() {
        assertThat(transcript(h -> {
                    h.server.answer(
                            Reply.prepared(1, 2, 0),
                            Reply.binary(FieldType.LONGLONG, "a", "b").longs(1, 2),
                            Reply.binary(FieldType.LONGLONG, "a", "b").longs(3, 4),
                            Reply.binary(FieldType.LONGLONG, "a", "c").longs(5, 6),
                            Reply.binary(FieldType.VAR_STRING, "a", "c").strings("7", "8"),
                            Reply.binary(FieldType.VAR_STRING, "a").strings("9"),
                            Reply.ok(0),
                            Reply.binary(FieldType.LONGLONG, "a", "b").longs(10, 11));
                    for (int i = 0; i < 7; i++) {
                        h.execute("e");
                    }
                }))
                .filteredOn(event -> event.contains("row ["))
                .containsExactly(
                        "e: row [1, 2]",
                        "e: row [3, 4]",
                        "e: row [5, 6]",
                        "e: row [7, 8]",
                        "e: row [9]",
                        "e: row [10, 11]");
    }

    @Test
    @DisplayName("pitfall#20: what changed since the last execution is decoded with the new definitions, one by one")
    void changedDefinitionsOneByOne() {
        assertThat(transcript(h -> {
                    h.server.answer(
                            Reply.prepared(1, 1, 0),
                            Reply.binary(FieldType.LONGLONG, "a").longs(1),
                            Reply.binary(FieldType.LONGLONG, "a").longs(2),
                            Reply.binary(FieldType.VAR_STRING, "b").strings("three"),
                            Reply.binary(FieldType.LONGLONG, "a", "b").longs(4, 5));
                    for (int i = 0; i < 4; i++) {
                        h.execute("e");
                        h.run();
                    }
                }))
                .filteredOn(event -> event.contains("row ["))
                .containsExactly("e: row [1]", "e: row [2]", "e: row [three]", "e: row [4, 5]");
    }

    @Test
    @DisplayName("an ERR after binary rows fails the execution; the statement stays usable")
    void errAfterRows() {
        assertThat(transcript(h -> {
                    h.server.answer(
                            Reply.prepared(1, 1, 0),
                            Reply.binary(FieldType.LONGLONG, "a").longs(1).endedBy(Reply.err(1317, "70100", "killed")),
                            Reply.binary(FieldType.LONGLONG, "a").longs(2));
                    h.execute("e");
                    h.execute("e");
                }))
                .containsExactly(
                        "e: row [1]",
                        "e: failure ServerErrorException 1317 ANSWERED",
                        "e: row [2]",
                        "e: end of rows",
                        "e: complete");
    }

    @Test
    @DisplayName("tx#16: a wrong number of arguments by the server's count fails unsent, naming both numbers")
    void wrongCount() {
        EngineHarness harness = EngineHarness.ready();
        harness.server.answer(Reply.prepared(1, 0, 2), Reply.ok(0));
        RecordingSink wrong = harness.execute("e", 1, 2, 3);
        harness.query("q");
        harness.run();

        assertThat(wrong.failure())
                .isInstanceOf(InvalidStatementException.class)
                .hasMessageContaining("2 markers")
                .hasMessageContaining("3 arguments");
        assertThat(wrong.failure().delivery()).isEqualTo(Delivery.NOT_EXECUTED);
        assertThat(harness.server.received).containsExactly("prepare e", "query q");
        assertThat(harness.assertAllEnded().events)
                .containsExactly(
                        "e: failure InvalidStatementException NOT_EXECUTED", "q: end affected=0", "q: complete");
    }

    @Test
    @DisplayName("pitfall#22: a binary row beyond 16 MiB")
    void largeRow() {
        String value = "x".repeat(0x1000001);
        Cutting large = available -> Math.min(available, 100_000);
        assertThat(EngineHarness.events(Configs.plain(), ScriptedServer.CAPABILITIES, large, h -> {
                    h.server.answer(
                            Reply.prepared(1, 1, 0),
                            Reply.binary(FieldType.VAR_STRING, "a")
                                    .strings(value)
                                    .strings("after"));
                    h.execute("e");
                }))
                .hasSize(4)
                .contains("e: row [after]", "e: complete")
                .first()
                .asString()
                .startsWith("e: row [16777217 characters");
    }
}
