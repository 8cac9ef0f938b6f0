// SPDX-License-Identifier: Apache-2.0
package io.txmysql.protocol.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.txmysql.protocol.error.ErrorCategory;
import io.txmysql.protocol.error.MySQLException;
import java.util.Objects;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A server that ends a session says why in an ERR packet with the id 0, and has executed nothing of what came after it. */
class FarewellTest {
    private static EngineHarness session(boolean compressed) {
        return new EngineHarness(
                        compressed ? Configs.compressed() : Configs.plain(),
                        ScriptedServer.accepting(compressed ? ScriptedServer.COMPRESSING : ScriptedServer.CAPABILITIES),
                        Cutting.everyByte())
                .run();
    }

    @ParameterizedTest(name = "{0}, compressed {1}")
    @CsvSource({"4031, false", "1053, false", "1927, false", "4031, true", "1053, true", "1927, true"})
    @DisplayName("pitfall#18: while idle, before the first command and after one")
    void idle(int errno, boolean compressed) {
        EngineHarness fresh = session(compressed);
        fresh.server.sendUnasked(Reply.farewell(errno));
        fresh.run();
        assertFarewell(fresh, errno);

        EngineHarness used = session(compressed);
        used.server.answer(Reply.text("a").row("1"));
        used.query("q");
        used.run();
        used.server.sendUnasked(Reply.farewell(errno));
        used.run();
        assertFarewell(used, errno);
    }

    @ParameterizedTest(name = "{0}, compressed {1}")
    @CsvSource({"4031, false", "1053, false", "1927, false", "4031, true", "1053, true", "1927, true"})
    @DisplayName("pitfall#18: in the same instant as commands: none of them was executed")
    void withCommandsOnTheWire(int errno, boolean compressed) {
        EngineHarness harness = session(compressed);
        harness.query("a");
        harness.query("b");
        harness.run();
        harness.query("c");
        harness.server.sendUnasked(Reply.farewell(errno));
        harness.run().assertAllEnded();

        assertThat(harness.events)
                .containsExactly(
                        "a: failure ServerErrorException " + errno + " NOT_EXECUTED",
                        "b: failure ServerErrorException " + errno + " NOT_EXECUTED",
                        "c: failure ServerErrorException " + errno + " NOT_EXECUTED",
                        "closed: ServerErrorException");
    }

    @ParameterizedTest(name = "compressed {0}")
    @ValueSource(booleans = {false, true})
    @DisplayName("pitfall#18: after one answer, in place of the next")
    void betweenAnswers(boolean compressed) {
        EngineHarness harness = session(compressed);
        harness.server.answer(Reply.text("a").row("1"), Reply.farewell(1053));
        harness.query("a");
        harness.query("b");
        harness.run().assertAllEnded();

        assertThat(harness.events)
                .containsExactly(
                        "a: row [1]",
                        "a: end of rows",
                        "a: complete",
                        "b: failure ServerErrorException 1053 NOT_EXECUTED",
                        "closed: ServerErrorException");
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(ints = {1053, 1927})
    @DisplayName("the same error as an answer, with the id that is due, is an answer")
    void asAnAnswer(int errno) {
        EngineHarness harness = session(false);
        harness.server.answer(Reply.err(errno, "08S01", "killed"), Reply.ok(0));
        harness.query("a");
        harness.query("b");
        harness.run().assertAllEnded();

        assertThat(harness.events).startsWith("a: failure ServerErrorException " + errno + " ANSWERED");
        assertThat(harness.engine.state()).isEqualTo(SessionEngine.State.READY);
    }

    private static void assertFarewell(EngineHarness harness, int errno) {
        MySQLException failure = Objects.requireNonNull(harness.engine.failure());
        assertThat(failure.errno()).as("%s", failure).isEqualTo(errno);
        assertThat(failure.category()).isEqualTo(ErrorCategory.SERVER_GONE);
        assertThat(harness.engine.state()).isEqualTo(SessionEngine.State.CLOSED);
    }
}
