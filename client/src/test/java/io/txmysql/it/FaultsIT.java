// SPDX-License-Identifier: Apache-2.0
package io.txmysql.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.txmysql.MySQL;
import io.txmysql.api.MySQLConnection;
import io.txmysql.api.Rows;
import io.txmysql.embedded.EmbeddedServer;
import io.txmysql.protocol.error.ConnectionLostException;
import io.txmysql.protocol.error.Delivery;
import io.txmysql.protocol.error.MySQLException;
import io.txmysql.protocol.error.Phase;
import io.txmysql.protocol.error.ServerErrorException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.provider.MethodSource;

@MethodSource("io.txmysql.it.TestServer#embedded")
class FaultsIT extends ServerSuite {
    @Test
    @DisplayName("tx#30, tx#31: kill -9 in the middle of a query: lost, UNKNOWN; after the restart the next call works")
    void crash() {
        try (EmbeddedServer mortal = server.builder().start()) {
            MySQLConnection connection = open(TestServer.options(mortal).pipeliningLimit(2));
            await(connection.runOperation("create database kept"));
            await(connection.selectDb("kept"));
            assertThat(await(connection.fetchOne("select ?", "x"))).isEqualTo("x");
            CompletableFuture<Rows> running = connection.runQuery("select sleep(30)");
            CompletableFuture<Rows> onTheWire = connection.runQuery("select ?", "y");
            CompletableFuture<Rows> unsent = connection.runQuery("select 2");
            awaitProcess(mortal, "select sleep(30)");
            mortal.kill();
            ConnectionLostException lost = failure(ConnectionLostException.class, running);
            assertThat(lost.delivery()).isEqualTo(Delivery.UNKNOWN);
            assertThat(lost.statement()).isEqualTo("select sleep(30)");
            assertThat(lost.endpoint()).isEqualTo("127.0.0.1:" + mortal.port());
            assertThat(lost.phase()).isEqualTo(Phase.COMMAND);
            assertThat(failure(ConnectionLostException.class, onTheWire).delivery())
                    .isEqualTo(Delivery.UNKNOWN);

            CompletableFuture<?> whileDown = connection.ping();
            mortal.restart();
            assertThat(await(unsent).get(0).getInt(0))
                    .as("tx#31: the unsent goes on")
                    .isEqualTo(2);
            await(whileDown); // tx#26: it waited for the server
            assertThat(await(connection.fetchOne("select ?", "z"))).isEqualTo("z");
            assertThat(await(connection.fetchOne("select database()")))
                    .as("tx#8: selected again")
                    .isEqualTo("kept");
        }
    }

    @Test
    @DisplayName("an orderly shutdown: every pending future ends, and after the restart the next call works")
    void shutdown() {
        try (EmbeddedServer mortal = server.builder().start()) {
            MySQLConnection connection = open(TestServer.options(mortal));
            await(connection.ping());
            List<CompletableFuture<?>> pending = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                pending.add(connection.runQuery("select sleep(5), " + i));
            }
            awaitProcess(mortal, "select sleep(5), 0");
            mortal.stop();
            for (CompletableFuture<?> each : pending) {
                try {
                    await(each); // a killed SLEEP may give a row
                } catch (MySQLException e) {
                    assertThat(e).isInstanceOfAny(ConnectionLostException.class, ServerErrorException.class);
                }
            }
            mortal.restart();
            await(connection.ping());
        }
    }

    @Test
    @DisplayName(
            "KILL of an idle session: once that is noticed a call connects again, with a new id and the selected database")
    void killedWhileIdle() throws Exception {
        MySQLConnection admin = connect();
        for (int i = 0; i < 10; i++) {
            Object before = one("select connection_id()");
            await(admin.runOperation("kill " + before));
            Object after;
            try {
                after = one("select connection_id()");
            } catch (MySQLException e) { // it was on its way when the end came
                assertThat(e.delivery()).isIn(Delivery.NOT_EXECUTED, Delivery.UNKNOWN);
                after = one("select connection_id()");
            }
            assertThat(after).isNotEqualTo(before);
            assertThat(one("select database()")).isEqualTo(database());
        }
    }

    @Test
    @DisplayName(
            "pitfall#18: wait_timeout ends an idle session, with 4031 or without a word; the next call connects again")
    void waitTimeout() throws Exception {
        Object before = one("select connection_id()");
        run("set session wait_timeout = 1");
        awaitEndOfSession(before);
        assertThat(one("select connection_id()")).isNotEqualTo(before);
        assertThat(one("select ?", "x")).isEqualTo("x");
    }

    @Test
    @DisplayName("KILL QUERY ends the statement alone: the session goes on and the followers have their own answers")
    void killQuery() {
        Object id = one("select connection_id()");
        MySQLConnection admin = connect();
        CompletableFuture<Rows> slow =
                db.runQuery("select benchmark(2000000000, sha1('x')) from information_schema.tables");
        CompletableFuture<Object> next = db.fetchOne("select 'next'");
        awaitRunning(admin, "%benchmark(2000000000%");
        await(admin.runOperation("kill query " + id));
        assertThat(failure(ServerErrorException.class, slow).errno()).isEqualTo(1317);
        assertThat(await(next)).isEqualTo("next");
        assertThat(one("select connection_id()")).isEqualTo(id);
    }

    private void awaitProcess(EmbeddedServer mortal, String statement) {
        try (MySQLConnection watcher =
                MySQL.connection(TestServer.options(mortal).build())) {
            awaitRunning(watcher, statement);
        }
    }

    private static void awaitRunning(MySQLConnection watcher, String statement) {
        String sql = "select count(*) from information_schema.processlist where info like ? and id <> connection_id()";
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!Long.valueOf(1).equals(await(watcher.fetchOne(Long.class, sql, statement)))) {
            assertThat(System.nanoTime()).as("it does not run").isLessThan(deadline);
        }
    }

    /** Until the server has no such session, and its last words have had the time to reach us. */
    private void awaitEndOfSession(@Nullable Object id) throws InterruptedException {
        MySQLConnection watcher = connect();
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        String sql = "select count(*) from information_schema.processlist where id = " + id;
        while (!Long.valueOf(0).equals(await(watcher.fetchOne(Long.class, sql)))) {
            assertThat(System.nanoTime()).as("it does not end").isLessThan(deadline);
            Thread.sleep(50);
        }
        Thread.sleep(200);
    }
}
