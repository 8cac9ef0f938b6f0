// SPDX-License-Identifier: Apache-2.0
package io.txmysql.protocol.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.txmysql.protocol.error.ServerErrorException;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** COM_QUERY: what its sink is told, however the answer arrives. Each runs in every cutting, in both EOF modes, and compressed. */
class QueryTranscriptTest {
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

    @Test
    @DisplayName("an OK is one result without rows")
    void ok() {
        assertThat(transcript(h -> {
                    h.server.answer(Reply.ok(3));
                    h.query("insert");
                }))
                .containsExactly("insert: end affected=3", "insert: complete");
    }

    @Test
    @DisplayName("tx#14: an ERR carries message, errno, SQLSTATE and the statement")
    void err() {
        EngineHarness harness = EngineHarness.ready();
        harness.server.answer(Reply.err(1146, "42S02", "Table 's.t' doesn't exist"), Reply.ok(1));
        RecordingSink failing = harness.query("select * from t");
        harness.query("insert");
        harness.run();

        ServerErrorException failure = (ServerErrorException) failing.failure();
        assertThat(failure.summary()).isEqualTo("Table 's.t' doesn't exist");
        assertThat(failure.errno()).isEqualTo(1146);
        assertThat(failure.sqlState()).isEqualTo("42S02");
        assertThat(failure.statement()).isEqualTo("select * from t");
        assertThat(failure.endpoint()).isEqualTo("db.example:3306");
        assertThat(harness.events)
                .containsExactly(
                        "select * from t: failure ServerErrorException 1146 ANSWERED",
                        "insert: end affected=1",
                        "insert: complete");
    }

    @Test
    @DisplayName("rows come in order, NULL and the empty string apart")
    void rows() {
        assertThat(transcript(h -> {
                    h.server.answer(Reply.text("id", "name")
                            .row("1", "ann")
                            .row("2", null)
                            .row("3", ""));
                    h.query("q");
                }))
                .containsExactly(
                        "q: row [1, ann]", "q: row [2, null]", "q: row [3, ]", "q: end of rows", "q: complete");
    }

    @Test
    @DisplayName("tx#57: a result without a row ends")
    void noRows() {
        assertThat(transcript(h -> {
                    h.server.answer(Reply.text("id"));
                    h.query("q");
                }))
                .containsExactly("q: end of rows", "q: complete");
    }

    @Test
    @DisplayName("pitfall#26: CALL: two results, its own OK, and then the next command")
    void severalResults() {
        assertThat(transcript(h -> {
                    h.server.answer(
                            Reply.text("a")
                                    .row("1")
                                    .more()
                                    .then(Reply.text("b", "c").row("2", "3").more())
                                    .then(Reply.ok(0)),
                            Reply.text("one").row("1"));
                    h.query("call p");
                    h.query("select 1");
                }))
                .containsExactly(
                        "call p: row [1]",
                        "call p: end of rows",
                        "call p: row [2, 3]",
                        "call p: end of rows",
                        "call p: end affected=0",
                        "call p: complete",
                        "select 1: row [1]",
                        "select 1: end of rows",
                        "select 1: complete");
    }

    @Test
    @DisplayName(
            "pitfall#26: an ERR in place of, or within, the second result fails the command and the session goes on")
    void errInTheSecondResult() {
        assertThat(transcript(h -> {
                    h.server.answer(
                            Reply.text("a").row("1").more().then(Reply.err(1644, "45000", "signalled")),
                            Reply.okAndMore(1)
                                    .then(Reply.text("b").row("2").endedBy(Reply.err(1317, "70100", "killed"))),
                            Reply.text("one").row("1"));
                    h.query("call p");
                    h.query("call q");
                    h.query("select 1");
                }))
                .containsExactly(
                        "call p: row [1]",
                        "call p: end of rows",
                        "call p: failure ServerErrorException 1644 ANSWERED",
                        "call q: end affected=1",
                        "call q: row [2]",
                        "call q: failure ServerErrorException 1317 ANSWERED",
                        "select 1: row [1]",
                        "select 1: end of rows",
                        "select 1: complete");
    }

    @Test
    @DisplayName("rows larger than the input buffer, between small ones")
    void rowsBeyondTheBuffer() {
        Consumer<EngineHarness> scenario = h -> {
            h.server.answer(Reply.text("a", "b")
                    .row("x".repeat(70_000), "1")
                    .row("y", "2")
                    .row("z".repeat(65_530), "3")
                    .row("w".repeat(300_000), "v".repeat(200_000)));
            h.query("q");
        };
        List<String> events = transcript(scenario);

        assertThat(events).hasSize(6).last().isEqualTo("q: complete");
        assertThat(events.get(0)).matches("q: row \\[70000 characters, crc \\p{XDigit}+, 1]");
        assertThat(events.get(1)).isEqualTo("q: row [y, 2]");
    }

    @ParameterizedTest(name = "{0} bytes")
    @ValueSource(ints = {0xFFFFFF - 5, 0xFFFFFF - 4, 0xFFFFFF - 3, 0x1000000, 2 * 0xFFFFFF})
    @DisplayName("pitfall#22: a row around 16 MiB and beyond, and the row after it")
    void rowsBeyondSixteenMebibytes(int length) {
        String value = "0123456789abcdef".repeat(length / 16 + 1).substring(0, length);
        Consumer<EngineHarness> scenario = h -> {
            h.server.answer(Reply.text("a").row(value).row("after"));
            h.query("q");
        };
        Cutting large = available -> Math.min(available, 100_000);
        List<String> events = EngineHarness.events(Configs.plain(), ScriptedServer.CAPABILITIES, large, scenario);

        assertThat(events).hasSize(4).contains("q: row [after]").last().isEqualTo("q: complete");
        assertThat(events.get(0)).startsWith("q: row [" + length + " characters");
        assertThat(EngineHarness.events(Configs.compressed(), ScriptedServer.COMPRESSING, large, scenario))
                .isEqualTo(events);
    }
}
