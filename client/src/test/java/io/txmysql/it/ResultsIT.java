// SPDX-License-Identifier: Apache-2.0
package io.txmysql.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.txmysql.api.MySQLConnection;
import io.txmysql.api.OperationResult;
import io.txmysql.api.Row;
import io.txmysql.api.Rows;
import io.txmysql.protocol.error.ServerErrorException;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.provider.MethodSource;

@MethodSource("io.txmysql.it.TestServer#all")
class ResultsIT extends ServerSuite {
    @Test
    @DisplayName("CALL gives all its results, the last one without columns; as text, with ? and with %s")
    void call() {
        procedure("two", "n int", "select n as a; select n + 1 as b, 'x' as c union select n + 2, 'y'; set @done = n");
        for (Rows first : List.of(query("call two(7)"), query("call two(?)", 7), query("call two(%s)", 7))) {
            assertThat(first.size()).isOne();
            assertThat(first.get(0).getInt("a")).isEqualTo(7);
            Rows second = Objects.requireNonNull(first.next());
            assertThat(second.stream().map(row -> row.getLong("b"))).containsExactly(8L, 9L);
            assertThat(second.get(1).getString("c")).isEqualTo("y");
            Rows last = Objects.requireNonNull(second.next());
            assertThat(last.columns()).isEmpty();
            assertThat(last.next()).isNull();
        }
        assertThat(await(db.fetchOne(Long.class, "select @done"))).isEqualTo(7L);
        assertThat(run("call two(1)").affectedRows()).isZero();
    }

    @Test
    @DisplayName("CALL with an OUT parameter in a user variable")
    void outParameter() {
        procedure("doubled", "in n int, out result int", "set result = 2 * n");
        run("call doubled(?, @x)", 21);
        assertThat(await(db.fetchOne(Long.class, "select @x"))).isEqualTo(42L);
    }

    @Test
    @DisplayName("pitfall#26: two results, then an error, then select 1")
    void errorAfterResults() {
        procedure("bad", "n int", "select n; select n + 1; signal sqlstate '45000' set message_text = 'enough'");
        for (CompletableFuture<?> call : List.of(
                db.runQuery("call bad(1)"), db.runQuery("call bad(?)", 1), db.runOperation("call bad(%s)", 1))) {
            CompletableFuture<Long> next = db.fetchOne(Long.class, "select 1");
            ServerErrorException e = failure(ServerErrorException.class, call);
            assertThat(e.errno()).isEqualTo(1644);
            assertThat(e.sqlState()).isEqualTo("45000");
            assertThat(e.summary()).isEqualTo("enough");
            assertThat(await(next)).isEqualTo(1L);
        }
    }

    @Test
    @DisplayName("an error in the middle of the rows ends the call and nothing else")
    void errorInRows() {
        table("t", "id int");
        run("insert into t values (1), (2), (3), (4)");
        String sql = "select id, (select 1 union select 2 from t x where t.id = 3) from t order by id";
        for (CompletableFuture<?> call :
                List.of(db.runQuery(sql), db.runQuery("select * from (" + sql + ") y where 1 = ?", 1))) {
            assertThat(failure(ServerErrorException.class, call).errno()).isEqualTo(1242);
        }
        assertThat(await(db.fetchOne(Long.class, "select 1"))).isEqualTo(1L);
    }

    @Test
    @DisplayName("several statements in one text are refused")
    void multiStatementsRefused() {
        table("t", "id int");
        ServerErrorException e =
                failure(ServerErrorException.class, db.runQuery("insert into t values (1); insert into t values (2)"));
        assertThat(e.errno()).isEqualTo(1064);
        assertThat(await(db.fetchOne(Long.class, "select count(*) from t"))).isZero();
    }

    @Test
    @DisplayName("allowMultiQueries: several statements, several results; an error among them fails the call")
    void multiStatements() {
        table("t", "id int");
        MySQLConnection multi = connect(options -> options.allowMultiQueries(true));
        Rows first = await(multi.runQuery(
                "insert into t values (1), (2); select id from t; insert into t values (%s); select count(*) from t",
                3));
        assertThat(first.operationResult().affectedRows()).isEqualTo(2);
        Rows second = Objects.requireNonNull(first.next());
        assertThat(second.stream().map(row -> row.getInt(0))).containsExactly(1, 2);
        Rows third = Objects.requireNonNull(second.next());
        assertThat(third.operationResult().affectedRows()).isOne();
        Rows fourth = Objects.requireNonNull(third.next());
        assertThat(fourth.get(0).getLong(0)).isEqualTo(3);
        assertThat(fourth.next()).isNull();

        OperationResult last = await(multi.runOperation("select 1; delete from t where id = 1; delete from t"));
        assertThat(last.affectedRows()).isEqualTo(2);

        CompletableFuture<Rows> failing =
                multi.runQuery("insert into t values (9); select * from no_such_table; insert into t values (10)");
        CompletableFuture<Long> next = multi.fetchOne(Long.class, "select max(id) from t");
        assertThat(failure(ServerErrorException.class, failing).errno()).isEqualTo(1146);
        assertThat(await(next)).isEqualTo(9L);
        assertThat(await(multi.fetchOne(Long.class, "select max(id) from t where 1 = ?", 1)))
                .isEqualTo(9L);
    }

    @Test
    @DisplayName("tx#57: results without rows, text and binary, have their columns and do not hang")
    void emptyResults() {
        table("t", "id int, v varchar(10)");
        for (Rows rows : List.of(query("select * from t"), query("select * from t where id = ?", 1))) {
            assertThat(rows.columns()).hasSize(2);
            assertThat(rows.isEmpty()).isTrue();
        }
        assertThat(query("show tables like 'no_such'").isEmpty()).isTrue();
    }

    @Test
    @DisplayName("a result of 100,000 rows is complete and in order, text and binary")
    void manyRows() {
        table("t", "id int primary key, v varchar(100)");
        run("insert into t values "
                + String.join(
                        ",",
                        IntStream.range(0, 1000)
                                .mapToObj(i -> "(" + i + ", repeat('x', " + i % 100 + "))")
                                .toList()));
        String sql = "select a.id * 1000 + b.id as n, b.v from t a join t b where a.id < 100 order by n";
        for (Rows rows : List.of(query(sql), query("select * from (" + sql + ") x where 1 = ? order by n", 1))) {
            assertThat(rows.size()).isEqualTo(100_000);
            int expected = 0;
            for (Row row : rows) {
                if (row.getLong("n") != expected
                        || Objects.requireNonNull(row.getString("v")).length() != expected % 100) {
                    throw new AssertionError("row " + expected + " is " + row);
                }
                expected++;
            }
            assertThat(rows.get(54_321).getInt(0)).isEqualTo(54_321);
        }
    }

    private void procedure(String name, String parameters, String body) {
        run("drop procedure if exists " + name);
        run("create procedure " + name + "(" + parameters + ") begin " + body + "; end");
    }
}
