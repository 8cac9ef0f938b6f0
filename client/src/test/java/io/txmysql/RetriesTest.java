// SPDX-License-Identifier: Apache-2.0
package io.txmysql;

import static io.txmysql.Outcome.failure;
import static io.txmysql.Outcome.options;
import static io.txmysql.Outcome.value;
import static org.assertj.core.api.Assertions.assertThat;

import io.txmysql.api.Backoff;
import io.txmysql.api.ConnectionListener;
import io.txmysql.api.ConnectionState;
import io.txmysql.api.MySQLConnection;
import io.txmysql.api.MySQLOptionsBuilder;
import io.txmysql.api.RetryPolicy;
import io.txmysql.api.Rows;
import io.txmysql.api.TemporaryError;
import io.txmysql.protocol.error.ConnectionLostException;
import io.txmysql.protocol.error.Delivery;
import io.txmysql.protocol.error.MySQLException;
import io.txmysql.protocol.message.OkPacket;
import io.txmysql.protocol.message.ServerStatus;
import io.txmysql.testkit.Ending;
import io.txmysql.testkit.ScriptedServer;
import io.txmysql.testkit.Table;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
@DisplayName("A connection that outlives its sockets")
class RetriesTest {
    private final AtomicInteger runs = new AtomicInteger();

    /** Dies at the first two attempts, with the statement in its hands, and answers the third. */
    private ScriptedServer dyingTwice() {
        return ScriptedServer.builder()
                .onQuery("select a", reply -> {
                    if (runs.incrementAndGet() < 3) {
                        reply.end(Ending.RESET);
                    } else {
                        reply.rows(Table.of("a").row(runs.get()));
                    }
                })
                .start();
    }

    private static MySQLOptionsBuilder patient(int port) {
        return options(port)
                .maxBackoffTime(Duration.ofSeconds(20))
                .backoff(new Backoff(Duration.ofMillis(5), 2, Duration.ofMillis(20), 0.5));
    }

    @Test
    @DisplayName("tx#32: under always() runs a lost statement again; the caller sees only the result")
    void always() {
        try (ScriptedServer server = dyingTwice();
                MySQLConnection db = MySQL.connection(
                        patient(server.port()).retryPolicy(RetryPolicy.always()).build())) {
            assertThat(value(db.runQuery("select a")).get(0).getInt(0)).isEqualTo(3);
        }
    }

    @Test
    @DisplayName("tx#33: under idempotent() runs again what was declared so, and nothing else")
    void idempotent() {
        try (ScriptedServer server = dyingTwice();
                MySQLConnection db = MySQL.connection(patient(server.port())
                        .retryPolicy(RetryPolicy.idempotent())
                        .build())) {
            failure(db.query("select a").rows(), ConnectionLostException.class, Delivery.UNKNOWN);
            assertThat(value(db.query("select a").idempotent().rows()).get(0).getInt(0))
                    .isEqualTo(3);
        }
    }

    @Test
    @DisplayName("tx#31: under never(), the default, runs nothing again that may have been executed")
    void never() {
        try (ScriptedServer server = dyingTwice();
                MySQLConnection db = MySQL.connection(patient(server.port()).build())) {
            failure(db.query("select a").idempotent().rows(), ConnectionLostException.class, Delivery.UNKNOWN);
            assertThat(runs.get()).isEqualTo(1);
        }
    }

    @Test
    @DisplayName("tx#40: reconnects after a temporary error and runs the statement again")
    void temporaryError() {
        try (ScriptedServer server = ScriptedServer.builder()
                        .onQuery("select a", reply -> {
                            if (runs.incrementAndGet() < 3) {
                                reply.error(1290, "HY000", "running with the --read-only option");
                            } else {
                                reply.rows(Table.of("a").row(1));
                            }
                        })
                        .start();
                MySQLConnection db = MySQL.connection(patient(server.port())
                        .temporaryErrors(List.of(TemporaryError.errno(1290)))
                        .build())) {
            assertThat(value(db.runQuery("select a")).size()).isEqualTo(1);
            assertThat(server.acceptedConnections()).isEqualTo(3);
        }
    }

    @Test
    @DisplayName("tx#26: waits for a server that is not up yet, and tells its listener")
    void waitsForTheServer() throws Exception {
        int port = freePort();
        CountDownLatch twoRefusals = new CountDownLatch(2);
        List<ConnectionState> states = new CopyOnWriteArrayList<>();
        ConnectionListener listener = new ConnectionListener() {
            @Override
            public void onRetry(MySQLException cause, Duration pause) {
                twoRefusals.countDown();
                throw new IllegalStateException("a listener's own mistake changes nothing");
            }

            @Override
            public void onStateChange(ConnectionState before, ConnectionState after) {
                states.add(after);
            }
        };
        try (MySQLConnection db = MySQL.connection(patient(port).build(), listener)) {
            CompletableFuture<Rows> early = db.runQuery("select a");
            twoRefusals.await();
            runs.set(2);
            try (ScriptedServer server = ScriptedServer.builder()
                    .port(port)
                    .onQuery("select a", reply -> reply.rows(Table.of("a").row(1)))
                    .start()) {
                assertThat(value(early).size()).isEqualTo(1);
                assertThat(server.acceptedConnections()).isEqualTo(1);
                assertThat(db.state()).isEqualTo(ConnectionState.READY);
            }
        }
        assertThat(states)
                .startsWith(ConnectionState.CONNECTING, ConnectionState.BACKOFF)
                .contains(ConnectionState.READY);
    }

    @Test
    @DisplayName("tx#36, tx#38: disconnects when there is nothing to do, and connects again for the next call")
    void idle() {
        try (ScriptedServer server = ScriptedServer.builder()
                        .onQuery("select a", reply -> reply.rows(Table.of("a").row(1)))
                        .start();
                MySQLConnection db = MySQL.connection(options(server.port())
                        .idleTimeout(Duration.ofMillis(50))
                        .build())) {
            for (int i = 1; i <= 3; i++) {
                assertThat(value(db.runQuery("select a")).size()).isEqualTo(1);
                server.awaitNoConnections();
                assertThat(server.acceptedConnections()).isEqualTo(i);
            }
        }
    }

    @Test
    @DisplayName("finishes what was taken when it is closed gracefully")
    void closesGracefully() {
        try (ScriptedServer server = ScriptedServer.builder()
                        .onQuery("select a", reply -> reply.rows(Table.of("a").row(1)))
                        .start();
                MySQLConnection db = MySQL.connection(options(server.port()).build())) {
            CompletableFuture<Rows> taken = db.runQuery("select a");
            value(db.closeGracefully(Duration.ofSeconds(20)));
            assertThat(value(taken).size()).isEqualTo(1);
            assertThat(db.state()).isEqualTo(ConnectionState.CLOSED);
            server.awaitNoConnections();
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        }
    }

    @Test
    @DisplayName("inside a transaction nothing is sent while an answer is outstanding")
    void nothingIsPipelinedInTransactions() {
        OkPacket inTransaction = new OkPacket(0, 0, ServerStatus.AUTOCOMMIT | ServerStatus.IN_TRANS, 0, "", List.of());
        CompletableFuture<String> held = new CompletableFuture<>();
        try (ScriptedServer server = ScriptedServer.builder()
                        .onQuery("begin", reply -> reply.ok(inTransaction))
                        .onQuery("first", reply -> {
                            held.join();
                            reply.ok(inTransaction);
                        })
                        .onQuery("second", reply -> reply.ok(inTransaction))
                        .start();
                MySQLConnection db = MySQL.connection(options(server.port()).build())) {
            value(db.runOperation("begin"));
            CompletableFuture<?> first = db.runOperation("first");
            CompletableFuture<?> second = db.runOperation("second");
            server.awaitCommands(Outcome.SETUP_COMMANDS + 2);
            held.complete("go on");
            value(first);
            value(second);
            assertThat(server.statements()).endsWith("begin", "first", "second");
            int command = "xfirst".length() + 4;
            assertThat(server.reads()).as("each by itself, not in one write").contains(command, command + 1);
        }
    }
}
