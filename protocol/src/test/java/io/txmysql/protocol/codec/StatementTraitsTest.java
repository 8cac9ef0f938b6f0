// SPDX-License-Identifier: Apache-2.0
package io.txmysql.protocol.codec;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StatementTraitsTest {
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
                "drop table t",
                "select /*! straight_join */ 1",
                "select @@sql_mode",
                "select @a",
                "do sleep(1)",
                "explain select 1",
                "truncate t",
                "select 'get_lock(1)'",
                "select 'begin; set x = 1'"
            })
    void ordinary(String sql) {
        assertThat(StatementTraits.of(sql).changesSession()).isFalse();
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
                "xa start 'a'",
                "create temporary table t (a int)",
                "create /* a */ temporary table t (a int)",
                "create or replace temporary table t (a int)",
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
                "foo",
                "/*! set @a = 1 */",
                "/*!40101 SET NAMES utf8 */",
                "/*M! begin */",
                "flush tables with read lock",
                "select get_lock('a', 1)",
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
}
