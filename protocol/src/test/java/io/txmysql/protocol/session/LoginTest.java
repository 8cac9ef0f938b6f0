// SPDX-License-Identifier: Apache-2.0
package io.txmysql.protocol.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.txmysql.protocol.error.AuthenticationException;
import io.txmysql.protocol.error.Delivery;
import io.txmysql.protocol.error.MySQLException;
import io.txmysql.protocol.error.Phase;
import io.txmysql.protocol.error.ProtocolViolationException;
import io.txmysql.protocol.error.ServerErrorException;
import io.txmysql.protocol.message.Capabilities;
import io.txmysql.protocol.message.ErrPacket;
import io.txmysql.protocol.message.HandshakeResponse41;
import io.txmysql.protocol.message.HandshakeV10;
import io.txmysql.protocol.wire.PayloadWriter;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The greeting, what is answered to it, and servers that do not want us or are none. */
class LoginTest {
    private static final String NATIVE = "mysql_native_password";

    private static MySQLException failure(EngineHarness harness) {
        harness.query("q");
        harness.run().assertAllEnded();
        assertThat(harness.events).hasSize(2).first().asString().endsWith("NOT_EXECUTED");
        return Objects.requireNonNull(harness.engine.failure());
    }

    @Test
    @DisplayName("tx#10: the response names user, database and attributes")
    void response() {
        EngineHarness harness = EngineHarness.ready();
        HandshakeResponse41 response = Objects.requireNonNull(harness.server.response);

        assertThat(harness.engine.state()).isEqualTo(SessionEngine.State.READY);
        assertThat(harness.engine.session().phase()).isEqualTo(Phase.COMMAND);
        assertThat(response.user()).isEqualTo("ann");
        assertThat(response.database()).isEqualTo("app");
        assertThat(response.attributes()).containsEntry("program_name", "tests");
        assertThat(response.collation()).isEqualTo(255);
    }

    @Test
    @DisplayName("without a database none is asked for")
    void withoutDatabase() {
        EngineHarness harness = new EngineHarness(
                Configs.withDatabase(null), ScriptedServer.accepting(ScriptedServer.CAPABILITIES), Cutting.whole());
        harness.run();
        HandshakeResponse41 response = Objects.requireNonNull(harness.server.response);

        assertThat(response.database()).isNull();
        assertThat(Capabilities.has(response.capabilities(), Capabilities.CLIENT_CONNECT_WITH_DB))
                .isFalse();
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"26.1.0", "5.5.5-10.3.9", "10.11.2-MariaDB", "8.0.31", "3.23", ""})
    @DisplayName("pitfall#31: what is asked for depends on the server's flags, never on its version")
    void capabilitiesByFlags(String version) {
        long offered = ScriptedServer.CAPABILITIES & ~Capabilities.CLIENT_SESSION_TRACK;
        HandshakeV10 greeting = new HandshakeV10(version, 1, ScriptedServer.nonce(1), offered, 45, 2, NATIVE);
        EngineHarness harness =
                EngineHarness.of(new ScriptedServer().greet(greeting).onLogin(Reply.ok(0)));
        harness.run();

        EngineHarness reference = EngineHarness.of(ScriptedServer.accepting(offered));
        reference.run();
        assertThat(Objects.requireNonNull(harness.server.response).capabilities())
                .isEqualTo(Objects.requireNonNull(reference.server.response).capabilities())
                .isEqualTo(harness.engine.session().capabilities());
        assertThat(harness.engine.session().can(Capabilities.CLIENT_SESSION_TRACK))
                .isFalse();
        assertThat(harness.engine.session().can(Capabilities.CLIENT_DEPRECATE_EOF))
                .isTrue();
    }

    @Test
    @DisplayName("pitfall#14: an ERR as the very first packet, without SQLSTATE, is the server's error")
    void errInPlaceOfTheGreeting() {
        for (Cutting cutting : Cutting.all().toList()) {
            ScriptedServer server =
                    new ScriptedServer().says(new ErrPacket(1040, null, "Too many connections")::encode);
            MySQLException failure = failure(new EngineHarness(Configs.plain(), server, cutting));

            assertThat(failure).isInstanceOf(ServerErrorException.class);
            assertThat(failure.errno()).isEqualTo(1040);
            assertThat(failure.sqlState()).isNull();
            assertThat(failure.summary()).isEqualTo("Too many connections");
            assertThat(failure.phase()).isEqualTo(Phase.GREETING);
        }
    }

    @Test
    @DisplayName("a refused password is the server's error; nothing of it is in any text")
    void accessDenied() {
        MySQLException failure = failure(EngineHarness.of(new ScriptedServer()
                .greet(ScriptedServer.greeting(ScriptedServer.CAPABILITIES, NATIVE))
                .onLogin(Reply.err(1045, "28000", "Access denied for user 'ann'@'localhost'"))));

        assertThat(failure.errno()).isEqualTo(1045);
        assertThat(failure.sqlState()).isEqualTo("28000");
        assertThat(failure.phase()).isEqualTo(Phase.AUTHENTICATION);
        assertThat(failure.toString()).doesNotContain(Configs.PASSWORD);
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "HTTP/1.1 400 Bad Request\r\nServer: nginx\r\n\r\n",
                "SSH-2.0-OpenSSH_9.6\r\n",
                "220 mail.example ESMTP\r\n",
                "\u0000\u0000\u0000\u0000\u0000\u0000"
            })
    @DisplayName("a server that is no MySQL: the message says so")
    void noMySql(String firstBytes) {
        ScriptedServer server = new ScriptedServer().sends(firstBytes.getBytes(StandardCharsets.ISO_8859_1));
        MySQLException failure = failure(EngineHarness.of(server));

        assertThat(failure)
                .isInstanceOf(ProtocolViolationException.class)
                .hasMessageStartingWith("no MySQL server seems to be listening there")
                .hasMessageContaining("db.example:3306");
    }

    @Test
    @DisplayName("pitfall#24: before the login a payload of 64 KiB is the most that is taken")
    void longGreeting() {
        EngineHarness harness =
                EngineHarness.of(new ScriptedServer().sends(new byte[] {(byte) 0xFF, (byte) 0xFF, (byte) 0xFF, 0}));

        assertThat(failure(harness)).isInstanceOf(ProtocolViolationException.class);
        assertThat(harness.engine.inputArray()).hasSizeLessThanOrEqualTo(64 * 1024);
    }

    @Test
    @DisplayName("pitfall#24: a greeting cut short at any byte is a protocol error, or waits for more")
    void truncatedGreeting() {
        PayloadWriter out = new PayloadWriter();
        ScriptedServer.greeting(ScriptedServer.CAPABILITIES, NATIVE).encode(out);
        byte[] greeting = out.toByteArray();
        for (int length = 0; length < greeting.length - NATIVE.length() - 1; length++) {
            int end = length;
            ScriptedServer server = new ScriptedServer().says(payload -> payload.writeBytes(greeting, 0, end));
            EngineHarness harness = EngineHarness.of(server);
            harness.run();
            assertThat(harness.events).as("%d bytes", end).containsExactly("closed: ProtocolViolationException");
        }
    }

    @Test
    @DisplayName("the login, like all else, does not depend on how its bytes arrive")
    void chunkInvariance() {
        for (Cutting cutting : Cutting.all().toList()) {
            ScriptedServer server = ScriptedServer.accepting(ScriptedServer.CAPABILITIES);
            EngineHarness harness = new EngineHarness(Configs.plain(), server, cutting);
            harness.run();
            assertThat(harness.engine.state()).isEqualTo(SessionEngine.State.READY);
        }
    }

    @Test
    @DisplayName("bytes behind the final OK of the login are a protocol error")
    void bytesAfterTheLogin() {
        ScriptedServer server = new ScriptedServer()
                .greet(ScriptedServer.greeting(ScriptedServer.CAPABILITIES, NATIVE))
                .onLogin(Reply.ok(0).then(Reply.ok(0)));
        assertThat(failure(EngineHarness.of(server))).isInstanceOf(ProtocolViolationException.class);
    }

    @Test
    @DisplayName("a socket that ends in the login fails what waits as NOT_EXECUTED")
    void cutInTheLogin() {
        EngineHarness harness = EngineHarness.of(
                new ScriptedServer().greet(ScriptedServer.greeting(ScriptedServer.CAPABILITIES, NATIVE)));
        RecordingSink sink = harness.query("q");
        harness.server.onLogin(Reply.nothing());
        harness.run();
        harness.cut().assertAllEnded();

        assertThat(sink.failure().delivery()).isEqualTo(Delivery.NOT_EXECUTED);
        assertThat(sink.failure().phase()).isEqualTo(Phase.AUTHENTICATION);
        assertThat(sink.failure()).isNotInstanceOf(AuthenticationException.class);
    }
}
