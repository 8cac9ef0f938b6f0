// SPDX-License-Identifier: Apache-2.0
package io.txmysql;

import static io.txmysql.Outcome.connect;
import static io.txmysql.Outcome.failure;
import static io.txmysql.Outcome.options;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.txmysql.api.MySQLConnection;
import io.txmysql.api.SslMode;
import io.txmysql.protocol.error.AuthenticationException;
import io.txmysql.protocol.error.ConnectFailedException;
import io.txmysql.protocol.error.ConnectionLostException;
import io.txmysql.protocol.error.Delivery;
import io.txmysql.protocol.error.ErrorCategory;
import io.txmysql.protocol.error.MySQLException;
import io.txmysql.protocol.error.MySQLTimeoutException;
import io.txmysql.protocol.error.Phase;
import io.txmysql.protocol.error.ProtocolViolationException;
import io.txmysql.protocol.error.ServerErrorException;
import io.txmysql.protocol.error.TlsException;
import io.txmysql.protocol.message.Capabilities;
import io.txmysql.protocol.message.ErrPacket;
import io.txmysql.protocol.message.HandshakeV10;
import io.txmysql.protocol.wire.FrameWriter;
import io.txmysql.protocol.wire.PayloadWriter;
import io.txmysql.testkit.Answer;
import io.txmysql.testkit.Ending;
import io.txmysql.testkit.ScriptedServer;
import io.txmysql.testkit.ScriptedServerBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
@DisplayName("What goes wrong before there is a session ends the waiting call, which was not executed:")
class ConnectFaultsTest {
    private static final Duration SHORT = Duration.ofMillis(200);

    @Test
    @DisplayName("a host that has no address")
    void unresolvableHost() {
        try (MySQLConnection db = MySQL.connection("mysql://bob@nosuchhost.invalid:3306?maxBackoffTime=0")) {
            ConnectFailedException failure =
                    failure(db.runQuery("select 1"), ConnectFailedException.class, Delivery.NOT_EXECUTED);
            assertThat(failure.phase()).isEqualTo(Phase.RESOLVE);
            assertThat(failure.endpoint()).isEqualTo("nosuchhost.invalid:3306");
            assertThat(failure.statement()).isEqualTo("select 1");
            assertThat(failure).hasMessageContaining("nosuchhost.invalid");
        }
    }

    @Test
    @DisplayName("a port on which nobody listens")
    void refusedPort() throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        try (MySQLConnection db = connect(port)) {
            ConnectFailedException failure =
                    failure(db.runQuery("select 1"), ConnectFailedException.class, Delivery.NOT_EXECUTED);
            assertThat(failure.phase()).isEqualTo(Phase.CONNECT);
            assertThat(failure.endpoint()).isEqualTo("127.0.0.1:" + port);
            assertThat(failure.statement()).isEqualTo("select 1");
            assertThat(failure).hasMessageContaining("refused");
        }
    }

    @Test
    @DisplayName("pitfall#11 tx#39 a server that accepts and never speaks: connectTimeout, and the socket is gone")
    void silentServer() {
        try (ScriptedServer server =
                        ScriptedServer.builder().onConnect(Answer.SILENCE).start();
                MySQLConnection db = MySQL.connection(
                        options(server.port()).connectTimeout(SHORT).build())) {
            expectTimeout(db.runQuery("select 1"), Phase.GREETING);
            server.awaitNoConnections();
            assertThat(server.acceptedConnections()).isEqualTo(1);
        }
    }

    @Test
    @DisplayName("tx#25 a server that never judges the login: connectTimeout covers that, too")
    void silentLogin() {
        try (ScriptedServer server =
                        ScriptedServer.builder().onLogin(Answer.SILENCE).start();
                MySQLConnection db = MySQL.connection(
                        options(server.port()).connectTimeout(SHORT).build())) {
            expectTimeout(db.runQuery("select 1"), Phase.AUTHENTICATION);
            server.awaitNoConnections();
        }
    }

    @Test
    @DisplayName(
            "tx#34 a server that dies within the TLS handshake: a lost connection, to be tried again, not a broken TLS")
    void cutInTlsHandshake() throws Exception {
        PayloadWriter greeting = new PayloadWriter();
        int frame = FrameWriter.begin(greeting);
        long capabilities =
                Capabilities.CLIENT_PROTOCOL_41 | Capabilities.CLIENT_SECURE_CONNECTION | Capabilities.CLIENT_SSL;
        new HandshakeV10(
                        "8.0.31",
                        1,
                        new byte[20],
                        capabilities | Capabilities.CLIENT_PLUGIN_AUTH,
                        45,
                        2,
                        "mysql_native_password")
                .encode(greeting);
        FrameWriter.end(greeting, frame, 0);
        try (ServerSocket listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                MySQLConnection db = connect(listening.getLocalPort())) {
            CompletableFuture<?> call = db.runQuery("select 1");
            try (Socket socket = listening.accept()) {
                socket.getOutputStream().write(greeting.toByteArray());
                assertThat(socket.getInputStream().readNBytes(36 + 5))
                        .as("SSLRequest, TLS record header")
                        .hasSize(41);
            }
            ConnectionLostException failure = failure(call, ConnectionLostException.class, Delivery.NOT_EXECUTED);
            assertThat(failure.phase()).isEqualTo(Phase.TLS);
        }
    }

    private static void expectTimeout(CompletableFuture<?> call, Phase phase) {
        MySQLTimeoutException failure = failure(call, MySQLTimeoutException.class, Delivery.NOT_EXECUTED);
        assertThat(failure.phase()).isEqualTo(phase);
        assertThat(failure).hasMessageContaining("connectTimeout of 200 ms").hasMessageContaining("phase " + phase);
        assertThat(failure.statement()).isEqualTo("select 1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n",
                "SSH-2.0-OpenSSH_9.6\r\n",
                "220 mail.example.org ESMTP\r\n",
                "\005\000\000\000hello"
            })
    @DisplayName("a server that is no MySQL")
    void noMySQL(String greeting) {
        try (ScriptedServer server = ScriptedServer.builder()
                        .onConnect(reply -> reply.raw(greeting.getBytes(US_ASCII)))
                        .start();
                MySQLConnection db = connect(server)) {
            ProtocolViolationException failure =
                    failure(db.runQuery("select 1"), ProtocolViolationException.class, Delivery.NOT_EXECUTED);
            assertThat(failure.phase()).isEqualTo(Phase.GREETING);
            assertThat(failure).hasMessageContaining("no MySQL server seems to be listening there");
            server.awaitNoConnections();
        }
    }

    @Test
    @DisplayName("pitfall#14 a greeting that is an ERR packet, without SQLSTATE")
    void errInsteadOfGreeting() {
        try (ScriptedServer server = ScriptedServer.builder()
                        .onConnect(reply -> reply.error(1040, null, "Too many connections"))
                        .start();
                MySQLConnection db = connect(server)) {
            ServerErrorException failure =
                    failure(db.runQuery("select 1"), ServerErrorException.class, Delivery.NOT_EXECUTED);
            assertThat(failure.errno()).isEqualTo(1040);
            assertThat(failure.sqlState()).isNull();
            assertThat(failure.summary()).isEqualTo("Too many connections");
            assertThat(failure.category()).isEqualTo(ErrorCategory.RESOURCES);
            assertThat(failure.phase()).isEqualTo(Phase.GREETING);
            server.awaitNoConnections();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"mysql_native_password", "caching_sha2_password"})
    @DisplayName("a wrong password")
    void wrongPassword(String plugin) {
        try (ScriptedServer server = ScriptedServer.builder()
                        .authPlugin(plugin)
                        .account("bob", "another")
                        .start();
                MySQLConnection db = connect(server)) {
            ServerErrorException failure =
                    failure(db.runQuery("select 1"), ServerErrorException.class, Delivery.NOT_EXECUTED);
            assertThat(failure.errno()).isEqualTo(1045);
            assertThat(failure.sqlState()).isEqualTo("28000");
            assertThat(failure.category()).isEqualTo(ErrorCategory.AUTHENTICATION);
            assertThat(failure.phase()).isEqualTo(Phase.AUTHENTICATION);
            assertThat(failure.endpoint()).isEqualTo("127.0.0.1:" + server.port());
            assertThat(failure.statement()).isEqualTo("select 1");
            server.awaitNoConnections();
        }
    }

    @Test
    @DisplayName("the right password of each plugin, and after a switch, is let in")
    void rightPassword() {
        for (String plugin : new String[] {"mysql_native_password", "caching_sha2_password"}) {
            ScriptedServerBuilder script = ScriptedServer.builder().account("bob", "secret");
            try (ScriptedServer greets = script.authPlugin(plugin).start();
                    MySQLConnection db = connect(greets)) {
                Outcome.value(db.ping());
            }
            try (ScriptedServer switches = script.switchTo(plugin).start();
                    MySQLConnection db = connect(switches)) {
                Outcome.value(db.ping());
            }
        }
    }

    @Test
    @DisplayName("an authentication plugin that nobody has")
    void unknownPlugin() {
        ScriptedServerBuilder script = ScriptedServer.builder()
                .switchTo("authentication_windows_client")
                .account("bob", "secret");
        try (ScriptedServer server = script.start();
                MySQLConnection db = connect(server)) {
            AuthenticationException failure =
                    failure(db.runQuery("select 1"), AuthenticationException.class, Delivery.NOT_EXECUTED);
            assertThat(failure)
                    .hasMessageContaining("authentication_windows_client")
                    .hasMessageContaining("caching_sha2_password");
            server.awaitNoConnections();
        }
    }

    @Test
    @DisplayName("tx#10 a wrong database, which is part of the login")
    void wrongDatabase() {
        try (ScriptedServer server = ScriptedServer.builder()
                        .onLogin(reply -> reply.error(1049, "42000", "Unknown database 'nowhere'"))
                        .start();
                MySQLConnection db = MySQL.connection(
                        options(server.port()).database("nowhere").build())) {
            ServerErrorException failure =
                    failure(db.runQuery("select 1"), ServerErrorException.class, Delivery.NOT_EXECUTED);
            assertThat(failure.errno()).isEqualTo(1049);
            assertThat(failure.sqlState()).isEqualTo("42000");
            assertThat(failure.category()).isEqualTo(ErrorCategory.UNKNOWN_DATABASE);
            assertThat(failure.phase()).isEqualTo(Phase.AUTHENTICATION);
            assertThat(server.logins())
                    .singleElement()
                    .satisfies(login -> assertThat(login.database()).isEqualTo("nowhere"));
            server.awaitNoConnections();
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = SslMode.class,
            mode = EnumSource.Mode.EXCLUDE,
            names = {"DISABLED", "PREFERRED"})
    @DisplayName("TLS that is required of a server that has none: and no password is sent")
    void noTls(SslMode mode) {
        try (ScriptedServer server = ScriptedServer.builder().start();
                MySQLConnection db =
                        MySQL.connection(options(server.port()).sslMode(mode).build())) {
            TlsException failure = failure(db.runQuery("select 1"), TlsException.class, Delivery.NOT_EXECUTED);
            assertThat(failure).hasMessageContaining("TLS is required");
            server.awaitNoConnections();
            assertThat(server.logins()).isEmpty();
            assertThat(server.reads()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(Ending.class)
    @DisplayName("a connection cut after each byte of the greeting, and of the answer to the login")
    void cutInLogin(Ending ending) {
        int greeting = cutUntilItWorks(bytes -> ScriptedServer.builder()
                .onConnect(reply -> reply.cutAfter(bytes, ending)
                        .packet(out -> new ErrPacket(1040, null, "Too many connections").encode(out))));
        assertThat(greeting).isGreaterThan(20);
        int login = cutUntilItWorks(bytes -> ScriptedServer.builder()
                .onLogin(reply -> reply.cutAfter(bytes, ending).error(1045, "28000", "no")));
        assertThat(login).isGreaterThan(10);
    }

    private interface CutScript {
        ScriptedServerBuilder after(int bytes);
    }

    /** How many bytes had to pass before the server's own error was seen. */
    private static int cutUntilItWorks(CutScript script) {
        for (int bytes = 0; bytes < 1_000; bytes++) {
            try (ScriptedServer server = script.after(bytes).start();
                    MySQLConnection db = connect(server)) {
                MySQLException failure = failure(db.runQuery("select 1"));
                assertThat(failure.delivery()).isEqualTo(Delivery.NOT_EXECUTED);
                server.awaitNoConnections();
                if (failure instanceof ServerErrorException) {
                    return bytes;
                }
                // A reset may come before the socket counts as connected.
                assertThat(failure).isInstanceOfAny(ConnectionLostException.class, ConnectFailedException.class);
            }
        }
        throw new AssertionError("no end");
    }
}
