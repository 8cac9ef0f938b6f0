// SPDX-License-Identifier: Apache-2.0
package io.txmysql.protocol.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.txmysql.protocol.codec.StatementTraits;
import io.txmysql.protocol.error.Delivery;
import io.txmysql.protocol.error.MySQLException;
import io.txmysql.protocol.error.Phase;
import io.txmysql.protocol.error.ServerErrorException;
import io.txmysql.protocol.exchange.ResetConnectionExchange;
import io.txmysql.protocol.exchange.SessionState;
import io.txmysql.protocol.message.Capabilities;
import io.txmysql.protocol.message.SessionStateChange;
import io.txmysql.protocol.session.SessionConfig.Setup;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a new session is told before any command of its user. */
class SessionSetupTest {
    private static final Setup TRACKING = new Setup(true, Map.of(), List.of());

    private static Stream<Cutting> cuttings() {
        return Stream.concat(Stream.of(Cutting.whole()), Cutting.all());
    }

    private static Setup full() {
        Map<String, String> variables = new LinkedHashMap<>();
        variables.put("time_zone", "'+02:00'");
        variables.put("sql_mode", "CONCAT(@@sql_mode, ',ANSI')");
        return new Setup(true, variables, List.of("SET @tenant = 'acme'", "USE shop"));
    }

    @ParameterizedTest
    @MethodSource("cuttings")
    @DisplayName("the whole setup leaves in one write, in order, and users' commands after it")
    void oneWrite(Cutting cutting) {
        SetupServer server = new SetupServer()
                .always("SET @@session.time_zone", Reply.variable("time_zone", "+02:00"))
                .always("SET @tenant", Reply.stateChanged())
                .always("USE shop", Reply.changed(new SessionStateChange.Schema("shop")));
        EngineHarness harness = new EngineHarness(
                Configs.withSetup(full(), 2),
                ScriptedServer.accepting(ScriptedServer.CAPABILITIES).answerWith(server),
                cutting);
        harness.query("q");
        harness.run().assertAllEnded();

        assertThat(server.received)
                .containsExactly(
                        "SET SESSION session_track_system_variables = '*', session_track_state_change = ON,"
                                + " session_track_schema = ON, session_track_transaction_info = 'STATE'",
                        "SELECT CONNECTION_ID(), @@wait_timeout, @@hostname, @@port, @@server_id, @@datadir",
                        "SET @@session.time_zone = '+02:00', @@session.sql_mode = CONCAT(@@sql_mode, ',ANSI')",
                        "SET @tenant = 'acme'",
                        "USE shop",
                        "q");
        assertThat(harness.writes).as("the login, the setup, the query").hasSize(3);
        assertThat(harness.events).containsExactly("q: end affected=0", "q: complete");

        SessionState session = harness.engine.session();
        assertThat(session.tracksVariables()).isTrue();
        assertThat(session.connectionId()).hasValue(SetupServer.CONNECTION_ID);
        assertThat(session.serverIdentity()).isEqualTo("db1:3306, server_id 11, /data/");
        assertThat(session.waitTimeoutSeconds()).isEqualTo(28_800);
        assertThat(session.schema()).isEqualTo("shop");
        assertThat(session.isDirty()).as("what the setup did is no dirt").isFalse();
        assertThat(session.pins()).isEmpty();
        assertThat(session.replay()).isEmpty();
        assertThat(session.systemVariables()).containsEntry("time_zone", "+02:00");
        assertThat(session.phase()).isEqualTo(Phase.COMMAND);
    }

    @Test
    @DisplayName("pitfall#21: a limit of 1 tells one thing at a time")
    void oneByOne() {
        SetupServer server = new SetupServer();
        EngineHarness harness = server.session(Configs.withSetup(full(), 1), Cutting.whole());

        assertThat(server.received).hasSize(5);
        assertThat(harness.writes).as("the login, then each").hasSize(6);
        assertThat(harness.engine.state()).isEqualTo(SessionEngine.State.READY);
    }

    @ParameterizedTest(name = "pipelining {0}")
    @ValueSource(ints = {1, 64})
    @DisplayName("a session is ready when its setup is over, and not before; what is submitted first waits, too")
    void notReadyBefore(int pipelining) {
        EngineHarness harness = new EngineHarness(
                Configs.withSetup(TRACKING, pipelining),
                ScriptedServer.accepting(ScriptedServer.CAPABILITIES),
                Cutting.whole());
        harness.query("q");
        harness.run();
        harness.queryNext("first", StatementTraits.ORDINARY);
        assertThat(harness.engine.withdraw()).hasSize(1);
        harness.run();

        assertThat(harness.engine.state()).isEqualTo(SessionEngine.State.SETUP);
        assertThat(harness.engine.session().phase()).isEqualTo(Phase.SETUP);
        assertThat(harness.server.received).hasSize(pipelining == 1 ? 1 : 2).noneMatch("query first"::equals);

        harness.server.sendUnasked(numbered(SetupServer.tracking()));
        harness.run();
        assertThat(harness.engine.state()).isEqualTo(SessionEngine.State.SETUP);
        assertThat(harness.server.received).hasSize(2).noneMatch("query first"::equals);

        harness.server.answer(Reply.ok(1));
        harness.server.sendUnasked(numbered(SetupServer.identity("7", "60", "h", "1", "2", "/")));
        harness.run();
        assertThat(harness.engine.state()).isEqualTo(SessionEngine.State.READY);
        assertThat(harness.events).containsExactly("first: end affected=1", "first: complete");
    }

    private static Reply numbered(Reply reply) {
        return (out, capabilities) -> {
            out.sequence(1);
            reply.write(out, capabilities);
        };
    }

    @Test
    @DisplayName(
            "what a user had changed in another session counts as changed in this one, is told on, and a reset ends it")
    void replayed() {
        Setup setup = new Setup(true, Map.of(), List.of(), Map.of("time_zone", "'+05:00'"));
        SetupServer server = new SetupServer().always("SET @@session.time_zone", Reply.variable("time_zone", "+05:00"));
        EngineHarness harness = server.session(Configs.withSetup(setup, 8), Cutting.whole());
        assertThat(server.received).endsWith("SET @@session.time_zone = '+05:00'");
        SessionState session = harness.engine.session();
        assertThat(session.isDirty()).isTrue();
        assertThat(session.replay()).containsExactly(Map.entry("time_zone", "'+05:00'"));

        server.received.clear();
        harness.engine.submit(new ResetConnectionExchange(new RecordingSink("reset", harness.events)));
        harness.run().assertAllEnded();
        assertThat(server.received).noneMatch(sql -> sql.contains("time_zone"));
        assertThat(session.isDirty()).isFalse();
        assertThat(session.replay()).isEmpty();
    }

    @Test
    @DisplayName("with nothing to tell the session is ready at once; variables are set without tracking, too")
    void withoutTracking() {
        SetupServer nothing = new SetupServer();
        assertThat(nothing.session(Configs.withSetup(Setup.NONE, 8), Cutting.whole())
                        .engine
                        .state())
                .isEqualTo(SessionEngine.State.READY);
        assertThat(nothing.received).isEmpty();

        SetupServer variables = new SetupServer();
        Setup setup = new Setup(false, Map.of("autocommit", "0"), List.of());
        variables.always("SET @@session.autocommit", Reply.status(0));
        EngineHarness harness = variables.session(Configs.withSetup(setup, 8), Cutting.whole());
        assertThat(variables.received).containsExactly("SET @@session.autocommit = 0");
        assertThat(harness.engine.session().isAutocommit()).isFalse();
        assertThat(harness.engine.session().isDirty()).isFalse();
        assertThat(harness.engine.session().tracksVariables()).isFalse();
    }

    @Test
    @DisplayName("without CLIENT_SESSION_TRACK nothing is asked to be reported; MySQL 5.6")
    void withoutSessionTrack() {
        SetupServer server = new SetupServer();
        EngineHarness harness = new EngineHarness(
                        Configs.withSetup(TRACKING, 8),
                        ScriptedServer.accepting(ScriptedServer.CAPABILITIES & ~Capabilities.CLIENT_SESSION_TRACK)
                                .answerWith(server),
                        Cutting.whole())
                .run();

        assertThat(server.received).singleElement().asString().startsWith("SELECT CONNECTION_ID()");
        assertThat(harness.engine.session().tracksVariables()).isFalse();
        assertThat(harness.engine.session().connectionId()).isPresent();
    }

    @Test
    @DisplayName("a server that refuses to report, or says OK and does not, is not tracking; the session is fine")
    void refusesTracking() {
        for (Reply reply : List.of(Reply.err(1193, "HY000", "Unknown system variable"), Reply.ok(0))) {
            EngineHarness harness = new SetupServer()
                    .always(SetupServer.TRACK, reply)
                    .session(Configs.withSetup(TRACKING, 8), Cutting.whole());
            assertThat(harness.engine.state()).isEqualTo(SessionEngine.State.READY);
            assertThat(harness.engine.session().tracksVariables()).isFalse();
            assertThat(harness.engine.session().serverIdentity()).isNotNull();
        }
    }

    private static Stream<Reply> strangeIdentities() {
        return Stream.of(
                Reply.err(1193, "HY000", "Unknown system variable 'datadir'"),
                Reply.ok(0),
                Reply.text("CONNECTION_ID()").row("7"),
                Reply.text("CONNECTION_ID()", "b", "c", "d", "e", "f"),
                SetupServer.identity("7", "60", "h", "1", null, "/"),
                SetupServer.identity("7", "60", "h", "1", "2", "x".repeat(2000)),
                Reply.text("a", "b", "c", "d", "e", "f")
                        .row("7", "60", "h", "1", "2", "/")
                        .row("7", "60", "h", "1", "2", "/"),
                SetupServer.identity("7", "60", "h", "1", "2", "/").then(Reply.nothing()));
    }

    @ParameterizedTest
    @MethodSource("strangeIdentities")
    @DisplayName("pitfall#21: an answer of another shape, such as a proxy's, tells nothing and breaks nothing")
    void unknownIdentity(Reply reply) {
        EngineHarness harness = new SetupServer()
                .always(SetupServer.IDENTIFY, reply)
                .session(Configs.withSetup(TRACKING, 8), Cutting.everyByte());
        SessionState session = harness.engine.session();

        assertThat(harness.engine.state()).isEqualTo(SessionEngine.State.READY);
        boolean known = session.serverIdentity() != null;
        assertThat(session.connectionId().isPresent()).isEqualTo(known);
        assertThat(session.waitTimeoutSeconds()).isEqualTo(known ? 60 : 0);
        harness.ping();
        harness.run().assertAllEnded();
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"8", "4294967304", "seven", "", "-7", "99999999999999999999"})
    @DisplayName("a connection id that is not the greeting's thread id is a proxy's: KILL would hit another")
    void behindAProxy(String id) {
        EngineHarness harness = new SetupServer()
                .always(SetupServer.IDENTIFY, SetupServer.identity(id, "60", "h", "1", "2", "/"))
                .session(Configs.withSetup(TRACKING, 8), Cutting.whole());

        assertThat(harness.engine.session().connectionId()).isEmpty();
        assertThat(harness.engine.session().serverIdentity()).isNull();
        assertThat(harness.engine.session().waitTimeoutSeconds()).isEqualTo(60);
    }

    @Test
    @DisplayName("too many rows for our own question tell nothing")
    void tooManyRows() {
        SetupServer server = new SetupServer();
        ResultScript rows = Reply.text("a", "b", "c", "d", "e", "f");
        for (int i = 0; i < 20_000; i++) {
            rows.row("7", "60", "h", "1", "2", "/");
        }
        EngineHarness harness =
                server.always(SetupServer.IDENTIFY, rows).session(Configs.withSetup(TRACKING, 8), Cutting.random(1));
        assertThat(harness.engine.session().serverIdentity()).isNull();
        assertThat(harness.engine.state()).isEqualTo(SessionEngine.State.READY);
    }

    @ParameterizedTest(name = "pipelining {0}")
    @ValueSource(ints = {1, 64})
    @DisplayName("a variable that cannot be set ends the session; the error names the variables and no value")
    void variableRefused(int pipelining) {
        Map<String, String> variables = new LinkedHashMap<>();
        variables.put("sql_mode", "'s3cret'");
        variables.put("time_zone", "'s3cret-too'");
        SetupServer server =
                new SetupServer().always("SET @@session.sql_mode", Reply.err(1231, "42000", "Variable can't be set"));
        EngineHarness harness = new EngineHarness(
                Configs.withSetup(new Setup(true, variables, List.of("DO 1")), pipelining),
                ScriptedServer.accepting(ScriptedServer.CAPABILITIES).answerWith(server),
                Cutting.whole());
        harness.query("q");
        harness.run().assertAllEnded();

        MySQLException failure = Objects.requireNonNull(harness.engine.failure());
        assertThat(failure).isInstanceOf(ServerErrorException.class);
        assertThat(failure.errno()).isEqualTo(1231);
        assertThat(failure.phase()).isEqualTo(Phase.SETUP);
        assertThat(failure.delivery()).isEqualTo(Delivery.ANSWERED);
        assertThat(failure.statement()).isEqualTo("SET sql_mode = …, time_zone = …");
        assertThat(harness.events)
                .containsExactly("q: failure ServerErrorException 1231 NOT_EXECUTED", "closed: ServerErrorException");
        assertThat(server.received).doesNotContain("q");
    }

    @Test
    @DisplayName("a statement that fails ends the session; the error says which, not its text")
    void statementRefused() {
        EngineHarness harness = new SetupServer()
                .always("SELECT 's3cret'", Reply.text("a").endedBy(Reply.err(1317, "70100", "interrupted")))
                .session(
                        Configs.withSetup(new Setup(false, Map.of(), List.of("DO 1", "SELECT 's3cret'", "DO 2")), 64),
                        Cutting.everyByte());

        MySQLException failure = Objects.requireNonNull(harness.engine.failure());
        assertThat(failure.statement()).isEqualTo("statement 2 of 3 of the setup");
        assertThat(failure.toString()).doesNotContain("s3cret");
        assertThat(failure.phase()).isEqualTo(Phase.SETUP);
        assertThat(harness.engine.state()).isEqualTo(SessionEngine.State.CLOSED);
    }

    @Test
    @DisplayName("the packet trace shows none of the values either")
    void trace() {
        StringBuilder seen = new StringBuilder();
        SessionEngine engine = new SessionEngine(
                Configs.withSetup(new Setup(true, Map.of("time_zone", "'s3cret'"), List.of("DO 's3cret'")), 64),
                new PacketTrace() {
                    @Override
                    public void sent(String what, @Nullable String statement, int bytes) {
                        seen.append(statement).append('\n');
                    }

                    @Override
                    public void received(int sequence, int bytes, int firstByte) {}
                });
        Packets login = new Packets(0);
        login.add(ScriptedServer.greeting(ScriptedServer.CAPABILITIES, "mysql_native_password")::encode);
        feed(engine, login.toByteArray());
        assertThat(engine.prepareOutput()).isTrue();
        engine.handed(engine.outputLength());
        Packets ok = new Packets(2);
        Reply.ok(0).write(ok, ScriptedServer.CAPABILITIES);
        feed(engine, ok.toByteArray());
        assertThat(engine.prepareOutput()).isTrue();

        assertThat(seen.toString())
                .contains("time_zone = …", "statement 1 of 1")
                .doesNotContain("s3cret");
    }

    private static void feed(SessionEngine engine, byte[] bytes) {
        System.arraycopy(bytes, 0, engine.inputArray(), engine.inputOffset(), bytes.length);
        engine.received(bytes.length);
    }

    @Test
    @DisplayName("a session that breaks within its setup fails what waits, as not executed")
    void brokenWithinSetup() {
        EngineHarness harness = new EngineHarness(
                Configs.withSetup(full(), 64),
                ScriptedServer.accepting(ScriptedServer.CAPABILITIES).answer(SetupServer.tracking()),
                Cutting.whole());
        harness.query("q");
        harness.run();
        assertThat(harness.engine.state()).isEqualTo(SessionEngine.State.SETUP);
        harness.cut().assertAllEnded();

        assertThat(harness.events)
                .containsExactly("q: failure ConnectionLostException NOT_EXECUTED", "closed: ConnectionLostException");
    }

    @Test
    @DisplayName("pitfall#18: a farewell within the setup is the reason of the end")
    void farewellWithinSetup() {
        EngineHarness harness = new SetupServer()
                .always(SetupServer.IDENTIFY, Reply.farewell(1053))
                .session(Configs.withSetup(TRACKING, 64), Cutting.everyByte());

        assertThat(Objects.requireNonNull(harness.engine.failure()).errno()).isEqualTo(1053);
    }

    @Test
    @DisplayName("what a login reports, and the setup changes, is how the session is meant to be")
    void baseline() {
        EngineHarness harness = new EngineHarness(
                        Configs.withSetup(new Setup(true, Map.of("sql_mode", "'ANSI'"), List.of()), 8),
                        new ScriptedServer()
                                .greet(ScriptedServer.greeting(ScriptedServer.CAPABILITIES, "mysql_native_password"))
                                .onLogin(Reply.changed(
                                        new SessionStateChange.SystemVariable("autocommit", "ON"),
                                        new SessionStateChange.SystemVariable("time_zone", "SYSTEM"),
                                        new SessionStateChange.Schema("app")))
                                .answerWith(new SetupServer()
                                        .always("SET @@session.sql_mode", Reply.variable("sql_mode", "ANSI"))
                                        .always("zone", Reply.variable("time_zone", "+01:00"))
                                        .always("back", Reply.variable("time_zone", "SYSTEM"))),
                        Cutting.everyByte())
                .run();
        SessionState session = harness.engine.session();
        assertThat(session.isDirty()).isFalse();
        harness.query("zone");
        harness.run();
        assertThat(session.isDirty()).isTrue();
        assertThat(session.replay()).containsExactly(Map.entry("time_zone", "'+01:00'"));
        harness.query("back");
        harness.run();
        assertThat(session.isDirty()).as("as the setup left it").isFalse();
        assertThat(session.replay()).isEmpty();
    }
}
