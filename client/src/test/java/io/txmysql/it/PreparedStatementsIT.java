// SPDX-License-Identifier: Apache-2.0
package io.txmysql.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.txmysql.api.MySQLConnection;
import io.txmysql.api.Rows;
import io.txmysql.protocol.error.ServerErrorException;
import io.txmysql.protocol.type.ColumnMetadata;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@MethodSource("io.txmysql.it.TestServer#all")
class PreparedStatementsIT extends ServerSuite {
    private static final int USUAL_LIMIT = 16382;

    private MySQLConnection other;

    @BeforeEach
    void connectOther() {
        other = connect();
    }

    @AfterEach
    void restoreLimit() {
        try (MySQLConnection root = connect()) {
            await(root.runOperation("set global max_prepared_stmt_count = " + USUAL_LIMIT));
        }
    }

    @Test
    @DisplayName("tx#53: 200 queries under max_prepared_stmt_count=100")
    void twoHundred() {
        limit(100);
        for (int i = 0; i < 200; i++) {
            assertThat(one("select " + i + " + ?", 1)).hasToString(String.valueOf(i + 1));
        }
        assertThat(onServer()).isBetween(1L, 100L);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 5, 256})
    @DisplayName("pitfall#19: 1,000 distinct statements under max_prepared_stmt_count=20, errors among them")
    void thousand(int cacheSize) {
        limit(20);
        MySQLConnection many = connect(options -> options.prepStmtCacheSize(cacheSize));
        List<CompletableFuture<?>> calls = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            calls.add(
                    switch (i % 10) {
                        case 3 -> many.runQuery("select no_such_column" + i + " from (select 1) x where 1 = ?", i);
                        case 6 -> many.runQuery("select " + i + " from where ?", i);
                        default -> many.fetchOne(Long.class, "select cast(? + " + i + " as signed)", i);
                    });
        }
        for (int i = 0; i < 1000; i++) {
            switch (i % 10) {
                case 3 ->
                    assertThat(failure(ServerErrorException.class, calls.get(i)).errno())
                            .isEqualTo(1054);
                case 6 ->
                    assertThat(failure(ServerErrorException.class, calls.get(i)).errno())
                            .isEqualTo(1064);
                default -> assertThat(await(calls.get(i))).isEqualTo(2L * i);
            }
        }
        assertThat(onServer()).isBetween(0L, (long) Math.min(20, Math.max(cacheSize, 1)));
    }

    @Test
    @DisplayName("a statement is prepared once and executed often")
    void cached() {
        long before = status("Com_stmt_prepare");
        for (int i = 0; i < 50; i++) {
            assertThat(await(db.fetchOne(Long.class, "select cast(? as signed)", i)))
                    .isEqualTo((long) i);
        }
        assertThat(status("Com_stmt_prepare") - before).isOne();
        assertThat(onServer()).isOne();
    }

    @Test
    @DisplayName("when the limit is taken up by others, the error is the server's and the session goes on")
    void noRoomAtAll() {
        limit(0);
        ServerErrorException e = failure(ServerErrorException.class, db.runQuery("select ?", 1));
        assertThat(e.errno()).isEqualTo(1461);
        assertThat(e.statement()).isEqualTo("select ?");
        assertThat(one("select %s", "x")).isEqualTo("x");
        limit(10);
        assertThat(one("select ?", "x")).isEqualTo("x");
    }

    @Test
    @DisplayName("pitfall#20: after ALTER TABLE the same statement gives the columns that there are now")
    void alterTable() {
        table("t", "id int, v int");
        run("insert into t values (1, 65)");
        String sql = "select * from t where id = ?";
        assertThat(query(sql, 1).get(0).get("v")).isEqualTo(65);
        List<CompletableFuture<?>> changes = new ArrayList<>();
        List<CompletableFuture<Rows>> pipelined = new ArrayList<>();
        for (String change :
                List.of("modify v varchar(10)", "add w bigint default 7", "modify v decimal(10,2)", "drop column v")) {
            changes.add(db.runOperation("alter table t " + change));
            pipelined.add(db.runQuery(sql, 1));
        }
        changes.forEach(ServerSuite::await);
        List<Rows> results = pipelined.stream().map(ServerSuite::await).toList();
        assertThat(results.get(0).get(0).get("v")).isEqualTo("65");
        assertThat(results.get(1).columns()).extracting(ColumnMetadata::name).containsExactly("id", "v", "w");
        assertThat(results.get(1).get(0).get("w")).isEqualTo(7L);
        assertThat(results.get(2).get(0).get("v")).isEqualTo(new BigDecimal("65.00"));
        assertThat(results.get(3).columns()).extracting(ColumnMetadata::name).containsExactly("id", "w");
        assertThat(results.get(3).get(0).get("w")).isEqualTo(7L);
    }

    @Test
    @DisplayName("one statement takes arguments of changing types, NULL first")
    void changingTypes() {
        String sql = "select cast(? as char)";
        assertThat(one(sql, (Object) null)).isNull();
        assertThat(one(sql, 1)).isEqualTo("1");
        assertThat(one(sql, "zwölf")).isEqualTo("zwölf");
        assertThat(one(sql, (Object) null)).isNull();
        assertThat(one(sql, new BigDecimal("1.50"))).isEqualTo("1.50");
        assertThat(one(sql, -1L)).isEqualTo("-1");
        assertThat(one(sql, 2.5)).isEqualTo("2.5");
        assertThat(one(sql, true)).isEqualTo("1");
    }

    @Test
    @DisplayName("65,535 parameters")
    void mostParameters() {
        table("t", "id int");
        Object[] all = new Object[65535];
        Arrays.fill(all, 3);
        String insert = "insert into t values (?)" + ", (?)".repeat(65534);
        assertThat(run(insert, all).affectedRows()).isEqualTo(65535);
        assertThat(await(db.fetchOne(Long.class, "select sum(id) from t"))).isEqualTo(3L * 65535);
    }

    private void limit(int statements) {
        await(other.runOperation("set global max_prepared_stmt_count = " + statements));
    }

    /** How many prepared statements there are on the server; only this test has any. */
    private long onServer() {
        String sql = "show global status like 'Prepared_stmt_count'";
        return await(other.runQuery(sql)).get(0).getLong(1);
    }

    private long status(String name) {
        return query("show session status like '" + name + "'").get(0).getLong(1);
    }
}
