// SPDX-License-Identifier: Apache-2.0
package io.txmysql.protocol.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.txmysql.protocol.codec.StatementTraits.TransactionControl;
import io.txmysql.protocol.error.SessionPin;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StatementTraitsTest {
    private static final String CHANGES_ONLY = "-";

    private static Set<SessionPin> pins(String names) {
        return Arrays.stream(names.split(" "))
                .filter(name -> !name.equals(CHANGES_ONLY))
                .map(SessionPin::valueOf)
                .collect(Collectors.toSet());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "select 1",
                " SeLeCt 1",
                "/* a */ select 1",
                "-- a\nselect 1",
                "# a\nselect 1",
                "(select 1) union (select 2)",
                "insert into t values (';')",
                "update t set a = 1;",
                "update t set a = 1 ; -- done",
                "delete from t",
                "replace t values (1)",
                "with c as (select 1) select * from c",
                "show tables",
                "create table temporary_t (a int)",
                "create table temporary (a int)",
                "create or replace table t (a int)",
                "drop table t",
                "drop table temporary",
                "select /*! straight_join */ 1",
                "select @@sql_mode",
                "select @a",
                "insert into t values (@a)",
                "do sleep(1)",
                "explain select 1",
                "truncate t",
                "select 'get_lock(1)'",
                "select \"get_lock\"",
                "select 'begin; set x = 1'",
                "select 1 -- ; set @a = 1",
                "select 1 /* ; set @a = 1 */",
                "select `into`, `@a` from t",
                "select 'it''s; begin'",
                "select ':=', '[', \"[\"",
                "select f(1)"
            })
    void ordinary(String sql) {
        StatementTraits traits = StatementTraits.of(sql);
        assertThat(traits.changesSession()).isFalse();
        assertThat(traits.pins()).isEmpty();
        assertThat(traits.control()).isEqualTo(TransactionControl.NONE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "begin",
                "START TRANSACTION",
                "commit",
                "rollback",
                "savepoint a",
                "release savepoint a",
                "set @a = 1",
                "SET NAMES gbk",
                "use foo",
                "lock tables t read",
                "unlock tables",
                "prepare s from 'select 1'",
                "execute s",
                "deallocate prepare s",
                "drop prepare s",
                "xa start 'a'",
                "create temporary table t (a int)",
                "create /* a */ temporary table t (a int)",
                "create or replace temporary table t (a int)",
                "create # a\n-- b\n temporary table t (a int)",
                "drop temporary table t",
                "call p()",
                "load data infile 'x' into table t",
                "handler t open",
                "select 1; set @a = 1",
                "select 1;;select 2",
                "select 1; 'a'",
                "",
                "  ",
                "-- only",
                ";",
                "foo",
                "/*! set @a = 1 */",
                "/*!40101 SET NAMES utf8 */",
                "/*M! begin */",
                "flush tables with read lock",
                "select get_lock('a', 1)",
                "select `get_lock`('a', 1)",
                "do release_lock('a')",
                "select @a := 1",
                "select 1 into @a",
                "select '\\'; set @a = 1 -- '",
                "change master to x",
                "begin not atomic select 1; end"
            })
    @DisplayName("what changes the session, or cannot be told, is a barrier")
    void sessionState(String sql) {
        assertThat(StatementTraits.of(sql).changesSession()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "create temporary table t (a int) | TEMPORARY_TABLE",
                "CREATE/**/TEMPORARY/**/TABLE t (a int) | TEMPORARY_TABLE",
                "create /* x */ or replace /* y */ temporary table t (a int) | TEMPORARY_TABLE",
                "create /*!32302 temporary */ table t (a int) | TEMPORARY_TABLE",
                "create /*M!100100 temporary */ table t (a int) | TEMPORARY_TABLE",
                "create temporary sequence s | TEMPORARY_TABLE",
                "create global temporary table t (a int) | TEMPORARY_TABLE",
                "create temporary table t as select get_lock('a', 1) | TEMPORARY_TABLE USER_LOCK",
                "drop temporary table t | -",
                "select get_lock('a', 1) | USER_LOCK",
                "select GET_LOCK ('a', 1) | USER_LOCK",
                "select `Get_Lock`('a', 1) | USER_LOCK",
                "select \"get_lock\"/**/('a', 1) | USER_LOCK",
                "do get_lock('a', 1), release_all_locks() | USER_LOCK",
                "insert into t select get_lock(a, 1) from u | USER_LOCK",
                "select service_get_write_locks('a', 'b', 1) | OTHER",
                "select version_tokens_lock_shared('a', 1) | OTHER",
                "select release_lock('a') | -",
                "lock tables t read | TABLE_LOCK",
                "lock table t write | TABLE_LOCK",
                "lock instance for backup | TABLE_LOCK OTHER",
                "flush tables with read lock | TABLE_LOCK",
                "flush local tables t, u for export | TABLE_LOCK",
                "flush no_write_to_binlog tables t with read lock and disable checkpoint | TABLE_LOCK",
                "flush tables | -",
                "flush privileges | -",
                "backup stage block_commit | TABLE_LOCK OTHER",
                "backup stage end | -",
                "backup lock t | TABLE_LOCK OTHER",
                "backup unlock | -",
                "unlock tables | -",
                "unlock instance | -",
                "select @a := 1 | USER_VARIABLE",
                "select @a:=1 | USER_VARIABLE",
                "select 1 into @a | USER_VARIABLE",
                "select 1 into /* x */ @`a` | USER_VARIABLE",
                "select 1 /*!50000 into @a */ | USER_VARIABLE",
                "update t set a = (@n := @n + 1) | USER_VARIABLE",
                "explain format = json into @a select 1 | USER_VARIABLE",
                "get diagnostics @n = number | USER_VARIABLE",
                "load data infile 'x' into table t (@a, b) set c = @a | USER_VARIABLE",
                "load data infile 'x' into table t | -",
                "prepare s from 'select 1' | PREPARED_STATEMENT",
                "prepare s from @sql | PREPARED_STATEMENT",
                "deallocate prepare s | -",
                "drop prepare s | -",
                "execute s using @a | OTHER",
                "execute immediate 'select 1' | OTHER",
                "handler t open | OTHER",
                "call p() | OTHER",
                "call p(@a) | OTHER USER_VARIABLE",
                "begin not atomic select 1; end | OTHER",
                "begin select 1 | OTHER",
                "begin | -",
                "commit and chain | -",
                "savepoint a | -",
                "start slave | OTHER",
                "start group_replication | OTHER",
                "xa start 'a' | TRANSACTION",
                "xa begin 'a' | TRANSACTION",
                "xa end 'a' | -",
                "xa prepare 'a' | -",
                "use foo | -",
                "lock foo | TABLE_LOCK OTHER",
                "release foo | OTHER",
                "foo | OTHER",
                "1 | OTHER",
                "select 1; select 2 | OTHER",
                "set @a = 1; select 2 | OTHER USER_VARIABLE",
                "/*!40101 select 1 */ | OTHER",
                "(/*! select 1 */) | OTHER",
                "select [a] from t | OTHER",
                "loop: begin | OTHER USER_VARIABLE"
            })
    void leavesBehind(String sql, String pins) {
        StatementTraits traits = StatementTraits.of(sql);
        assertThat(traits.pins()).isEqualTo(pins(pins));
        assertThat(traits.changesSession()).isTrue();
        assertThat(traits.repeatable()).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "set @a = 1 | USER_VARIABLE",
                "set @a := 1 | USER_VARIABLE",
                "set @`a b` = 1, @'c' = 2, @\"d\" = 3 | USER_VARIABLE",
                "set @a = @@session.sql_mode | USER_VARIABLE",
                "set @a.b = 1 | USER_VARIABLE",
                "set @a = 1, sql_mode = '' | USER_VARIABLE SESSION_VARIABLE",
                "set sql_mode = '', @a = 1 | USER_VARIABLE SESSION_VARIABLE",
                "set names utf8mb4, @a = 1 | USER_VARIABLE SESSION_VARIABLE",
                "set global max_connections = 1, @a = 1 | USER_VARIABLE",
                "set global max_connections = (@a := 1) | USER_VARIABLE",
                "set @@global.max_connections := @a := 1 | USER_VARIABLE",
                "set sql_mode = (select 1 into @a) | USER_VARIABLE SESSION_VARIABLE",
                "set sql_mode = get_lock('a', 1) | USER_LOCK SESSION_VARIABLE",
                "set sql_mode = '' | SESSION_VARIABLE",
                "set sql_mode := '' | SESSION_VARIABLE",
                "set autocommit=0 | SESSION_VARIABLE",
                "set session sql_mode = '' | SESSION_VARIABLE",
                "SET LOCAL sql_mode = '' | SESSION_VARIABLE",
                "set @@sql_mode = '' | SESSION_VARIABLE",
                "set @@session.sql_mode = '' | SESSION_VARIABLE",
                "set @@local . sql_mode = '' | SESSION_VARIABLE",
                "set @@`sql_mode` = '' | SESSION_VARIABLE",
                "set @@`global`.x = '' | SESSION_VARIABLE",
                "set @@global = '' | SESSION_VARIABLE",
                "set `sql_mode` = '' | SESSION_VARIABLE",
                "set `global` = '' | SESSION_VARIABLE",
                "set names utf8mb4 collate utf8mb4_bin | SESSION_VARIABLE",
                "set character set utf8mb4 | SESSION_VARIABLE",
                "set charset utf8mb4 | SESSION_VARIABLE",
                "set max_join_size = (select count(*), 1 from t) | SESSION_VARIABLE",
                "set global max_connections = 1 | -",
                "set global max_connections = 1, global net_read_timeout = 2 | -",
                "set global max_connections = (select max(a, b) from t) | -",
                "set persist max_connections = 1 | -",
                "set persist_only max_connections = 1 | -",
                "set @@global.max_connections = 1 | -",
                "set @@GLOBAL . max_connections = 1, @@persist.net_read_timeout = 2 | -",
                "set @@persist_only.max_connections = 1 | -",
                "set /* a, b */ global /* c */ max_connections = 1 | -",
                "set global max_connections = 1, net_read_timeout = 2 | SESSION_VARIABLE",
                "set @@global.max_connections = 1, net_read_timeout = 2 | SESSION_VARIABLE",
                "set /*!50000 global */ net_read_timeout = 2 | SESSION_VARIABLE",
                "set password = 'a' | -",
                "set password for u@localhost = 'a' | -",
                "set password = 'a', @b = 1 | USER_VARIABLE",
                "set role none | OTHER",
                "set default role none | -",
                "set default role r for u@localhost | -",
                "set default role none to u@localhost, v@localhost | OTHER",
                "set default role none, character set latin1 | OTHER",
                "set default role none, @a = 1 | OTHER",
                "set default = 1 | SESSION_VARIABLE",
                "set resource group g | OTHER",
                "set transaction isolation level serializable | OTHER",
                "set transaction read only, isolation level serializable | OTHER",
                "set session transaction read only | SESSION_VARIABLE",
                "set local transaction isolation level serializable, read only | SESSION_VARIABLE",
                "set global transaction isolation level serializable, read only | -",
                "set | OTHER",
                "set @a = 1, | OTHER USER_VARIABLE",
                "set statement max_statement_time = 1 | OTHER",
                "set statement max_statement_time = 1 for set @a = 1 | USER_VARIABLE",
                "set statement max_statement_time = 1 for set sql_mode = '' | SESSION_VARIABLE",
                "set statement a = (select 1 for update), b = 2 for prepare s from 'x' | PREPARED_STATEMENT",
                "set statement a = 1 for create temporary table t (a int) | TEMPORARY_TABLE",
                "set statement a = (@b := 1) for select 1 | USER_VARIABLE",
                "set statement a = 1 for foo | OTHER",
                "set statement a = 1 for commit | -"
            })
    void set(String sql, String pins) {
        StatementTraits traits = StatementTraits.of(sql);
        assertThat(traits.pins()).isEqualTo(pins(pins));
        assertThat(traits.changesSession()).isTrue();
    }

    @Test
    @DisplayName("MariaDB's SET STATEMENT has the traits of the statement within")
    void setStatement() {
        assertThat(StatementTraits.of("set statement max_statement_time = 1 for select 1"))
                .isEqualTo(StatementTraits.READING);
        assertThat(StatementTraits.of("set statement a = f(1) for select 1")).isEqualTo(StatementTraits.ORDINARY);
        assertThat(StatementTraits.of("set statement a = 1 for select f(1)")).isEqualTo(StatementTraits.ORDINARY);
        assertThat(StatementTraits.of("set statement a = 1 for delete from t")).isEqualTo(StatementTraits.ORDINARY);
        assertThat(StatementTraits.of("set statement a = 1 for commit").control())
                .isEqualTo(TransactionControl.COMMIT);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "unlock tables | TABLE_LOCK",
                "UNLOCK /* all */ TABLE; | TABLE_LOCK",
                "unlock instance | -",
                "backup unlock | -",
                "select release_all_locks() | USER_LOCK",
                "DO RELEASE_ALL_LOCKS ( ); -- all | USER_LOCK",
                "select release_all_locks | -",
                "select db.release_all_locks() | -",
                "select 0 and release_all_locks() | -",
                "select '' && release_all_locks() | -",
                "select release_all_locks() from t | -",
                "select release_all_locks() limit 0 | -",
                "select release_all_locks() /*! limit 0 */ | -",
                "select release_all_locks(), get_lock('a', 1) | -",
                "do release_lock('a') | -",
                "select 'release_all_locks()' | -",
                "unlock tables; lock tables t read | -",
                "/*! unlock tables */ | -",
                "xa commit 'a' | TRANSACTION",
                "xa rollback 'a' | TRANSACTION",
                "xa end 'a' | -",
                "commit | -"
            })
    @DisplayName("only what is surely released counts as released")
    void releases(String sql, String pins) {
        assertThat(StatementTraits.of(sql).releases()).isEqualTo(pins(pins));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "begin | BEGIN",
                "BEGIN WORK ; | BEGIN",
                "/* a */ start /* b */ transaction read only | BEGIN",
                "start transaction with consistent snapshot | BEGIN",
                "xa start 'a' join | BEGIN",
                "xa begin 'a' | BEGIN",
                "begin not atomic set @a = 1 | NONE",
                "start slave | NONE",
                "start replica | NONE",
                "start group_replication | NONE",
                "commit | COMMIT",
                "commit work and no chain release | COMMIT",
                "xa commit 'a' one phase | COMMIT",
                "rollback | ROLLBACK",
                "rollback work and chain | ROLLBACK",
                "xa rollback 'a' | ROLLBACK",
                "xa end 'a' | NONE",
                "xa prepare 'a' | NONE",
                "xa recover | NONE",
                "savepoint a | SAVEPOINT",
                "savepoint `to` | SAVEPOINT",
                "release savepoint a | SAVEPOINT",
                "rollback to a | SAVEPOINT",
                "rollback /* all */ work to savepoint a | SAVEPOINT",
                "rollback /*! to a */ | NONE",
                "commit /*! and chain */ | COMMIT",
                "/*! begin */ | NONE",
                "begin; select 1 | NONE",
                "select 'commit' | NONE",
                "create procedure p() commit | NONE",
                "prepare s from 'commit' | NONE"
            })
    void control(String sql, TransactionControl control) {
        assertThat(StatementTraits.of(sql).control()).isEqualTo(control);
    }

    @Test
    @DisplayName("where the servers' readings of a text differ, it has the worst of each")
    void readings() {
        StatementTraits escaped = StatementTraits.of("select 'a\\', get_lock('b', 1), 'c'");
        assertThat(escaped.pins()).containsExactly(SessionPin.USER_LOCK);
        StatementTraits ansi = StatementTraits.of("select \"a\\\" into @a, \"b\"");
        assertThat(ansi.pins()).containsExactly(SessionPin.USER_VARIABLE);
        StatementTraits skipped = StatementTraits.of("select 1 /*!99999 for update */");
        assertThat(skipped).isEqualTo(StatementTraits.ORDINARY);
        StatementTraits run = StatementTraits.of("rollback /*!99999 to a */");
        assertThat(run.pins()).containsExactly(SessionPin.OTHER);
        StatementTraits harmless = StatementTraits.of("select 'a\\\\b' /*!50000 from t */");
        assertThat(harmless).isSameAs(StatementTraits.READING);
    }

    @Test
    @DisplayName("plain statements share their traits")
    void shared() {
        assertThat(StatementTraits.of("select a from t where b = ?")).isSameAs(StatementTraits.READING);
        assertThat(StatementTraits.of("insert into t values (?)")).isSameAs(StatementTraits.ORDINARY);
        assertThat(StatementTraits.of("use foo")).isEqualTo(StatementTraits.BARRIER);
    }

    @Provide
    Arbitrary<String> fragments() {
        return Arbitraries.of(
                        "select ",
                        "set ",
                        "statement ",
                        "for ",
                        "with ",
                        "begin ",
                        "commit",
                        "rollback ",
                        "to ",
                        "global ",
                        "create ",
                        "temporary ",
                        "table ",
                        "get_lock",
                        "abs",
                        "rank",
                        "over ",
                        "as ",
                        "into ",
                        "f",
                        "any ",
                        "replace",
                        "lock ",
                        "update ",
                        "@",
                        "@@",
                        ":=",
                        "=",
                        ",",
                        ".",
                        ";",
                        "(",
                        ")",
                        "'",
                        "\"",
                        "`",
                        "\\",
                        "/*",
                        "*/",
                        "/*!",
                        "/*!50000 ",
                        "/*M!",
                        "-- ",
                        "#",
                        "\n",
                        " ",
                        "[",
                        "\u00e9",
                        "\ud83d\ude00",
                        "\0",
                        "1")
                .list()
                .ofMaxSize(16)
                .map(parts -> String.join("", parts));
    }

    @Property(tries = 5000)
    @Label("any text at all is judged, and never better than under any one reading")
    void anyText(@ForAll String text, @ForAll("fragments") String fragments) {
        for (String sql : new String[] {text, fragments, "select " + fragments, "set " + fragments}) {
            StatementTraits traits = StatementTraits.of(sql);
            for (SqlReading reading : SqlReading.all(sql)) {
                StatementTraits one = StatementJudgement.of(sql, reading);
                assertThat(traits.pins()).containsAll(one.pins());
                assertThat(one.releases()).containsAll(traits.releases());
                assertThat(traits.changesSession() || !one.changesSession()).isTrue();
                assertThat(one.repeatable() || !traits.repeatable()).isTrue();
            }
            assertThat(traits.changesSession() && traits.repeatable()).isFalse();
            assertThat(traits.changesSession() || traits.pins().isEmpty()).isTrue();
        }
    }

    @Property(tries = 5000)
    @Label("what a literal, a quoted name or a comment contains never changes the traits")
    void quoted(@ForAll String text, @ForAll("fragments") String fragments) {
        for (String any : new String[] {text, fragments}) {
            String plain = any.replace("\\", "");
            assertTraits(StatementTraits.READING, "select '%s', a from t", plain.replace("'", "''"));
            assertTraits(StatementTraits.READING, "select \"%s\", a from t", plain.replace("\"", "\"\""));
            assertTraits(StatementTraits.READING, "select `a%s` from t", plain.replace("`", "``"));
            assertTraits(StatementTraits.READING, "select 1 /* %s */ from t", plain.replace("*", ""));
            assertTraits(StatementTraits.READING, "select 1 -- %s\n from t", plain.replace("\n", ""));
            assertTraits(StatementTraits.ORDINARY, "insert into t values ('%s')", plain.replace("'", "''"));
        }
    }

    private static void assertTraits(StatementTraits expected, String sql, String text) {
        assertThat(StatementTraits.of(sql.replace("%s", text))).isSameAs(expected);
    }
}
