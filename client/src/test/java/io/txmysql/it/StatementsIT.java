// SPDX-License-Identifier: Apache-2.0
package io.txmysql.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.txmysql.api.MySQLConnection;
import io.txmysql.api.OperationResult;
import io.txmysql.api.Row;
import io.txmysql.api.Rows;
import io.txmysql.protocol.error.ConnectionClosedException;
import io.txmysql.protocol.error.Delivery;
import io.txmysql.protocol.error.ErrorCategory;
import io.txmysql.protocol.error.InvalidStatementException;
import io.txmysql.protocol.error.NoSuchColumnException;
import io.txmysql.protocol.error.Phase;
import io.txmysql.protocol.error.ServerErrorException;
import io.txmysql.protocol.type.ColumnMetadata;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@MethodSource("io.txmysql.it.TestServer#all")
class StatementsIT extends ServerSuite {
    @Test
    @DisplayName("tx#3: runQuery gives all rows, with column names and types")
    void rows() {
        table("bar", "id int auto_increment primary key, baz varchar(20)");
        run("insert into bar (baz) values ('a'), (null), ('c')");
        Rows rows = query("select id, baz as `Any Name` from bar order by id");
        assertThat(rows.columns()).extracting(ColumnMetadata::name).containsExactly("id", "Any Name");
        assertThat(rows.columns().get(1).orgName()).isEqualTo("baz");
        assertThat(rows.columns().get(1).orgTable()).isEqualTo("bar");
        assertThat(rows.columns().get(1).schema()).isEqualTo(database());
        assertThat(rows.stream().map(row -> row.getInt("id"))).containsExactly(1, 2, 3);
        assertThat(rows.stream().map(row -> row.getString("any name"))).containsExactly("a", null, "c");
        assertThat(rows.get(1).isNull("Any Name")).isTrue();
        assertThat(rows.next()).isNull();
        assertThat(rows.toString()).contains("Any Name", "NULL", "3 rows");
        assertThatThrownBy(() -> rows.get(0).getInt("idd"))
                .isInstanceOf(NoSuchColumnException.class)
                .hasMessageContainingAll("`idd`", "`id`", "`Any Name`");
        assertThatThrownBy(() -> rows.get(3)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    @DisplayName("tx#5: runOperation gives affected rows, insert id, status, warnings and message")
    void operation() {
        table("bar", "id int auto_increment primary key, baz tinyint, unique (baz)");
        assertThat(run("insert into bar (baz) values (%s)", 5)).isEqualTo(new OperationResult(1, 1, 2, 0, ""));
        OperationResult three = run("insert ignore into bar (baz) values (?), (?), (?)", 5, 6, 7);
        assertThat(three.affectedRows()).isEqualTo(2);
        assertThat(three.insertId()).isGreaterThan(1);
        assertThat(three.warningCount()).isOne();
        assertThat(three.message()).isEqualTo("Records: 3  Duplicates: 1  Warnings: 1");
        assertThat(three.serverStatus() & 2).as("autocommit").isEqualTo(2);
        run("set @x = 1");
        assertThat(run("begin").serverStatus() & 1).as("in transaction").isOne();
        run("update bar set baz = 100 where baz = 5");
        assertThat(run("rollback").serverStatus() & 1).isZero();
        assertThat(run("delete from bar").affectedRows()).isEqualTo(3);
    }

    @Test
    @DisplayName("insert ids and affected rows over their whole range")
    void largeInsertId() {
        table("bar", "id bigint unsigned auto_increment primary key");
        OperationResult result = run("insert into bar values (?)", new BigInteger("18446744073709551614"));
        assertThat(result.exactInsertId()).isEqualTo(new BigInteger("18446744073709551614"));
        table("bar", "id bigint auto_increment primary key");
        assertThat(run("insert into bar values (?)", Long.MAX_VALUE).insertId()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    @DisplayName("tx#6: runOperation of a SELECT and runQuery of an INSERT are tolerated")
    void tolerated() {
        table("bar", "id int auto_increment primary key, baz int");
        assertThat(run("select * from (select 1 union select 2) x").affectedRows())
                .isZero();
        assertThat(run("select ?", 1).affectedRows()).isZero();
        for (Rows rows :
                List.of(query("insert into bar (baz) values (1)"), query("insert into bar (baz) values (?)", 1))) {
            assertThat(rows.columns()).isEmpty();
            assertThat(rows.size()).isZero();
            assertThat(rows.operationResult().affectedRows()).isOne();
            assertThat(rows.operationResult().insertId()).isPositive();
        }
    }

    @Test
    @DisplayName("tx#7: fetchOne gives the first column of the first row, or null")
    void fetchOne() {
        table("bar", "id int");
        assertThat(one("select id from bar")).isNull();
        assertThat(one("select id from bar where id = ?", 1)).isNull();
        run("insert into bar values (7), (8), (null)");
        assertThat(one("select id, 1 from bar order by id desc")).isEqualTo(8);
        assertThat(one("select id from bar where id > ? order by id", 0)).isEqualTo(7);
        assertThat(one("select id from bar where id is null")).isNull();
        assertThat(await(db.fetchOne(String.class, "select id from bar where id = 7")))
                .isEqualTo("7");
        assertThat(one("do 1")).isNull();
    }

    @Test
    @DisplayName("tx#8, tx#10: the database is selected in the login, and by selectDb for what follows")
    void selectDb() {
        String other = database() + "_ö `x";
        run("create database if not exists `" + other.replace("`", "``") + "`");
        assertThat(one("select database()")).isEqualTo(database());
        await(db.selectDb(other));
        assertThat(one("select database()")).isEqualTo(other);
        ServerErrorException unknown = failure(ServerErrorException.class, db.selectDb("no_such_db"));
        assertThat(unknown.errno()).isEqualTo(1049);
        assertThat(unknown.sqlState()).isEqualTo("42000");
        assertThat(one("select database()")).isEqualTo(other);
    }

    @Test
    @DisplayName("a prepared statement reads the table of the database that is selected now, by selectDb and by USE")
    void preparedAcrossDatabases() {
        String other = database() + "_2";
        run("create database if not exists " + other);
        table("bar", "v varchar(10)");
        run("insert into bar values ('first')");
        await(db.selectDb(other));
        table("bar", "v varchar(10)");
        run("insert into bar values ('second')");
        String sql = "select v from bar where 1 = ?";
        List<CompletableFuture<@Nullable Object>> pipelined = new ArrayList<>();
        List<CompletableFuture<?>> selections = new ArrayList<>();
        List<Object> expected = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            boolean first = i % 2 == 0;
            String name = first ? database() : other;
            selections.add(i % 3 == 0 ? db.selectDb(name) : db.runOperation("use " + name));
            pipelined.add(db.fetchOne(sql, 1));
            expected.add(first ? "first" : "second");
        }
        selections.forEach(ServerSuite::await);
        assertThat(pipelined.stream().map(ServerSuite::await).toList()).isEqualTo(expected);
    }

    @Test
    @DisplayName("tx#14: an error carries message, errno, SQLSTATE, statement, host and phase")
    void error() {
        table("bar", "id int primary key, baz varchar(20) not null");
        for (CompletableFuture<?> call : List.of(
                db.runQuery("select * from no_such_table"),
                db.runQuery("select * from no_such_table where 1 = ?", 1),
                db.runOperation("insert into no_such_table values (%s)", "secret"))) {
            ServerErrorException e = failure(ServerErrorException.class, call);
            assertThat(e.errno()).isEqualTo(1146);
            assertThat(e.sqlState()).isEqualTo("42S02");
            assertThat(e.summary()).contains("no_such_table", "doesn't exist");
            assertThat(e.statement()).contains("no_such_table");
            assertThat(e.phase()).isEqualTo(Phase.COMMAND);
            assertThat(e.delivery()).isEqualTo(Delivery.ANSWERED);
            assertThat(e.category()).isEqualTo(ErrorCategory.BAD_SQL);
            assertThat(e.endpoint()).isEqualTo(options().build().hosts().get(0).toString());
            assertThat(e).hasMessageNotContaining("secret");
        }
        run("insert into bar values (1, 'x')");
        ServerErrorException duplicate =
                failure(ServerErrorException.class, db.runOperation("insert into bar values (?, ?)", 1, "geheim"));
        assertThat(duplicate.errno()).isEqualTo(1062);
        assertThat(duplicate.sqlState()).isEqualTo("23000");
        assertThat(duplicate.statement()).isEqualTo("insert into bar values (?, ?)");
        assertThat(duplicate).hasMessageNotContaining("geheim");
        assertThat(one("select count(*) from bar")).isEqualTo(1L);
    }

    @Test
    @DisplayName("tx#15, tx#17: %s is replaced once, %% is %, and without arguments both stand as they are")
    void percent() {
        assertThat(one("select '%s %% %'")).isEqualTo("%s %% %");
        assertThat(one("select concat(%s, '%%')", "%s ? '%s'")).isEqualTo("%s ? '%s'%");
        assertThat(one("select concat(?, '%s%%')", "a%s?")).isEqualTo("a%s?%s%%");
        assertThat(one("select %s + %s", 1, -2)).isEqualTo(one("select -1"));
        assertThat(one("select 5-%s", -2)).isEqualTo(one("select 7"));
        assertThat(one("select %s", (Object) null)).isNull();
    }

    @Test
    @DisplayName("tx#16: a wrong number of arguments fails at the call, with both counts")
    void argumentCounts() {
        assertThatThrownBy(() -> db.runQuery("select ?, ?", 1))
                .isInstanceOf(InvalidStatementException.class)
                .hasMessageContainingAll("2", "1");
        assertThatThrownBy(() -> db.runQuery("select %s", 1, 2)).isInstanceOf(InvalidStatementException.class);
        assertThatThrownBy(() -> db.runQuery("select %s, ?", 1, 2)).isInstanceOf(InvalidStatementException.class);
        assertThatThrownBy(() -> db.runQuery("select 1", 1)).isInstanceOf(InvalidStatementException.class);
        assertThatThrownBy(() -> db.runQuery("select ?", new Object())).isInstanceOf(InvalidStatementException.class);
        assertThat(one("select 1")).isNotNull();
    }

    @Test
    @DisplayName("tx#21: many calls at once, each result reaches its own caller, in order")
    void manyAtOnce() {
        List<Integer> order = new ArrayList<>();
        List<CompletableFuture<?>> calls = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            int token = i;
            String sql =
                    i % 3 == 0 ? "select " + i : i % 3 == 1 ? "select cast(? as signed)" : "select cast(%s as signed)";
            Object[] args = i % 3 == 0 ? new Object[0] : new Object[] {i};
            calls.add(db.fetchOne(Long.class, sql, args).thenAccept(value -> {
                assertThat(value).isEqualTo(token);
                order.add(token);
            }));
        }
        calls.forEach(ServerSuite::await);
        assertThat(order).isEqualTo(IntStream.range(0, 300).boxed().toList());
    }

    @ParameterizedTest
    @MethodSource("columnCounts")
    @DisplayName("tx#56: the NULL bitmap of 1 to 40 columns, and of as many parameters")
    void nullBitmap(int columns) {
        @Nullable Object[] args = new @Nullable Object[columns];
        for (int shift = 0; shift < 3; shift++) {
            for (int i = 0; i < columns; i++) {
                args[i] = (i + shift) % 3 == 0 ? null : "v" + i;
            }
            String markers =
                    String.join(", ", Stream.generate(() -> "?").limit(columns).toList());
            Row row = query("select " + markers, args).get(0);
            for (int i = 0; i < columns; i++) {
                assertThat(row.getString(i)).isEqualTo(args[i]);
                assertThat(row.isNull(i)).isEqualTo(args[i] == null);
            }
        }
    }

    static IntStream columnCounts() {
        return IntStream.rangeClosed(1, 40);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @DisplayName("useAffectedRows counts changed rows, without it matched ones")
    void affectedRows(boolean changed) {
        table("bar", "id int primary key, baz int");
        run("insert into bar values (1, 1), (2, 2)");
        MySQLConnection counting = connect(options -> options.useAffectedRows(changed));
        OperationResult result = await(counting.runOperation("update bar set baz = 2"));
        assertThat(result.affectedRows()).isEqualTo(changed ? 1 : 2);
        assertThat(result.message()).isEqualTo("Rows matched: 2  Changed: 1  Warnings: 0");
    }

    @Test
    @DisplayName("ping answers, and reset gives a clean session that goes on")
    void pingAndReset() {
        await(db.ping());
        run("set @x = 5, time_zone = '+03:00', names utf8mb4");
        run("create temporary table tmp (id int)");
        run("begin");
        String emoji = "select concat(?, '😀')";
        assertThat(one(emoji, "ü")).isEqualTo("ü😀");
        Object id = one("select connection_id()");
        List<CompletableFuture<?>> pipelined = List.of(
                db.fetchOne(emoji, "1"), db.reset(), db.fetchOne(emoji, "2"), db.reset(), db.fetchOne(emoji, "3"));
        assertThat(pipelined.stream().<@Nullable Object>map(ServerSuite::await).toList())
                .containsExactly("1😀", null, "2😀", null, "3😀");
        assertThat(one("select connection_id()")).as("the same session").isEqualTo(id);
        assertThat(one("select @x")).isNull();
        assertThat(one("select @@time_zone")).isEqualTo("SYSTEM");
        assertThat(one("select database()")).isEqualTo(database());
        assertThat(failure(ServerErrorException.class, db.runQuery("select * from tmp"))
                        .errno())
                .isEqualTo(1146);
        assertThat(one(emoji, "ü")).isEqualTo("ü😀");
        assertThat(one("select '😀'")).isEqualTo("😀");
        assertThat(one("select hex('😀')")).isEqualTo("F09F9880");
        assertThat(one("select concat(@@character_set_client, @@character_set_results)"))
                .isEqualTo("utf8mb4utf8mb4");
    }

    @Test
    @DisplayName("close fails what is pending and what comes later")
    void close() {
        await(db.ping());
        CompletableFuture<Rows> slow = db.runQuery("select sleep(5)");
        CompletableFuture<Rows> behind = db.runQuery("select 1");
        db.close();
        failure(ConnectionClosedException.class, slow);
        failure(ConnectionClosedException.class, behind);
        ConnectionClosedException later = failure(ConnectionClosedException.class, db.runQuery("select 1"));
        assertThat(later.delivery()).isEqualTo(Delivery.NOT_EXECUTED);
        db.close();
    }
}
