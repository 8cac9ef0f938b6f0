// SPDX-License-Identifier: Apache-2.0
package io.txmysql.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.txmysql.api.MySQLConnection;
import io.txmysql.api.MySQLPool;
import io.txmysql.api.PoolOptions.ResetOnRelease;
import io.txmysql.api.Transaction;
import io.txmysql.api.TransactionOptions;
import io.txmysql.protocol.error.ServerErrorException;
import io.txmysql.protocol.error.SessionStateLostException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** A pool on real servers: what one borrower leaves in a session the next one does not find. */
@MethodSource("io.txmysql.it.TestServer#embedded")
class PoolStateIT extends ServerSuite {
    /** What a borrower runs, a look at what it leaves, and what a new session shows there. */
    enum Left {
        TRANSACTION("begin; insert into t values (7)", "select count(*) from t", "0"),
        READ_ONLY("set session transaction read only", "select @@transaction_read_only", "0"),
        AUTOCOMMIT("set autocommit = 0", "select @@autocommit", "1"),
        USER_VARIABLE("set @a = 1", "select @a", "null"),
        USER_VARIABLE_OF_A_SELECT("select 1 into @a", "select @a", "null"),
        TEMPORARY_TABLE("create temporary table other_t (i int)", "select count(*) from other_t", "1146"),
        CHARACTER_SET("set names latin1", "select @@character_set_connection", "utf8mb4"),
        TIME_ZONE("set time_zone = '+03:00'", "select @@time_zone", "SYSTEM"),
        SQL_MODE("set sql_mode = 'ANSI_QUOTES'", "select @@sql_mode like '%ANSI_QUOTES%'", "0"),
        LOCKED_TABLES("lock tables t write", "select count(*) from u", "0"),
        USER_LOCK("select get_lock('it_pool', 10)", "select is_free_lock('it_pool')", "1"),
        PREPARED_TEXT("prepare p from 'select 1'", "execute p", "1243"),
        HANDLER("handler t open", "handler t read first", "1109"),
        DATABASE("use information_schema", "select database()", "it_poolstateit"),
        FAILED("select get_lock('it_pool', 10), exp(1000 + rand())", "select is_free_lock('it_pool')", "1");

        final String statements;
        final String look;
        final String fresh;

        Left(String statements, String look, String fresh) {
            this.statements = statements;
            this.look = look;
            this.fresh = fresh;
        }
    }

    @BeforeEach
    void makeTables() {
        table("t", "id int primary key");
        table("u", "id int primary key");
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName(
            "pitfall#16: the next borrower, the next transaction and the next statement find nothing of the last one's")
    void nothingIsLeft(Left left) {
        MySQLPool pool = pool(options -> options.maxSize(1));
        List<Function<String, String>> looks = List.of(
                sql -> shown(pool.withConnection(connection -> connection.fetchOne(sql))),
                sql -> shown(pool.fetchOne(sql)),
                sql -> shown(pool.inTransaction(tx -> tx.fetchOne(sql))));
        long session = sessionOf(pool);
        for (Function<String, String> look : looks) {
            MySQLConnection borrower = await(pool.acquire());
            for (String statement : left.statements.split("; ", -1)) {
                String unused = shown(borrower.fetchOne(statement));
            }
            borrower.close();
            assertThat(look.apply(left.look)).isEqualTo(left.fresh);
        }
        assertThat(pool.metrics().resets()).as("one each").isGreaterThanOrEqualTo(left == Left.DATABASE ? 0 : 3);
        assertThat(sessionOf(pool)).as("cleaned, not closed").isEqualTo(session);
        assertThat(await(db.fetchOne("select count(*) from t"))).isEqualTo(0L);
    }

    @Test
    @DisplayName("pitfall#16: what a single statement on the pool leaves behind is gone, too")
    void nothingIsLeftByStatements() {
        MySQLPool pool = pool(options -> options.maxSize(1));
        for (String statement : List.of(
                "set @a = 1",
                "begin",
                "insert into t values (1)", // is no part of that
                "set autocommit = 0",
                "insert into t values (2)",
                "select get_lock('it_pool', 10)",
                "lock tables t write")) {
            await(pool.runOperation(statement));
        }
        assertThat(shown(pool.fetchOne("select @a"))).isEqualTo("null");
        assertThat(await(db.fetchOne("select count(*) from t"))).isEqualTo(2L);
        assertThat(await(db.fetchOne("select is_free_lock('it_pool')"))).hasToString("1");
        assertThat(await(pool.fetchOne("select count(*) from u"))).isEqualTo(0L);
    }

    @Test
    @DisplayName("a stored function that sets a user variable: the session is reset after it")
    void storedFunction() {
        run("drop function if exists leave_something");
        run(
                "create function leave_something(i int) returns int not deterministic no sql begin set @a = i; return i; end");
        MySQLPool pool = pool(options -> options.maxSize(1));
        List<CompletableFuture<Object>> calls = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            calls.add(pool.fetchOne("select leave_something(?)", i));
            calls.add(pool.fetchOne("select leave_something(" + i + ")"));
        }
        calls.forEach(call -> assertThat(await(call)).isNotNull());
        assertThat(shown(pool.withConnection(connection -> connection.fetchOne("select @a"))))
                .isEqualTo("null");
        assertThat(pool.metrics().resets()).isPositive();
        assertThat(pool.metrics().lost()).isZero();
    }

    @Test
    @DisplayName(
            "a view that calls a stored function is not seen in the words of a statement: the session is reset all the same")
    void viewWithFunction() {
        run("drop function if exists leave_something");
        run(
                "create function leave_something(i int) returns int not deterministic no sql begin set @a = i; return i; end");
        run("create or replace view innocent as select leave_something(5) as i");
        MySQLPool pool = pool(options -> options.maxSize(1));
        assertThat(await(pool.fetchOne("select i from innocent"))).hasToString("5");
        assertThat(shown(pool.withConnection(connection -> connection.fetchOne("select @a"))))
                .isEqualTo("null");
        assertThat(await(pool.runQuery("select i from innocent where 1 = ?", 1)).size())
                .isOne();
        assertThat(shown(pool.withConnection(connection -> connection.fetchOne("select @a"))))
                .isEqualTo("null");
        assertThat(pool.metrics().resets()).isGreaterThanOrEqualTo(2);
    }

    @Test
    @DisplayName("resetOnRelease=never: the borrower's variable stays, but no transaction")
    void neverReset() {
        MySQLPool pool = pool(options -> options.maxSize(1).resetOnRelease(ResetOnRelease.NEVER));
        MySQLConnection borrower = await(pool.acquire());
        await(borrower.runOperation("set @a = 1"));
        await(borrower.runOperation("begin"));
        await(borrower.runOperation("insert into t values (1)"));
        borrower.close();
        assertThat(shown(pool.withConnection(connection -> connection.fetchOne("select @a"))))
                .isEqualTo("1");
        assertThat(await(db.fetchOne("select count(*) from t"))).isEqualTo(0L);
    }

    @Test
    @DisplayName(
            "tx#47, tx#49: selectDb reaches all connections, those that come later included; a refused one changes nothing")
    void selectDb() {
        MySQLPool pool = pool(options -> options.maxSize(3));
        List<MySQLConnection> two = Stream.of(pool.acquire(), pool.acquire())
                .map(ServerSuite::await)
                .toList();
        two.forEach(MySQLConnection::close);
        await(pool.selectDb("information_schema"));
        List<MySQLConnection> three = Stream.of(pool.acquire(), pool.acquire(), pool.acquire())
                .map(ServerSuite::await)
                .toList();
        three.forEach(each ->
                assertThat(await(each.fetchOne("select lower(database())"))).isEqualTo("information_schema"));
        failure(ServerErrorException.class, three.get(0).selectDb("nothing"));
        await(three.get(0).selectDb("mysql")); // for this borrower alone
        three.forEach(MySQLConnection::close);
        failure(ServerErrorException.class, pool.selectDb("nothing"));
        List<CompletableFuture<Object>> statements = Stream.generate(() -> pool.fetchOne("select lower(database())"))
                .limit(50)
                .toList();
        statements.forEach(each -> assertThat(await(each)).isEqualTo("information_schema"));
        await(db.runQuery("select id from information_schema.processlist where db = 'information_schema'"))
                .forEach(row -> await(db.runOperation("kill " + row.getLong(0))));
        eventually("it is noticed", () -> pool.metrics().lost() == 3);
        assertThat(await(pool.fetchOne("select lower(database())"))).isEqualTo("information_schema");
    }

    @Test
    @DisplayName(
            "pool.inTransaction gives its connection back: committed, failed in each way, deadlocked, killed, cancelled")
    void inTransaction() {
        MySQLPool pool = pool(options -> options.maxSize(1));
        IllegalStateException mine = new IllegalStateException("mine");
        await(pool.inTransaction(tx -> tx.runOperation("insert into t values (1)")));
        assertQuiet(pool);
        failure(ServerErrorException.class, pool.inTransaction(tx -> tx.runOperation("insert into t values (1)")));
        assertQuiet(pool);
        assertThatThrownBy(pool.<Object>inTransaction(tx -> {
                    throw mine;
                })::get)
                .hasCause(mine);
        assertQuiet(pool);
        assertThatThrownBy(pool.<Object>inTransaction(tx -> tx.runOperation("insert into t values (2)")
                        .thenCompose(done -> CompletableFuture.failedFuture(mine)))::get)
                .hasCause(mine);
        assertQuiet(pool);
        AtomicInteger calls = new AtomicInteger();
        await(pool.inTransaction(
                TransactionOptions.DEFAULT.retryDeadlocks(3),
                tx -> tx.runOperation("insert into t values (3)")
                        .thenCompose(done -> calls.incrementAndGet() < 3
                                ? tx.runOperation("signal sqlstate '40001' set mysql_errno = 1213")
                                : tx.runOperation("insert into t values (4)"))));
        assertThat(calls).hasValue(3);
        assertQuiet(pool);
        CompletableFuture<?> cancelled = pool.inTransaction(
                tx -> tx.runOperation("insert into t values (5)").thenCompose(done -> tx.runQuery("select sleep(30)")));
        eventually("it runs", () -> running(db, "select sleep(30)") == 1);
        cancelled.cancel(false);
        assertQuiet(pool);
        long session = sessionOf(pool);
        CompletableFuture<?> killed = pool.inTransaction(
                tx -> tx.runOperation("insert into t values (6)").thenCompose(done -> tx.runQuery("select sleep(30)")));
        eventually("it runs", () -> running(db, "select sleep(30)") == 1);
        await(db.runOperation("kill " + session));
        failure(SessionStateLostException.class, killed);
        assertQuiet(pool);
        Transaction tx = await(pool.begin(TransactionOptions.DEFAULT));
        await(tx.runOperation("insert into t values (7)"));
        tx.close();
        assertQuiet(pool);
        assertThat(await(pool.runQuery("select id from t order by id")).stream().map(row -> row.getInt(0)))
                .containsExactly(1, 3, 4);
    }

    /** The value, or the number of the server's error. */
    private static String shown(CompletableFuture<? extends @Nullable Object> call) {
        try {
            return String.valueOf((Object) await(call));
        } catch (ServerErrorException e) {
            return String.valueOf(e.errno());
        }
    }

    private static void assertQuiet(MySQLPool pool) {
        eventually("nothing is in use", () -> {
            var now = pool.metrics();
            return now.leased() + now.sharing() + now.draining() + now.connecting() + now.waiting() + now.running()
                    == 0;
        });
        assertThat(pool.metrics().acquired()).isEqualTo(pool.metrics().released());
    }
}
