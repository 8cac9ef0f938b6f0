// SPDX-License-Identifier: Apache-2.0
package io.txmysql.protocol.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.txmysql.protocol.codec.StatementTraits;
import io.txmysql.protocol.error.Delivery;
import io.txmysql.protocol.error.Phase;
import io.txmysql.protocol.error.SessionPin;
import io.txmysql.protocol.exchange.ResetConnectionExchange;
import io.txmysql.protocol.exchange.SessionState;
import io.txmysql.protocol.message.SessionStateChange;
import io.txmysql.protocol.session.SessionConfig.Setup;
import io.txmysql.protocol.type.FieldType;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** COM_RESET_CONNECTION and all that has to follow it before the session is as it was when it was new. */
class ResetTest {
    private static final Setup SETUP =
            new Setup(true, Map.of("time_zone", "'+02:00'"), List.of("SET @tenant = 'acme'"));

    private static final String SET_NAMES = "SET NAMES utf8mb4 COLLATE utf8mb4_0900_ai_ci";
    private static final StatementTraits USER_VARIABLE = new StatementTraits(
            true, Set.of(SessionPin.USER_VARIABLE), Set.of(), StatementTraits.TransactionControl.NONE, false);

    private static Stream<Cutting> cuttings() {
        return Stream.concat(Stream.of(Cutting.whole()), Cutting.all());
    }

    private static SetupServer server() {
        return new SetupServer()
                .always("SET @@session.time_zone", Reply.variable("time_zone", "+02:00"))
                .always(
                        SET_NAMES,
                        Reply.changed(new SessionStateChange.SystemVariable("character_set_client", "utf8mb4")));
    }

    @Test
    @DisplayName("RESET and SET NAMES leave in one write; the statements of before are gone")
    void statementsAreGone() {
        EngineHarness harness = EngineHarness.ready();
        harness.server.answer(Reply.prepared(1, 1, 0), Reply.binary(FieldType.LONGLONG, "a"));
        harness.execute("e");
        harness.run();
        harness.server.received.clear();
        harness.writes.clear();
        harness.server.answer(Reply.ok(0), Reply.ok(0), Reply.prepared(1, 1, 0), Reply.binary(FieldType.LONGLONG, "a"));
        harness.reset();
        harness.execute("e");
        harness.run().assertAllEnded();

        assertThat(harness.server.received)
                .containsExactly("ComResetConnection", "query " + SET_NAMES, "prepare e", "execute 1");
        assertThat(harness.writes).hasSize(3);
        assertThat(harness.engine.session().resets()).isOne();
    }

    @ParameterizedTest
    @MethodSource("cuttings")
    @DisplayName("the setup follows in the same write, users' commands after it; then the session is clean")
    void wholeBurst(Cutting cutting) {
        SetupServer server = server();
        EngineHarness harness = server.session(Configs.withSetup(SETUP, 64), cutting);
        SessionState session = harness.engine.session();
        server.once("SET time_zone", Reply.variable("time_zone", "+05:00"))
                .once("SET @a", Reply.stateChanged())
                .once("BEGIN", Reply.status(3));
        harness.query("SET time_zone = '+05:00'");
        harness.query("SET @a = 1", USER_VARIABLE);
        harness.barrier("BEGIN");
        harness.run();
        assertThat(session.pins()).containsExactly(SessionPin.TRANSACTION, SessionPin.USER_VARIABLE);
        assertThat(session.isDirty()).isTrue();

        server.received.clear();
        harness.writes.clear();
        harness.events.clear();
        harness.reset();
        harness.query("q");
        harness.run().assertAllEnded();

        assertThat(server.received)
                .hasSize(7)
                .startsWith(SetupServer.RESET, SET_NAMES)
                .endsWith("SET @@session.time_zone = '+02:00'", "SET @tenant = 'acme'", "q");
        assertThat(harness.writes).as("the reset, the query").hasSize(2);
        assertThat(harness.events)
                .containsExactly("reset: end affected=0", "reset: complete", "q: end affected=0", "q: complete");
        assertThat(session.pins()).isEmpty();
        assertThat(session.replay()).isEmpty();
        assertThat(session.isDirty()).isFalse();
        assertThat(session.tracksVariables()).isTrue();
        assertThat(session.systemVariables()).containsEntry("time_zone", "+02:00");
        assertThat(session.phase()).isEqualTo(Phase.COMMAND);
    }

    @ParameterizedTest(name = "pipelining {0}")
    @ValueSource(ints = {1, 64})
    @DisplayName("a reset is complete only when its setup is over, so that the session can be handed on")
    void completeWithTheSetup(int pipelining) {
        EngineHarness harness = new EngineHarness(
                        Configs.withSetup(new Setup(false, Map.of("time_zone", "'+02:00'"), List.of()), pipelining),
                        ScriptedServer.accepting(ScriptedServer.CAPABILITIES).answer(Reply.ok(0)),
                        Cutting.whole())
                .run();
        harness.engine.hold(true);
        harness.server.received.clear();
        harness.server.answer(Reply.ok(0), Reply.ok(0));
        harness.engine.submitNext(new ResetConnectionExchange(harness.sink("reset")));
        harness.run();

        assertThat(harness.server.received).as("a held session tells all of it").hasSize(3);
        assertThat(harness.events).isEmpty();
        assertThat(harness.engine.pending()).isOne();
        harness.server.sendUnasked((out, capabilities) -> {
            out.sequence(1);
            Reply.ok(0).write(out, capabilities);
        });
        harness.run();
        assertThat(harness.events).containsExactly("reset: end affected=0", "reset: complete");
        assertThat(harness.engine.pending()).isZero();
    }

    @ParameterizedTest(name = "pipelining {0}")
    @ValueSource(ints = {1, 64})
    @DisplayName("MySQL 5.6 does not know the command: the session stays as it was, and that is remembered")
    void unknownCommand(int pipelining) {
        SetupServer server = server();
        EngineHarness harness = server.session(Configs.withSetup(SETUP, pipelining), Cutting.whole());
        SessionState session = harness.engine.session();
        assertThat(session.canReset()).isTrue();
        server.once("SET sql_mode", Reply.variable("sql_mode", "ANSI"))
                .once(SetupServer.RESET, Reply.err(1047, "08S01", "Unknown command"))
                .once("SET @tenant", Reply.err(1064, "42000", "not a second time"));
        harness.query("SET sql_mode = 'ANSI'");
        harness.run();
        server.received.clear();
        RecordingSink reset = harness.reset();
        harness.query("q");
        harness.run().assertAllEnded();

        assertThat(reset.failure().errno()).isEqualTo(1047);
        assertThat(reset.failure().phase()).isEqualTo(Phase.COMMAND);
        assertThat(session.canReset()).isFalse();
        assertThat(session.resets()).isZero();
        assertThat(session.replay()).containsExactly(Map.entry("sql_mode", "'ANSI'"));
        assertThat(session.isDirty()).isTrue();
        assertThat(session.phase()).isEqualTo(Phase.COMMAND);
        assertThat(server.received)
                .hasSize(pipelining == 1 ? 2 : 7)
                .startsWith(SetupServer.RESET)
                .endsWith("q");
        assertThat(harness.engine.state()).isEqualTo(SessionEngine.State.READY);
    }

    @Test
    @DisplayName("a server that refuses RESET keeps the statements")
    void refusedReset() {
        EngineHarness harness = EngineHarness.ready();
        harness.server.answer(Reply.prepared(1, 0, 0), Reply.ok(0));
        harness.execute("e");
        harness.run();
        harness.server.answer(Reply.err(1053, "08S01", "Shutdown"), Reply.ok(0), Reply.ok(7));
        RecordingSink reset = harness.reset();
        harness.execute("e");
        harness.run().assertAllEnded();

        assertThat(reset.failure().errno()).isEqualTo(1053);
        assertThat(harness.server.received).endsWith("execute 1");
        assertThat(harness.engine.session().canReset()).isTrue();
    }

    @ParameterizedTest(name = "pipelining {0}")
    @ValueSource(ints = {1, 64})
    @DisplayName("a session that cannot get its character set back is closed, what follows is not executed")
    void failedSetNames(int pipelining) {
        EngineHarness harness = server().once(SET_NAMES, Reply.err(1115, "42000", "Unknown character set"))
                .session(Configs.withSetup(SETUP, pipelining), Cutting.whole());
        RecordingSink reset = harness.reset();
        harness.query("q");
        harness.run().assertAllEnded();

        assertThat(harness.events)
                .containsExactly(
                        "reset: failure ServerErrorException 1115 ANSWERED",
                        "q: failure ServerErrorException 1115 NOT_EXECUTED",
                        "closed: ServerErrorException");
        assertThat(reset.failure().phase()).isEqualTo(Phase.SETUP);
        assertThat(Objects.requireNonNull(harness.engine.failure()).statement()).isEqualTo(SET_NAMES);
    }

    @Test
    @DisplayName("a session that breaks within the setup of a reset: whether it was reset is not known")
    void brokenWithin() {
        EngineHarness harness = EngineHarness.ready();
        harness.server.answer(Reply.ok(0));
        RecordingSink reset = harness.reset();
        harness.query("q");
        harness.run();
        harness.cut().assertAllEnded();

        assertThat(reset.failure().delivery()).isEqualTo(Delivery.UNKNOWN);
        assertThat(harness.events)
                .containsExactly(
                        "reset: failure ConnectionLostException UNKNOWN",
                        "q: failure ConnectionLostException NOT_EXECUTED",
                        "closed: ConnectionLostException");
    }

    @Test
    @DisplayName("the database stays selected, which is no dirt: a reset does not mend it")
    void databaseStays() {
        SetupServer server = server();
        EngineHarness harness = server.session(Configs.withSetup(SETUP, 64), Cutting.whole());
        SessionState session = harness.engine.session();
        harness.use("other");
        harness.reset();
        harness.run().assertAllEnded();
        assertThat(session.schema()).isEqualTo("other");
        assertThat(session.isDirty()).isFalse();
    }
}
