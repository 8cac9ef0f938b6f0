// SPDX-License-Identifier: Apache-2.0
package io.txmysql;

import static io.txmysql.Outcome.connect;
import static io.txmysql.Outcome.failure;
import static io.txmysql.Outcome.options;
import static io.txmysql.Outcome.value;
import static org.assertj.core.api.Assertions.assertThat;

import io.txmysql.api.MySQLConnection;
import io.txmysql.api.Rows;
import io.txmysql.protocol.error.ConnectionClosedException;
import io.txmysql.protocol.error.ConnectionLostException;
import io.txmysql.protocol.error.Delivery;
import io.txmysql.protocol.error.ServerErrorException;
import io.txmysql.protocol.message.ComInitDb;
import io.txmysql.protocol.message.ComQuit;
import io.txmysql.protocol.message.HandshakeResponse41;
import io.txmysql.testkit.Answer;
import io.txmysql.testkit.Ending;
import io.txmysql.testkit.ScriptedServer;
import io.txmysql.testkit.Table;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(60)
@DisplayName("A logical connection")
class LifecycleTest {
    private final ScriptedServer server = ScriptedServer.builder()
            .onQuery("select 1", reply -> reply.rows(Table.of("a").row(1)))
            .onQuery("die", reply -> reply.end(Ending.CLOSE))
            .onQuery("hang", Answer.SILENCE)
            .on(ComInitDb.class, reply -> {
                if (((ComInitDb) java.util.Objects.requireNonNull(reply.command()))
                        .database()
                        .equals("nowhere")) {
                    reply.error(1049, "42000", "Unknown database 'nowhere'");
                } else {
                    reply.ok();
                }
            })
            .start();

    @Test
    @DisplayName("tx#2 does no I/O until it is used, and none at all if it never is")
    void lazy() {
        try (server) {
            MySQLConnection unused = connect(server);
            unused.close();
            try (MySQLConnection db = connect(server)) {
                assertThat(server.acceptedConnections()).isZero();
                value(db.ping());
                assertThat(server.acceptedConnections()).isEqualTo(1);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Ending.class)
    @DisplayName("tx#29 tx#30 stays down when it is lost, and a new call connects again")
    void reconnects(Ending ending) {
        try (server;
                ScriptedServer other = ScriptedServer.builder()
                        .onQuery("die", reply -> reply.end(ending))
                        .onQuery("select 1", reply -> reply.rows(Table.of("a").row(1)))
                        .start();
                MySQLConnection db = connect(other)) {
            for (int i = 1; i <= 3; i++) {
                failure(db.runQuery("die"), ConnectionLostException.class, Delivery.UNKNOWN);
                other.awaitNoConnections();
                assertThat(other.acceptedConnections()).isEqualTo(i);
            }
            assertThat(value(db.runQuery("select 1")).size()).isEqualTo(1);
            assertThat(other.acceptedConnections()).isEqualTo(4);
        }
    }

    @Test
    @DisplayName("tx#30 a callback of the loss may call anew, and is connected again")
    void reconnectsFromCallback() {
        try (server;
                MySQLConnection db = connect(server)) {
            CompletableFuture<Rows> healed =
                    db.runQuery("die").handle((rows, e) -> e).thenCompose(e -> db.runQuery("select 1"));
            assertThat(value(healed).get(0).getInt(0)).isEqualTo(1);
            assertThat(server.acceptedConnections()).isEqualTo(2);
        }
    }

    @Test
    @DisplayName("tx#8 logs in with the database that was selected last; a refused one does not count")
    void selectDb() {
        try (server;
                MySQLConnection db = MySQL.connection(
                        options(server.port()).database("first").build())) {
            value(db.ping());
            value(db.selectDb("second"));
            assertThat(failure(db.selectDb("nowhere"), ServerErrorException.class, Delivery.ANSWERED)
                            .errno())
                    .isEqualTo(1049);
            failure(db.runQuery("die"));
            value(db.ping());
            failure(db.runQuery("die"));
            value(db.ping());
            assertThat(server.logins().stream()
                            .map(HandshakeResponse41::database)
                            .toList())
                    .containsExactly("first", "second", "second");
        }
    }

    @Test
    @DisplayName("tx#8 selects a database before it ever connected")
    void selectDbFirst() {
        try (server;
                MySQLConnection db = connect(server)) {
            value(db.selectDb("foo"));
            failure(db.runQuery("die"));
            value(db.ping());
            assertThat(server.logins().get(1).database()).isEqualTo("foo");
        }
    }

    @Test
    @DisplayName(
            "tx#9 pitfall#15 fails what is pending when it is closed, may be closed twice, and refuses later calls")
    void close() {
        MySQLConnection db = connect(server);
        try (server) {
            CompletableFuture<Rows> hanging = db.runQuery("hang");
            server.awaitCommands(Outcome.SETUP_COMMANDS + 1);
            CompletableFuture<Rows> behind = db.runQuery("select 1");
            db.close();
            db.close();
            failure(hanging, ConnectionClosedException.class, Delivery.UNKNOWN);
            assertThat(failure(behind)).isInstanceOf(ConnectionClosedException.class);
            CompletableFuture<Rows> late = db.runQuery("select 1");
            assertThat(failure(late, ConnectionClosedException.class, Delivery.NOT_EXECUTED)
                            .statement())
                    .isEqualTo("select 1");
            server.awaitNoConnections();
        }
    }

    @Test
    @DisplayName("fails what waits for the connection when it is closed meanwhile, and gives the socket up")
    void closeWhileConnecting() {
        CountDownLatch greet = new CountDownLatch(1);
        try (ScriptedServer slow = ScriptedServer.builder()
                .onConnect(reply -> {
                    greet.countDown();
                    reply.silence();
                })
                .start()) {
            MySQLConnection db = connect(slow);
            CompletableFuture<Rows> waiting = db.runQuery("select 1");
            slow.awaitAccepted(1);
            db.close();
            failure(waiting, ConnectionClosedException.class, Delivery.NOT_EXECUTED);
            slow.awaitNoConnections();
        }
    }

    @Test
    @DisplayName("refuses calls also long after it was closed, when its threads have ended")
    void callsAfterTheThreadsHaveEnded() throws InterruptedException {
        try (server) {
            MySQLConnection db = connect(server);
            Thread eventLoop = Outcome.onEventLoop(db, Thread::currentThread);
            db.close();
            eventLoop.join();
            for (int i = 0; i < 3; i++) {
                failure(db.runQuery("select 1"), ConnectionClosedException.class, Delivery.NOT_EXECUTED);
            }
            db.close();
        }
    }

    @Test
    @DisplayName("takes leave of the server when it is closed while idle")
    void quits() {
        try (server) {
            MySQLConnection db = connect(server);
            value(db.ping());
            db.close();
            server.awaitNoConnections();
            assertThat(List.copyOf(server.commands())).last().isEqualTo(new ComQuit());
        }
    }
}
