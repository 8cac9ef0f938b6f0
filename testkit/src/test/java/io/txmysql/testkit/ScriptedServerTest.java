// SPDX-License-Identifier: Apache-2.0
package io.txmysql.testkit;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.txmysql.protocol.codec.ParameterBlock;
import io.txmysql.protocol.message.Capabilities;
import io.txmysql.protocol.message.ColumnCount;
import io.txmysql.protocol.message.ColumnDefinition41;
import io.txmysql.protocol.message.ComInitDb;
import io.txmysql.protocol.message.ComPing;
import io.txmysql.protocol.message.ComQuery;
import io.txmysql.protocol.message.ComStatementClose;
import io.txmysql.protocol.message.ComStatementExecute;
import io.txmysql.protocol.message.ComStatementPrepare;
import io.txmysql.protocol.message.ErrPacket;
import io.txmysql.protocol.message.HandshakeV10;
import io.txmysql.protocol.message.OkPacket;
import io.txmysql.protocol.message.ServerStatus;
import io.txmysql.protocol.message.StatementPrepareOk;
import io.txmysql.protocol.message.TextRow;
import io.txmysql.protocol.type.FieldType;
import io.txmysql.protocol.wire.PayloadReader;
import java.io.IOException;
import java.net.SocketException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A scripted server")
class ScriptedServerTest {
    private static final long CAPABILITIES = Capabilities.CLIENT_PROTOCOL_41 | Capabilities.CLIENT_DEPRECATE_EOF;

    @Test
    @DisplayName("greets, lets in, answers COM_PING, and remembers all of it")
    void greetsAndAnswers() throws IOException {
        try (ScriptedServer server = ScriptedServer.builder().version("8.4.0").start();
                RawClient client = new RawClient(server.port())) {
            HandshakeV10 greeting = client.login("bob", new byte[0]);
            assertThat(greeting.version()).isEqualTo("8.4.0");
            assertThat(greeting.isMariaDb()).isFalse();
            assertThat(ok(client.packets.require()).status()).isEqualTo(ServerStatus.AUTOCOMMIT);
            assertThat(ok(client.ask(new ComPing()))).isNotNull();
            assertThat(server.commands()).containsExactly(new ComPing());
            assertThat(server.logins())
                    .singleElement()
                    .satisfies(login -> assertThat(login.user()).isEqualTo("bob"));
            assertThat(server.openConnections()).isEqualTo(1);
            client.socket.close();
            server.awaitNoConnections();
            assertThat(server.acceptedConnections()).isEqualTo(1);
        }
    }

    @Test
    @DisplayName("can be a MariaDB")
    void mariaDb() throws IOException {
        try (ScriptedServer server = ScriptedServer.builder().mariaDb().start();
                RawClient client = new RawClient(server.port())) {
            assertThat(HandshakeV10.decode(client.packets.require()).isMariaDb())
                    .isTrue();
        }
    }

    @Test
    @DisplayName("refuses a wrong password with 1045")
    void wrongPassword() throws IOException {
        try (ScriptedServer server =
                        ScriptedServer.builder().account("bob", "secret").start();
                RawClient client = new RawClient(server.port())) {
            client.login("bob", new byte[20]);
            assertThat(error(client.packets.require()).errno()).isEqualTo(1045);
            assertThat(client.packets.read()).isNull();
        }
    }

    @Test
    @DisplayName("answers COM_QUERY with text rows")
    void textRows() throws IOException {
        try (ScriptedServer server = ScriptedServer.builder()
                        .onQuery(
                                "q",
                                reply -> reply.rows(
                                        Table.of("a", "b").row(1, "x").row(2, null)))
                        .start();
                RawClient client = RawClient.loggedIn(server.port())) {
            assertThat(ColumnCount.decode(client.ask(ComQuery.of("q")), CAPABILITIES)
                            .columns())
                    .isEqualTo(2);
            assertThat(column(client)).isEqualTo(FieldType.LONGLONG);
            assertThat(column(client)).isEqualTo(FieldType.VAR_STRING);
            assertThat(TextRow.decode(client.packets.require(), 2).values())
                    .containsExactly("1".getBytes(US_ASCII), "x".getBytes(US_ASCII));
            assertThat(TextRow.decode(client.packets.require(), 2).values())
                    .containsExactly("2".getBytes(US_ASCII), null);
            assertThat(ok(client.packets.require())).isNotNull();
            assertThat(server.statements()).containsExactly("q");
        }
    }

    @Test
    @DisplayName("gives several results, the last one an error")
    void severalResults() throws IOException {
        try (ScriptedServer server = ScriptedServer.builder()
                        .onQuery("q", reply -> reply.more().ok(3, 4).error(1644, "45000", "boom"))
                        .start();
                RawClient client = RawClient.loggedIn(server.port())) {
            OkPacket first = ok(client.ask(ComQuery.of("q")));
            assertThat(first.affectedRows()).isEqualTo(3);
            assertThat(ServerStatus.has(first.status(), ServerStatus.MORE_RESULTS_EXISTS))
                    .isTrue();
            assertThat(error(client.packets.require())).isEqualTo(new ErrPacket(1644, "45000", "boom"));
        }
    }

    @Test
    @DisplayName("prepares, executes with decoded arguments, closes")
    void prepared() throws IOException {
        List<List<Object>> seen = new CopyOnWriteArrayList<>();
        try (ScriptedServer server = ScriptedServer.builder()
                        .onQuery("select ?, ?, ?", reply -> {
                            seen.add(List.copyOf(reply.arguments().subList(0, 2)));
                            assertThat(reply.arguments().get(2)).isNull();
                            reply.rows(Table.of("x").row(7L));
                        })
                        .start();
                RawClient client = RawClient.loggedIn(server.port())) {
            StatementPrepareOk prepared =
                    StatementPrepareOk.decode(client.ask(ComStatementPrepare.of("select ?, ?, ?")));
            assertThat(prepared.parameterCount()).isEqualTo(3);
            for (int i = 0; i < 3; i++) {
                column(client);
            }
            byte[] block = ParameterBlock.encode(42L, "text", null).bytes();
            client.ask(new ComStatementExecute(prepared.statementId(), 0, block));
            assertThat(column(client)).isEqualTo(FieldType.LONGLONG);
            PayloadReader row = client.packets.require();
            row.skip(2);
            assertThat(row.readInt8()).isEqualTo(7);
            client.packets.require();
            client.send(new ComStatementClose(prepared.statementId()));
            assertThat(error(client.ask(new ComStatementExecute(prepared.statementId(), 0, block)))
                            .errno())
                    .isEqualTo(1243);
            assertThat(seen).containsExactly(List.of(42L, "text"));
            assertThat(server.failures()).isEmpty();
        }
    }

    @Test
    @DisplayName("has error 1064 for what the script does not say, and 1105 where the script itself fails")
    void unknownStatement() throws IOException {
        try (ScriptedServer server = ScriptedServer.builder()
                        .onQuery("bad", reply -> {
                            throw new IllegalStateException("oops");
                        })
                        .start();
                RawClient client = RawClient.loggedIn(server.port())) {
            assertThat(error(client.ask(ComQuery.of("what?"))).errno()).isEqualTo(1064);
            assertThat(error(client.ask(ComQuery.of("bad"))).errno()).isEqualTo(1105);
            assertThat(server.failures()).singleElement().isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    @DisplayName("answers a kind of command as the script says")
    void kindOfCommand() throws IOException {
        try (ScriptedServer server = ScriptedServer.builder()
                        .on(ComInitDb.class, reply -> reply.error(1049, "42000", "Unknown database"))
                        .start();
                RawClient client = RawClient.loggedIn(server.port())) {
            assertThat(error(client.ask(new ComInitDb("nowhere"))).errno()).isEqualTo(1049);
        }
    }

    @Test
    @DisplayName("sends any bytes in place of the greeting, and closes")
    void rawBytes() throws IOException {
        try (ScriptedServer server = ScriptedServer.builder()
                        .onConnect(reply -> reply.raw("HTTP/1.1 400\r\n".getBytes(US_ASCII)))
                        .start();
                RawClient client = new RawClient(server.port())) {
            assertThat(client.socket.getInputStream().readAllBytes()).isEqualTo("HTTP/1.1 400\r\n".getBytes(US_ASCII));
        }
    }

    @Test
    @DisplayName("cuts a reply after so many bytes, in order or by a reset")
    void cuts() throws IOException {
        try (ScriptedServer server = ScriptedServer.builder()
                        .onQuery(
                                "close",
                                reply -> reply.cutAfter(5, Ending.CLOSE).ok())
                        .onQuery(
                                "reset",
                                reply -> reply.cutAfter(0, Ending.RESET).ok())
                        .start();
                RawClient closed = RawClient.loggedIn(server.port());
                RawClient reset = RawClient.loggedIn(server.port())) {
            closed.send(ComQuery.of("close"));
            assertThat(closed.socket.getInputStream().readAllBytes()).hasSize(5);
            reset.send(ComQuery.of("reset"));
            assertThatThrownBy(() -> reset.packets.read()).isInstanceOf(SocketException.class);
        }
    }

    @Test
    @DisplayName("sends a wrong sequence id, and an error that nobody asked for")
    void wrongIds() throws IOException {
        try (ScriptedServer server = ScriptedServer.builder()
                        .onQuery("q", reply -> reply.sequence(9).ok())
                        .afterLogin(reply -> reply.error(4031, "08S01", "inactivity"))
                        .start();
                RawClient client = RawClient.loggedIn(server.port())) {
            assertThat(error(client.packets.require()).errno()).isEqualTo(4031);
            assertThat(client.packets.sequence()).isEqualTo(1);
            assertThat(ok(client.ask(ComQuery.of("q")))).isNotNull();
            assertThat(client.packets.sequence()).isEqualTo(10);
        }
    }

    @Test
    @DisplayName("asks for a file and tells what it was given")
    void localInfile() throws IOException {
        List<byte[]> received = new CopyOnWriteArrayList<>();
        try (ScriptedServer server = ScriptedServer.builder()
                        .onQuery("q", reply -> {
                            received.add(reply.localInfile("/etc/passwd"));
                            reply.ok();
                        })
                        .start();
                RawClient client = RawClient.loggedIn(server.port())) {
            client.ask(ComQuery.of("q"));
            client.packets.write(out -> out.writeString("content"));
            client.packets.write(out -> {});
            client.packets.flush();
            assertThat(ok(client.packets.require())).isNotNull();
            assertThat(received).containsExactly("content".getBytes(US_ASCII));
        }
    }

    @Test
    @DisplayName("says nothing until the client has gone")
    void silence() throws IOException {
        try (ScriptedServer server =
                        ScriptedServer.builder().onConnect(Answer.SILENCE).start();
                RawClient client = new RawClient(server.port())) {
            server.awaitAccepted(1);
            assertThat(server.openConnections()).isEqualTo(1);
            client.socket.close();
            server.awaitNoConnections();
        }
    }

    @Test
    @DisplayName("ends all connections when it is closed")
    void close() throws IOException {
        ScriptedServer server = ScriptedServer.builder().start();
        try (RawClient client = RawClient.loggedIn(server.port())) {
            server.close();
            server.awaitNoConnections();
            assertThat(client.socket.getInputStream().read()).isNegative();
            assertThatThrownBy(() -> new RawClient(server.port())).isInstanceOf(IOException.class);
        }
    }

    private static OkPacket ok(PayloadReader payload) {
        return OkPacket.decode(payload, CAPABILITIES);
    }

    private static ErrPacket error(PayloadReader payload) {
        return ErrPacket.decode(payload);
    }

    private static FieldType column(RawClient client) throws IOException {
        return ColumnDefinition41.decode(client.packets.require(), CAPABILITIES)
                .column()
                .type();
    }
}
