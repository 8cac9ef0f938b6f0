// SPDX-License-Identifier: Apache-2.0
package io.txmysql.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.txmysql.protocol.error.InvalidOptionException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Session variables")
final class SessionVariablesTest {

    private static Map<String, String> parse(String text) {
        return MySQLOptions.builder()
                .option("sessionVariables", text)
                .build()
                .session()
                .sessionVariables();
    }

    @Test
    @DisplayName("are names and expressions, in order, with commas in quotes and parentheses")
    void readInOrder() {
        assertThat(parse(" sql_mode = 'ANSI,TRADITIONAL' ,foo=CONCAT('a)','b',(1,2)), lock_wait_timeout=50*(1+1)"))
                .containsExactly(
                        Map.entry("sql_mode", "'ANSI,TRADITIONAL'"),
                        Map.entry("foo", "CONCAT('a)','b',(1,2))"),
                        Map.entry("lock_wait_timeout", "50*(1+1)"));
        assertThat(parse("")).isEmpty();
        assertThat(parse(" ")).isEmpty();
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {"a", "@@a", "@@session.a", "@@SESSION.a", "session a", "SESSION  a", "@@local.a", "local a"})
    @DisplayName("may say that they are the session's, which is forgotten")
    void prefixes(String name) {
        assertThat(parse(name + "=1")).containsExactly(Map.entry("a", "1"));
        assertThat(new SessionSettings(Map.of(name, "1"))).isEqualTo(new SessionSettings(Map.of("a", "1")));
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "'a'",
                "''",
                "'it''s; # -- /* (, '",
                "\"it's, \"\"; ( \"",
                "`a``b,;(`",
                "'C:\\\\'",
                "'a\\n,b'",
                "_utf8mb4'ü,ß'",
                "@@global.sql_mode",
                "1 - -1",
                "6/2*3",
                "a=b",
                "(select max(id) from t where a in ('x,y', 'z'))",
                "DEFAULT"
            })
    @DisplayName("take any single expression, whatever its quotes contain")
    void expressions(String expression) {
        assertThat(parse("a=" + expression + ",b=2")).containsExactly(Map.entry("a", expression), Map.entry("b", "2"));
        assertThat(new SessionSettings(Map.of("a", expression)).sessionVariables())
                .containsEntry("a", expression);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "a | \"a\" has no =",
                "a=1, | \"\" has no =",
                ",a=1 | \"\" has no =",
                "sql_mode=ANSI,TRADITIONAL | \"TRADITIONAL\" has no =; a text with commas in it stands in quotes",
                "sql_mode=ANSI,TRADITIONAL,a=1 | \"TRADITIONAL\" has no =",
                "=1 | \"\" is not the name of a system variable",
                "1a=1 | \"1a\" is not the name of a system variable",
                "a b=1 | \"a b\" is not the name of a system variable",
                "a:=1 | \"a:\" is not the name of a system variable",
                "ä=1 | \"ä\" is not the name of a system variable",
                "session.a=1 | \"session.a\" is not the name of a system variable",
                "`a`=1 | \"`a`\" is not the name of a system variable",
                "@a=1 | \"@a\" is a user variable",
                "b=1,@a=1 | \"@a\" is a user variable",
                "global a=1 | \"global a\" is of the whole server",
                "@@GLOBAL.a=1 | \"@@GLOBAL.a\" is of the whole server",
                "PERSIST a=1 | \"PERSIST a\" is of the whole server",
                "@@persist_only.a=1 | \"@@persist_only.a\" is of the whole server",
                "a= | the expression of \"a\" is empty",
                "a=,b=1 | the expression of \"a\" is empty",
                "a=1,a=2 | \"a\" is given twice",
                "a=1,@@A=2 | \"A\" is given twice",
                "a=1;drop table t | the expression of \"a\" has a semicolon outside of quotes",
                "a=(1;2) | the expression of \"a\" has a semicolon outside of quotes",
                "a='x | the expression of \"a\" leaves a quote open",
                "a='x'' | the expression of \"a\" leaves a quote open",
                "a='x\\ | the expression of \"a\" leaves a quote open",
                "a=`x | the expression of \"a\" leaves a quote open",
                "a=(1 | the expression of \"a\" leaves a parenthesis open",
                "a=(1,b=2 | the expression of \"a\" leaves a parenthesis open",
                "a=1),(b=2 | the expression of \"a\" closes a parenthesis that is not open",
                "a='it\\'s' | the expression of \"a\" has a backslash in front of a quote",
                "a=1 -- x | the expression of \"a\" has a comment",
                "a=1 # x | the expression of \"a\" has a comment",
                "a=1 /* x */ | the expression of \"a\" has a comment",
                "a=1/*!50000 ,b=2 */ | the expression of \"a\" has a comment",
            })
    @DisplayName("are refused with a reason if they are not one name and one expression each")
    void refused(String text, String reason) {
        assertThatThrownBy(() -> parse(text))
                .isInstanceOf(InvalidOptionException.class)
                .hasMessageStartingWith("option \"sessionVariables\": " + reason);
    }

    @Test
    @DisplayName("that the program gives are checked like those of a URL")
    void fromTheProgram() {
        assertThatThrownBy(() -> new SessionSettings(Map.of("a", "1, b=2")))
                .isInstanceOf(InvalidOptionException.class)
                .hasMessageContaining("the expression of \"a\" has a comma outside of quotes and parentheses");
        assertThatThrownBy(() -> new SessionSettings(Map.of("a=1, b", "2")))
                .hasMessageContaining("\"a=1, b\" is not the name of a system variable");
        assertThatThrownBy(() -> new SessionSettings(Map.of("a", "'x\0'")))
                .hasMessageContaining("the expression of \"a\" has the character U+0000");
        assertThatThrownBy(() -> new SessionSettings(Map.of("a", "x\0")))
                .hasMessageContaining("the expression of \"a\" has the character U+0000");
        Map<String, String> twice = new LinkedHashMap<>();
        twice.put("a", "1");
        twice.put("session a", "2");
        assertThatThrownBy(() -> new SessionSettings(twice)).hasMessageContaining("\"a\" is given twice");
    }

    @Test
    @DisplayName("are never quoted in an error, only their names are")
    void valuesAreNotQuoted() {
        assertThatThrownBy(() -> parse("a='geheim';"))
                .message()
                .contains("\"a\"")
                .doesNotContain("geheim");
    }
}
