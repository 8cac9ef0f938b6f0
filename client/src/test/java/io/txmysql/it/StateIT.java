// SPDX-License-Identifier: Apache-2.0
package io.txmysql.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.txmysql.api.ConnectionState;
import io.txmysql.api.MySQLConnection;
import io.txmysql.api.MySQLOptionsBuilder;
import io.txmysql.api.MySQLPool;
import io.txmysql.api.RetryPolicy;
import io.txmysql.api.Rows;
import io.txmysql.api.Transaction;
import io.txmysql.api.TransactionOptions;
import io.txmysql.protocol.error.Delivery;
import io.txmysql.protocol.error.SessionPin;
import io.txmysql.protocol.error.SessionStateLostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What the next session gets of the last one, and who is told of the rest. */
@MethodSource("io.txmysql.it.TestServer#embedded")
class StateIT extends ServerSuite {
    /** What cannot be given to another session. */
    enum Kept {
        TEMPORARY_TABLE("create temporary table kept (i int)"),
        USER_LOCK("select get_lock('it_state', 10)"),
        TABLE_LOCK("lock tables t write"),
        USER_VARIABLE("set @kept = 1"),
        PREPARED_STATEMENT("prepare kept from 'select 1'"),
        SESSION_VARIABLE("set names utf8mb4 collate utf8mb4_bin"),
        OTHER("handler t open");

        final String statement;

        Kept(String statement) {
            this.statement = statement;
        }
    }

    @SuppressWarnings("NullAway.Init") // set before each test
    private MySQLConnection admin;

    @BeforeEach
    void makeTable() {
        admin = connect();
        await(admin.runOperation("drop table if exists t"));
        await(admin.runOperation("create table t (id int primary key)"));
    }

    // --- Lost, and somebody is told ---

    @Test
    @DisplayName(
            "BEGIN as text and the session is lost: one call fails typed, COMMIT and SAVEPOINT are refused until ROLLBACK")
    void textTransaction() {
        run("begin");
        run("insert into t values (1)");
        lose(db);
        SessionStateLostException e =
                failure(SessionStateLostException.class, db.runOperation("insert into t values (2)"));
        assertThat(e.lost()).containsExactly(SessionPin.TRANSACTION);
        assertThat(e.delivery()).isEqualTo(Delivery.NOT_EXECUTED);
        assertThat(one("select 'told once'")).isEqualTo("told once");
        failure(SessionStateLostException.class, db.runOperation("savepoint s"));
        failure(SessionStateLostException.class, db.runOperation("/* odd */ Commit"));
        run("commit"); // the one that would have been a lie was refused

        run("begin");
        lose(db);
        failure(SessionStateLostException.class, db.runQuery("select 1"));
        run("rollback");
        run("commit");
        assertThat(one("select count(*) from t")).isEqualTo(0L);
    }

    @Test
    @DisplayName("a COMMIT is the first to come after the loss: it fails, too")
    void commitFirst() {
        run("start transaction");
        run("insert into t values (1)");
        lose(db);
        SessionStateLostException e = failure(SessionStateLostException.class, db.runOperation("commit"));
        assertThat(e.lost()).containsExactly(SessionPin.TRANSACTION);
        assertThat(one("select count(*) from t")).isEqualTo(0L);
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("what cannot be given to the next session: the next call fails typed, once, and is not run")
    void lost(Kept kept) {
        run(kept.statement);
        lose(db);
        SessionStateLostException e =
                failure(SessionStateLostException.class, db.runOperation("insert into t values (1)"));
        assertThat(e.lost()).contains(SessionPin.valueOf(kept.name()));
        assertThat(one("select count(*) from t")).isEqualTo(0L);
    }

    @Test
    @DisplayName(
            "a statement is running on the session that is lost: it fails typed and is not run again, whatever the policy")
    void lostInFlight() {
        MySQLConnection bold = connect(options -> options.retryPolicy(RetryPolicy.always()));
        long session = sessionOf(bold);
        await(bold.runOperation("set @kept = 1"));
        CompletableFuture<Rows> slow =
                bold.query("select sleep(30), @kept").idempotent().rows();
        eventually("it runs", () -> running(admin, "select sleep(30)") == 1);
        await(admin.runOperation("kill " + session));
        SessionStateLostException e = failure(SessionStateLostException.class, slow);
        assertThat(e.lost()).contains(SessionPin.USER_VARIABLE);
        assertThat(await(bold.fetchOne("select @kept"))).isNull();
        assertThat(running(admin, "select sleep(30)")).isZero();
    }

    // --- Given to the next ---

    @Test
    @DisplayName("tx#8: variables, isolation and the database are given to the next session, and nobody fails")
    void replayed() {
        run("set time_zone = '+03:00'");
        run("set sql_mode = 'ANSI_QUOTES', wait_timeout = 12345");
        run("set session transaction isolation level read committed");
        run("set group_concat_max_len = 4321");
        run("use information_schema");
        lose(db);
        assertThat(one("select @@time_zone")).isEqualTo("+03:00");
        assertThat(one("select @@sql_mode")).isEqualTo("ANSI_QUOTES");
        assertThat(one("select @@wait_timeout")).hasToString("12345");
        assertThat(one("select @@transaction_isolation")).isEqualTo("READ-COMMITTED");
        assertThat(one("select @@group_concat_max_len")).hasToString("4321");
        assertThat(one("select database()")).isEqualTo("information_schema");
        await(db.selectDb(database()));
        run("set time_zone = '+04:00'");
        lose(db);
        assertThat(one("select @@time_zone")).isEqualTo("+04:00");
        assertThat(one("select @@group_concat_max_len"))
                .as("kept over two losses")
                .hasToString("4321");
        assertThat(one("select database()")).isEqualTo(database());
    }

    @Test
    @DisplayName("autocommit = 0 is given to the next session; the transaction that was open is not, and that is told")
    void autocommit() {
        run("set autocommit = 0");
        lose(db);
        assertThat(one("select @@autocommit")).hasToString("0");
        run("insert into t values (1)");
        lose(db);
        SessionStateLostException e = failure(SessionStateLostException.class, db.runOperation("commit"));
        assertThat(e.lost()).contains(SessionPin.TRANSACTION);
        run("insert into t values (2)");
        assertThat(await(admin.fetchOne("select count(*) from t"))).isEqualTo(0L);
        run("commit");
        assertThat(await(admin.fetchOne("select sum(id) from t"))).hasToString("2");
    }

    @Test
    @DisplayName("SET NAMES: the next session has the same character sets, and texts stay right")
    void setNames() {
        run("set names latin1");
        String before = await(db.runQuery("show session variables like 'character\\_set\\_c%'"))
                .toString();
        lose(db);
        assertThat(await(db.runQuery("show session variables like 'character\\_set\\_c%'")))
                .hasToString(before)
                .asString()
                .contains("latin1");
    }

    @Test
    @DisplayName("reset() clears all of it: nothing is replayed, nothing is missed")
    void reset() {
        long session = sessionOf(db);
        for (Kept kept : List.of(Kept.USER_VARIABLE, Kept.USER_LOCK, Kept.TEMPORARY_TABLE, Kept.SESSION_VARIABLE)) {
            run(kept.statement);
        }
        run("set time_zone = '+03:00'");
        run("begin");
        run("insert into t values (1)");
        await(db.reset());
        assertThat(sessionOf(db)).isEqualTo(session);
        assertThat(one("select count(*) from t")).isEqualTo(0L);
        assertThat(one("select @kept")).isNull();
        assertThat(one("select is_free_lock('it_state')")).hasToString("1");
        assertThat(one("select @@time_zone")).isEqualTo("SYSTEM");
        lose(db);
        assertThat(one("select @@time_zone")).isEqualTo("SYSTEM");
        run("set @kept = 1");
        lose(db);
        await(db.reset()); // its caller expects nothing of the session before
        assertThat(one("select @kept")).isNull();
    }

    // --- Idle ---

    @Test
    @DisplayName("tx#38: idleTimeout closes a session that has nothing to lose, and no other")
    void idleTimeout() {
        UnaryOperator<MySQLOptionsBuilder> impatient = options -> options.idleTimeout(Duration.ofMillis(100));
        MySQLConnection idle = connect(impatient);
        long session = sessionOf(idle);
        Map<MySQLConnection, Long> kept = new HashMap<>();
        for (String statement : List.of("set @kept = 1", "begin", "create temporary table kept (i int)")) {
            MySQLConnection connection = connect(impatient);
            await(connection.runOperation(statement));
            kept.put(connection, sessionOf(connection));
        }
        eventually("it disconnects", () -> idle.state() == ConnectionState.DISCONNECTED);
        eventually("the server knows", () -> sessions(admin, session) == 0);
        assertThat(sessionOf(idle)).isNotEqualTo(session);
        pause(300);
        kept.forEach((connection, id) -> {
            assertThat(connection.state()).isEqualTo(ConnectionState.READY);
            assertThat(sessionOf(connection)).isEqualTo(id);
        });
    }

    @Test
    @DisplayName("idleTimeout does not close a session in an open transaction, and does so after it")
    void idleTransaction() {
        MySQLConnection idle = connect(options -> options.idleTimeout(Duration.ofMillis(100)));
        Transaction tx = await(idle.begin(TransactionOptions.DEFAULT));
        await(tx.runOperation("insert into t values (1)"));
        pause(300);
        await(tx.commit());
        assertThat(one("select count(*) from t")).isEqualTo(1L);
        eventually("it disconnects", () -> idle.state() == ConnectionState.DISCONNECTED);
    }

    @Test
    @DisplayName(
            "pitfall#8: the server closes idle sessions just as they are used: every borrow and every call ends well")
    void waitTimeout() {
        assumeThat(server).as("it is as silent as MariaDB").isNotSameAs(TestServer.MYSQL_5_7);
        List<CompletableFuture<?>> loops = new ArrayList<>();
        for (int delay = 800; delay <= 1200; delay += 100) {
            MySQLPool pool = pool(options -> options.maxSize(2).sessionVariables(Map.of("wait_timeout", "1")));
            MySQLConnection connection = connect(options -> options.sessionVariables(Map.of("wait_timeout", "1")));
            int millis = delay;
            loops.add(CompletableFuture.runAsync(
                    () -> {
                        for (int i = 0; i < 3; i++) {
                            String token = millis + " " + i;
                            assertThat(await(connection.fetchOne("select '" + token + "'")))
                                    .isEqualTo(token);
                            assertThat(await(pool.fetchOne("select ?", token))).isEqualTo(token);
                            Object answer =
                                    await(pool.withConnection(borrowed -> borrowed.fetchOne("select '" + token + "'")));
                            assertThat(answer).isEqualTo(token);
                            pause(i < 2 ? millis : 0);
                        }
                    },
                    task -> new Thread(task).start()));
        }
        loops.forEach(loop -> await(loop));
    }

    @Test
    @DisplayName("pitfall#9: all sessions are killed while idle: the next calls succeed, on a connection and on a pool")
    void killedWhileIdle() {
        MySQLPool pool = pool(options -> options.maxSize(5).minIdle(5));
        await(pool.warmUp());
        await(db.ping());
        await(
                        admin.runQuery(
                                "select id from information_schema.processlist where db = database() and id <> connection_id()"))
                .stream()
                .map(row -> row.getLong(0))
                .forEach(id -> await(admin.runOperation("kill " + id)));
        eventually("it is noticed", () -> db.state() == ConnectionState.DISCONNECTED);
        eventually("it is noticed", () -> pool.metrics().lost() == 5);
        assertThat(one("select 'again'")).isEqualTo("again");
        List<CompletableFuture<Object>> calls =
                Stream.generate(() -> pool.fetchOne("select 'again'")).limit(20).toList();
        calls.forEach(call -> assertThat(await(call)).isEqualTo("again"));
        eventually("the pool refills", () -> pool.metrics().idle() == 5);
    }

    /** The server ends the session, and the connection knows. */
    private void lose(MySQLConnection connection) {
        long session = sessionOf(connection);
        await(admin.runOperation("kill " + session));
        eventually("it is noticed", () -> connection.state() == ConnectionState.DISCONNECTED);
        eventually("its locks are free", () -> sessions(admin, session) == 0);
    }
}
