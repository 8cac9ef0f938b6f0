// SPDX-License-Identifier: Apache-2.0
package io.txmysql;

import static io.txmysql.Outcome.connect;
import static io.txmysql.Outcome.failure;
import static io.txmysql.Outcome.value;
import static org.assertj.core.api.Assertions.assertThat;

import io.txmysql.api.MySQLConnection;
import io.txmysql.api.Rows;
import io.txmysql.protocol.error.ConnectionLostException;
import io.txmysql.protocol.error.Delivery;
import io.txmysql.protocol.error.ErrorCategory;
import io.txmysql.protocol.error.MySQLException;
import io.txmysql.protocol.error.Phase;
import io.txmysql.protocol.error.ProtocolViolationException;
import io.txmysql.protocol.error.ServerErrorException;
import io.txmysql.protocol.message.Capabilities;
import io.txmysql.testkit.Ending;
import io.txmysql.testkit.Reply;
import io.txmysql.testkit.ScriptedServer;
import io.txmysql.testkit.Table;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
@DisplayName("A server that breaks off or breaks the rules")
class ReplyFaultsTest {
    @ParameterizedTest
    @CsvSource({"CLOSE, false", "CLOSE, true", "RESET, false", "RESET, true"})
    @DisplayName("pitfall#4 tx#22 cut after each byte of a reply: each call ends, with its own answer or as UNKNOWN")
    void cutAtEachByte(Ending ending, boolean prepared) {
        AtomicInteger bytes = new AtomicInteger();
        try (ScriptedServer server = ScriptedServer.builder()
                        .onQuery(sql -> true, reply -> {
                            String token = token(reply);
                            if (token.equals("cut")) {
                                reply.cutAfter(bytes.get(), ending);
                            }
                            reply.rows(Table.of("token", "n").row(token, 1).row(token, null));
                        })
                        .start();
                MySQLConnection db = connect(server)) {
            int length = 0;
            for (; length < 1_000; length++) {
                bytes.set(length);
                // Submitted on the event loop, so that all three leave together.
                List<CompletableFuture<Rows>> calls = Outcome.onEventLoop(
                        db,
                        () -> List.of(
                                ask(db, prepared, "before"), ask(db, prepared, "cut"), ask(db, prepared, "after")));
                boolean answered = ends(calls.get(0), "before");
                boolean complete = ends(calls.get(1), "cut");
                ends(calls.get(2), "after");
                if (ending == Ending.CLOSE) {
                    assertThat(answered)
                            .as("what came whole before the end of the stream")
                            .isTrue();
                }
                if (complete) {
                    break;
                }
                server.awaitNoConnections();
            }
            assertThat(length).isGreaterThan(60);
            assertThat(server.acceptedConnections()).isGreaterThan(60);
        }
    }

    private static CompletableFuture<Rows> ask(MySQLConnection db, boolean prepared, String token) {
        return prepared ? db.runQuery("select ?", token) : db.runQuery("select " + token);
    }

    private static String token(Reply reply) {
        return reply.arguments().isEmpty()
                ? reply.sql().substring("select ".length())
                : String.valueOf(reply.arguments().get(0));
    }

    /** Whether it ended well. */
    private static boolean ends(CompletableFuture<Rows> call, String token) {
        try {
            Rows rows = value(call);
            assertThat(rows.size()).isEqualTo(2);
            assertThat(rows.get(0).getString("token")).isEqualTo(token);
            assertThat(rows.get(1).getString("token")).isEqualTo(token);
            assertThat(rows.get(1).isNull("n")).isTrue();
            return true;
        } catch (AssertionError e) {
            if (!(e.getCause() instanceof java.util.concurrent.ExecutionException)) {
                throw e;
            }
            MySQLException failure = failure(call);
            assertThat(failure).isInstanceOf(ConnectionLostException.class);
            assertThat(failure.delivery()).isEqualTo(Delivery.UNKNOWN);
            return false;
        }
    }

    @Test
    @DisplayName("pitfall#33 a wrong sequence id closes the connection, and no result comes of it")
    void wrongSequenceId() {
        try (ScriptedServer server = ScriptedServer.builder()
                        .onQuery(
                                "select 1",
                                reply -> reply.sequence(2).rows(Table.of("a").row(1)))
                        .onQuery("select 2", reply -> reply.rows(Table.of("a").row(2)))
                        .start();
                MySQLConnection db = connect(server)) {
            CompletableFuture<Rows> wrong = db.runQuery("select 1");
            CompletableFuture<Rows> follower = db.runQuery("select 2");
            ProtocolViolationException failure = failure(wrong, ProtocolViolationException.class, Delivery.UNKNOWN);
            assertThat(failure).hasMessageContaining("packet 2 where packet 1 is due");
            assertThat(failure.phase()).isEqualTo(Phase.COMMAND);
            failure(follower, ProtocolViolationException.class, Delivery.UNKNOWN);
            server.awaitNoConnections();
            assertThat(value(db.runQuery("select 2")).get(0).getInt("a")).isEqualTo(2);
        }
    }

    @Test
    @DisplayName("pitfall#33 a wrong sequence id in the middle of a result")
    void wrongSequenceIdInside() {
        try (ScriptedServer server = ScriptedServer.builder()
                        .onQuery(
                                "q",
                                reply -> reply.more()
                                        .rows(Table.of("a").row(1))
                                        .sequence(77)
                                        .ok())
                        .start();
                MySQLConnection db = connect(server)) {
            failure(db.runQuery("q"), ProtocolViolationException.class, Delivery.UNKNOWN);
            server.awaitNoConnections();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {4031, 1053, 1927})
    @DisplayName("pitfall#18 an error that nobody asked for, while idle: dropped; the next call connects again")
    void unsolicitedWhileIdle(int errno) {
        CountDownLatch idle = new CountDownLatch(1);
        try (ScriptedServer server = ScriptedServer.builder()
                        .onQuery("select 1", reply -> {
                            reply.rows(Table.of("a").row(1)).flush();
                            awaitLatch(idle);
                            reply.sequence(0).error(errno, "08S01", "farewell").end(Ending.CLOSE);
                        })
                        .onQuery("select 2", reply -> reply.rows(Table.of("a").row(2)))
                        .start();
                MySQLConnection db = connect(server)) {
            value(db.runQuery("select 1"));
            idle.countDown();
            server.awaitNoConnections();
            assertThat(value(db.runQuery("select 2")).get(0).getInt("a")).isEqualTo(2);
            assertThat(server.acceptedConnections()).isEqualTo(2);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {4031, 1053, 1927})
    @DisplayName("pitfall#18 an error that nobody asked for, together with a command: NOT_EXECUTED, the server says so")
    void unsolicitedWithCommand(int errno) {
        try (ScriptedServer server = ScriptedServer.builder()
                        .onQuery(
                                "select 1",
                                reply -> reply.sequence(0)
                                        .error(errno, "08S01", "farewell")
                                        .end(Ending.CLOSE))
                        .start();
                MySQLConnection db = connect(server)) {
            CompletableFuture<Rows> first = db.runQuery("select 1");
            CompletableFuture<Rows> second = db.runQuery("select 2");
            for (CompletableFuture<Rows> each : List.of(first, second)) {
                ServerErrorException failure = failure(each, ServerErrorException.class, Delivery.NOT_EXECUTED);
                assertThat(failure.errno()).isEqualTo(errno);
                assertThat(failure.category()).isEqualTo(ErrorCategory.SERVER_GONE);
            }
            server.awaitNoConnections();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"CLOSE", "RESET"})
    @DisplayName("pitfall#18 a bare end instead of an answer: UNKNOWN")
    void bareEnd(Ending ending) {
        try (ScriptedServer server = ScriptedServer.builder()
                        .onQuery("select 1", reply -> reply.end(ending))
                        .start();
                MySQLConnection db = connect(server)) {
            ConnectionLostException failure =
                    failure(db.runQuery("select 1"), ConnectionLostException.class, Delivery.UNKNOWN);
            assertThat(failure.statement()).isEqualTo("select 1");
            server.awaitNoConnections();
        }
    }

    @Test
    @DisplayName(
            "pitfall#25 a server that asks for a file gets an empty packet; the statement fails, the session lives")
    void localFile(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("private.txt"), "nobody's business");
        List<byte[]> received = new CopyOnWriteArrayList<>();
        try (ScriptedServer server = ScriptedServer.builder()
                        .onQuery(sql -> sql.startsWith("select"), reply -> {
                            received.add(reply.localInfile(file.toString()));
                            reply.ok();
                        })
                        .onQuery("next", reply -> reply.rows(Table.of("a").row(1)))
                        .start();
                MySQLConnection db = connect(server)) {
            ProtocolViolationException text =
                    failure(db.runQuery("select 1"), ProtocolViolationException.class, Delivery.ANSWERED);
            assertThat(text).hasMessageContaining("local file").hasMessageNotContaining("private.txt");
            failure(db.runQuery("select ?", 1), ProtocolViolationException.class, Delivery.ANSWERED);
            assertThat(value(db.runQuery("next")).get(0).getInt("a")).isEqualTo(1);
            assertThat(received)
                    .hasSize(2)
                    .allSatisfy(content -> assertThat(content).isEmpty());
            assertThat(server.acceptedConnections()).isEqualTo(1);
            assertThat(server.logins())
                    .allSatisfy(
                            login -> assertThat(Capabilities.has(login.capabilities(), Capabilities.CLIENT_LOCAL_FILES))
                                    .isFalse());
        }
    }

    @Test
    @DisplayName("pitfall#25 with followers on the wire, which would be taken for the file, the session ends")
    void localFileWithFollowers(@TempDir Path folder) throws IOException {
        Path file = Files.write(folder.resolve("private.bin"), new byte[1 << 20]);
        try (ScriptedServer server = ScriptedServer.builder()
                        .onQuery("select 1", reply -> reply.localInfile(file.toString()))
                        .start();
                MySQLConnection db = connect(server)) {
            CompletableFuture<Rows> victim = db.runQuery("select 1");
            CompletableFuture<Rows> follower = db.runQuery("select 2");
            failure(victim, ProtocolViolationException.class, Delivery.UNKNOWN);
            failure(follower, ProtocolViolationException.class, Delivery.UNKNOWN);
            server.awaitNoConnections();
            assertThat(server.reads().stream().mapToInt(Integer::intValue).sum())
                    .isLessThan(1_000);
        }
    }

    @Test
    @DisplayName("pitfall#26 two results and then an error: the call fails, the next is answered")
    void errorInLaterResult() {
        try (ScriptedServer server = ScriptedServer.builder()
                        .onQuery(
                                "call p()",
                                reply -> reply.more()
                                        .rows(Table.of("a").row(1))
                                        .more()
                                        .rows(Table.of("b"))
                                        .error(1644, "45000", "signal"))
                        .onQuery(
                                "call q()",
                                reply -> reply.more()
                                        .rows(Table.of("a").row(1))
                                        .more()
                                        .ok(5, 0)
                                        .rows(Table.of("b").row("x")))
                        .start();
                MySQLConnection db = connect(server)) {
            CompletableFuture<Rows> bad = db.runQuery("call p()");
            CompletableFuture<Rows> good = db.runQuery("call q()");
            assertThat(failure(bad, ServerErrorException.class, Delivery.ANSWERED)
                            .sqlState())
                    .isEqualTo("45000");
            Rows first = value(good);
            Rows second = first.next();
            assertThat(second).isNotNull();
            assertThat(second.operationResult().affectedRows()).isEqualTo(5);
            Rows third = second.next();
            assertThat(third).isNotNull();
            assertThat(third.get(0).getString("b")).isEqualTo("x");
            assertThat(third.next()).isNull();
        }
    }

    @Test
    @DisplayName("without CLIENT_DEPRECATE_EOF, one byte at a time: the same rows")
    void oldServerInSingleBytes() {
        try (ScriptedServer server = ScriptedServer.builder()
                        .withoutCapabilities(Capabilities.CLIENT_DEPRECATE_EOF | Capabilities.CLIENT_SESSION_TRACK)
                        .oneByteAtATime()
                        .onQuery(
                                sql -> true,
                                reply -> reply.rows(Table.of("token").row(token(reply))))
                        .start();
                MySQLConnection db = connect(server)) {
            CompletableFuture<Rows> text = db.runQuery("select plain");
            CompletableFuture<Rows> binary = db.runQuery("select ?", "bound");
            CompletableFuture<Rows> again = db.runQuery("select ?", "again");
            assertThat(value(text).get(0).getString(0)).isEqualTo("plain");
            assertThat(value(binary).get(0).getString(0)).isEqualTo("bound");
            assertThat(value(again).get(0).getString(0)).isEqualTo("again");
        }
    }

    private static void awaitLatch(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
