// SPDX-License-Identifier: Apache-2.0
package io.txmysql.protocol.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReadOnlyCheckTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "select 1",
                "SELECT a, t.b, `c` FROM db.t AS t WHERE a = ? AND (b = 'x' OR c IN (1, 2))",
                "select a from t where a = %s limit 10 offset 20",
                "((select 1) union all (select 2)) order by 1",
                "select 1 union select 2 except (select 3)",
                "select 1 union (select 2) intersect (select 2)",
                "with c as (select 1) select * from c",
                "with c (a) as (select 1), d (b, e) as (select 2, 3) select * from c, d",
                "with recursive c (n) as (select 1 union all select n + 1 from c where n < 5) select * from c",
                "with recursive c as (select 1), date (n) as (select 2) select 1",
                "values row(1, 2), row(3, 4)",
                "values (1), (2)",
                "table t order by a",
                "select count(*), max(a), now(), ifnull(a, b), if (a, b, c), left(a, 1), left (a, 1) from t",
                "select COUNT(DISTINCT a), group_concat(distinct a order by (b) separator ',') from t",
                "select cast(a as decimal(10, 2)), convert(a, decimal(10, 2)), convert(a using utf8mb4) from t",
                "select cast(a as char(10)), cast(a as time(3)), cast(a as datetime(6)), convert(a, datetime(6)) from t",
                "select extract(year from a), trim(both 'x' from (a)), position('a' in (b)), a + interval (1) day from t",
                "select rank() over (partition by a order by b), sum(a) over (order by b), sum(a) over w from t"
                        + " window w as (partition by (a))",
                "select lag(a, 1) over (order by b), row_number() over () from t",
                "select * from (select 1, 2) as d (a, b)",
                "select * from (select 1, 2) d (a, b) join u using (a)",
                "select * from t, lateral (select t.a) as l",
                "select * from t use index (a) force index for order by (b) ignore key (c) where 1",
                "select * from t partition (p0, p1) where (a, b) in ((1, 2)) and not (a) and exists (select 1)",
                "select * from t where a = any (select 1) or b <> all (select 2) or c > some (with d as (select 1) select 2)",
                "select 1 member of ('[1]'), a->'$.b', a->>'$[0]' from t",
                "select * from json_table('[1]', '$[*]' columns (a varchar(10) path '$', nested path '$' columns (b int"
                        + " path '$'))) as j",
                "select match (a, b) against ('x' in boolean mode) from t",
                "select case when (a) then (b) else (c) end, a between (1) and (2), a like (b), a regexp (c), a div (2) from t",
                "select a from t group by (a) having (max(a) > 1) order by (a) desc",
                "select uuid(), rand(), sleep(1), benchmark(1, 2), load_file('x')",
                "select master_pos_wait('a', 1), wait_for_executed_gtid_set('a')",
                "select @@global.max_connections, @@GLOBAL . sql_mode",
                "select 'for update', `into`, \"@a\", 'f(1)' from t -- f(1)\n",
                "select update_time, into_x, share, value, next_value from t",
                "select share from t where a = 'for' for system_time as of timestamp '2020-01-01'",
                "select {d '2020-01-01'}, {fn abs(-1)}, \\N",
                "select gr\u00f6\u00dfe, count(*) from \u00fcbersicht where (gr\u00f6\u00dfe = 1)",
                "select sql_no_cache a from t",
                "select a from t order by field(a, 1, 2), a is null",
                "select abs(1) /*!50000 + abs(2) */",
                "explain select 1",
                "explain format = json select * from t where (a)",
                "explain analyze select count(*) from t",
                "explain (select 1)",
                "desc t",
                "describe t a",
                "explain for connection 3",
                "show tables",
                "show full columns from t like 'a%'",
                "show create procedure p",
                "show procedure status where (name = 'a')",
                "show global status",
                "show table status from db"
            })
    @DisplayName("a query that only reads is repeatable")
    void repeatable(String sql) {
        assertThat(StatementTraits.of(sql)).isSameAs(StatementTraits.READING);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "select 1 for update",
                "(select 1 for/**/update)",
                "select 1 from t for update of t skip locked",
                "select 1 for share",
                "select 1 for /*! share */ nowait",
                "select 1 lock in share mode",
                "select * from (select 1 from t for update) d",
                "select 1 into outfile 'x'",
                "select 1 into dumpfile 'x'",
                "table t into outfile 'x'",
                "select 1 procedure analyse(1)",
                "select sql_calc_found_rows * from t",
                "select @a",
                "select @`a`",
                "select 1 from t where a = @a",
                "select @a.b",
                "select @@sql_mode",
                "select @@session.sql_mode",
                "select @@identity",
                "select @@`global`.x",
                "select is_free_lock('a')",
                "select is_used_lock('a')",
                "select nextval(s)",
                "select next value for s",
                "select previous value for s",
                "select setval(s, 1)",
                "select lastval(s)",
                "select s.nextval",
                "select s.currval from dual",
                "select s.`nextval`",
                "select \"s\" . \"NextVal\"",
                "select last_insert_id()",
                "select last_insert_id(1)",
                "select found_rows()",
                "select row_count()",
                "select connection_id()",
                "select f()",
                "select f (1)",
                "select abs(f(1))",
                "select 1 from t where f(a)",
                "select 1, f(1)",
                "select 1, f(1) as a",
                "select 1, f(1) over (order by a)",
                "select (1), f(1) from t",
                "select 'a', f(1)",
                "select f(1), 'a' as (select 1)",
                "select db.f(1)",
                "select db.abs(1)",
                "select db . replace(1)",
                "select `db`.`abs`(1)",
                "select `f`(1)",
                "select `abs`(1)",
                "select \"f\"(1)",
                "select count (*)",
                "select now/**/()",
                "select concat\n(a)",
                "select \u00e9abs(1)",
                "select abs\u00e9(1)",
                "select abs\u00a0(1)",
                "select 1 or\u00a0f(1)",
                "select xif(1)",
                "select lateral(1)",
                "select any(1)",
                "select 1 = some (f(1))",
                "select of(1)",
                "select columns(1)",
                "select against(1)",
                "select json_x('[1]')",
                "select rank()",
                "select row_number() as over_x from t",
                "select row_number() over from t",
                "select lag(rank() over (order by a)) over (order by b)",
                "select median(a) over (partition by b)",
                "select point_x(1)",
                "select password('a')",
                "select group_replication_set_as_primary('a')",
                "select asynchronous_connection_failover_reset()",
                "with c as (select f(1)) select 1",
                "with c (a) as (select 1), d (b) as (select f(2)) select 1",
                "with c as (select 1) delete from t",
                "with c as (select 1) update t set a = 1",
                "with c as (select 1) insert into t select 1",
                "with c as (select 1) replace t select 1",
                "select 1 /*! for update */",
                "select 1 /*!99999 , f(1) */",
                "select 'a\\', f(1), 'b'",
                "select {fn f(1)}",
                "explain update t set a = 1",
                "explain analyze delete from t",
                "explain select f(1)",
                "show warnings",
                "show errors",
                "show count(*) warnings",
                "show status",
                "show session variables",
                "show variables",
                "show profiles",
                "show tables where f(1)",
                "analyze select 1",
                "analyze table t",
                "do sleep(1)",
                "insert into t values (1)",
                "update t set a = 1",
                "delete from t",
                "replace t values (1)",
                "checksum table t",
                "help 'a'",
                "kill 1"
            })
    @DisplayName("what writes, locks, needs its session or may call a user's function is not repeatable")
    void notRepeatable(String sql) {
        assertThat(StatementTraits.of(sql)).isSameAs(StatementTraits.ORDINARY);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "select 1; select 2",
                "select @a := 1",
                "select 1 into @a",
                "select get_lock('a', 1)",
                "select release_all_locks()",
                "select [a] from t",
                "/*! select 1 */",
                "call p()",
                ""
            })
    @DisplayName("what changes the session is not repeatable")
    void changing(String sql) {
        assertThat(StatementTraits.of(sql).repeatable()).isFalse();
    }

    static final List<String> SESSION_FUNCTIONS = List.of(
            "CONNECTION_ID",
            "FOUND_ROWS",
            "GET_LOCK",
            "IS_FREE_LOCK",
            "IS_USED_LOCK",
            "LASTVAL",
            "LAST_INSERT_ID",
            "NEXTVAL",
            "PS_CURRENT_THREAD_ID",
            "RELEASE_ALL_LOCKS",
            "RELEASE_LOCK",
            "ROW_COUNT",
            "SETVAL");

    @ParameterizedTest
    @FieldSource("SESSION_FUNCTIONS")
    @DisplayName("functions of the session and of locks are not among the harmless ones")
    void notBuiltIn(String name) {
        assertThat(BuiltInFunctions.NAMES).doesNotContain(name);
        assertThat(SqlVocabulary.KEYWORDS).doesNotContain(name);
    }

    static final List<List<String>> LISTS =
            List.of(BuiltInFunctions.NAMES, BuiltInFunctions.WINDOW_NAMES, SqlVocabulary.KEYWORDS);

    @ParameterizedTest
    @FieldSource("LISTS")
    @DisplayName("the lists of words are in capitals, in order and without doubles")
    void lists(List<String> words) {
        assertThat(words)
                .allMatch(word -> word.matches("[A-Z][A-Z0-9_]*"))
                .doesNotHaveDuplicates()
                .isSorted();
    }

    @ParameterizedTest
    @FieldSource("LISTS")
    @DisplayName("every word is found, in any case, and no part of it is taken for it")
    void found(List<String> words) {
        for (String word : words) {
            String sql = "x " + word.toLowerCase(Locale.ROOT) + "y";
            assertThat(SqlVocabulary.find(sql, 2, sql.length() - 1).text()).isEqualTo(word);
            assertThat(SqlVocabulary.find(sql, 2, sql.length())).isEqualTo(SqlWord.UNKNOWN);
        }
    }

    @ParameterizedTest
    @FieldSource("io.txmysql.protocol.codec.BuiltInFunctions#NAMES")
    @DisplayName("a built-in function may be called, but not one of a user's with the same name")
    void builtIn(String name) {
        assertThat(StatementTraits.of("select 1 + " + name + "(1)").repeatable())
                .isTrue();
        assertThat(StatementTraits.of("select 1 + db." + name + "(1)").repeatable())
                .isFalse();
        assertThat(StatementTraits.of("select 1 + x" + name + "(1)").repeatable())
                .isFalse();
    }
}
