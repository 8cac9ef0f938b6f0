// SPDX-License-Identifier: Apache-2.0
package io.txmysql.protocol.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.txmysql.protocol.codec.SqlTemplate.Style;
import io.txmysql.protocol.error.InvalidStatementException;
import java.util.Arrays;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SqlTemplateTest {
    private static String interpolate(String sql, @Nullable Object... args) {
        return SqlTemplate.parse(sql).interpolate(args);
    }

    private static void refused(String sql, int count, String... parts) {
        assertThatThrownBy(() -> SqlTemplate.parse(sql).check(count))
                .isInstanceOf(InvalidStatementException.class)
                .hasMessageContainingAll(parts);
    }

    @Test
    @DisplayName("tx#15: %s is replaced on the client, %% becomes % everywhere")
    void substitution() {
        assertThat(interpolate("insert into bar set baz = %s, n = %s", "bash", 3))
                .isEqualTo("insert into bar set baz = 'bash', n = 3");
        assertThat(interpolate("select '%%', `a%%`, 5 %% 2 -- 100%%\n, %s", 1))
                .isEqualTo("select '%', `a%`, 5 % 2 -- 100%\n, 1");
        assertThat(interpolate("select date_format(d, '%Y %s') from t where a = %s", 1))
                .isEqualTo("select date_format(d, '%Y %s') from t where a = 1");
        assertThat(interpolate("select %%s, %%%s", 1)).isEqualTo("select %s, %1");
        assertThat(interpolate("select %s", (Object) null)).isEqualTo("select NULL");
    }

    @ParameterizedTest
    @ValueSource(strings = {"select 'a%'", "select '%s'", "select '?'", "select 1"})
    @DisplayName("tx#15: a statement without markers has none, whatever its literals contain")
    void noMarkers(String sql) {
        SqlTemplate template = SqlTemplate.parse(sql);
        assertThat(template.style()).isEqualTo(Style.NONE);
        assertThat(template.markerCount()).isZero();
        assertThatCode(() -> template.check(0)).doesNotThrowAnyException();
        refused(sql, 2, "no markers", "2 arguments");
        assertThatThrownBy(() -> template.interpolate()).isInstanceOf(InvalidStatementException.class);
    }

    @Test
    @DisplayName("tx#16: a wrong count fails at the call and names both")
    void wrongCount() {
        refused("select %s, %s", 1, "2 markers", "1 argument was");
        refused("select ?", 3, "1 marker,", "3 arguments");
        refused("select ?, ?", 0, "2 markers", "0 arguments");
        assertThatThrownBy(() -> interpolate("select %s", 1, "secret"))
                .isInstanceOf(InvalidStatementException.class)
                .message()
                .doesNotContain("secret");
        assertThatThrownBy(() -> interpolate("select ?", 1)).isInstanceOf(InvalidStatementException.class);
    }

    @Test
    @DisplayName("tx#17: substitution is done once; a marker in an argument stays")
    void once() {
        assertThat(interpolate("select %s, %s", "%s", "%%")).isEqualTo("select '%s', '%%'");
        assertThat(interpolate("select %s", "?")).isEqualTo("select '?'");
    }

    @Test
    @DisplayName("in ? style % is plain text")
    void questionMarks() {
        SqlTemplate template =
                SqlTemplate.parse("select 5 % 2, '%s', a %% b, ? from t where x like '%' and y = ? /* %s */");
        assertThat(template.style()).isEqualTo(Style.QUESTION_MARK);
        assertThat(template.markerCount()).isEqualTo(2);
        assertThatCode(() -> template.check(2)).doesNotThrowAnyException();
    }

    @Test
    @DisplayName("both kinds of markers in one statement are refused")
    void mixed() {
        refused("select ?, %s", 2, "both");
        refused("select ?, %s", 1, "both");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "select 1 /* %s */",
                "select %s /*! , '*/', %s, '*/",
                "select %s /* %s */",
                "select 1 -- %s\n",
                "select 1 # %s",
                "select 1 /*! + %s */",
                "select 1 /*!50110 + %s */ + %s",
                "select /*M! %s */ 1",
                "select /*! '%s' */ %s"
            })
    @DisplayName("a %s in any comment is refused")
    void commented(String sql) {
        refused(sql, 1, "comment");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "select '\\', %s, '",
                "select '\\', %s, '', '",
                "select \"\\\" , %s, \"",
                "select '\\'', %s /* ' */",
                "select '\\' %s', 1"
            })
    @DisplayName("pitfall#28: %s whose meaning depends on sql_mode or version is refused")
    void ambiguousPercent(String sql) {
        for (int count = 0; count < 4; count++) {
            refused(sql, count, "the statement", "server's sql_mode");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "select '\\', ?, '",
                "select \"\\\" , ?, \"",
                "select ? /*! , ? */",
                "select 1 /*!99999 , ? */",
                "select /*M! ?, */ 1",
                "select '\\' %s', ?"
            })
    @DisplayName("pitfall#29: ? whose count depends on sql_mode or version is left to the server")
    void ambiguousQuestionMark(String sql) {
        SqlTemplate template = SqlTemplate.parse(sql);
        assertThat(template.style()).isEqualTo(Style.QUESTION_MARK);
        assertThat(template.markerCount()).isEqualTo(SqlTemplate.UNKNOWN);
        assertThatCode(() -> template.check(7)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "select 'a\\b', %s | 1",
                "select 'a\\'', %s, '\\\\' -- x | -1",
                "select 'a\\n', %s, \"\\t\" | 1",
                "select /*! straight_join */ %s | 1",
                "select /*!50110 1, */ %s | 1"
            })
    @DisplayName("a backslash or a versioned comment that changes no marker is fine")
    void harmless(String sql, int count) {
        if (count >= 0) {
            assertThat(SqlTemplate.parse(sql).markerCount()).isEqualTo(count);
            assertThatCode(() -> SqlTemplate.parse(sql).check(count)).doesNotThrowAnyException();
        } else {
            refused(sql, 1, "server's sql_mode");
        }
    }

    @Test
    @DisplayName("a literal never grows together with its neighbours")
    void neighbours() {
        assertThat(interpolate("select 5-%s", -3)).isEqualTo("select 5- -3");
        assertThat(interpolate("select 5 -%s", new java.math.BigDecimal("-3"))).isEqualTo("select 5 - -3");
        assertThat(interpolate("select 5--%s", 3)).isEqualTo("select 5--3");
        assertThat(interpolate("select 5--%s", -3)).isEqualTo("select 5---3");
        assertThat(interpolate("select x%s", "41")).isEqualTo("select x '41'");
        assertThat(interpolate("select %s%s", 1, 2)).isEqualTo("select 1 2");
        assertThat(interpolate("select 'a'%s'b'", "x")).isEqualTo("select 'a' 'x' 'b'");
        assertThat(interpolate("select (%s)", 1)).isEqualTo("select (1)");
        assertThat(interpolate("select * from t limit %s,%s", 1, 2)).isEqualTo("select * from t limit 1,2");
    }

    @Provide
    Arbitrary<String> fragments() {
        return Arbitraries.of(
                        "select ", "%s", "%%", "%", "?", "'", "\"", "`", "\\", "/*", "/*!", "*/", "/*M!", "-- ", "--",
                        "#", "\n", "a", "s", ";", " ")
                .list()
                .ofMaxSize(14)
                .map(parts -> String.join("", parts));
    }

    @Property(tries = 5000)
    @Label("tx#19: what an argument contains never changes the statement around it, under any reading")
    void noInjection(@ForAll("fragments") String sql, @ForAll("fragments") String value) {
        SqlTemplate template = SqlTemplate.parse(sql);
        int count = template.markerCount();
        if (template.style() != Style.PERCENT) {
            return;
        }
        Object[] harmless = new Object[count];
        Object[] nasty = new Object[count];
        Arrays.fill(harmless, "x");
        Arrays.fill(nasty, "v" + value);
        String expected;
        try {
            expected = template.interpolate(harmless);
        } catch (InvalidStatementException refused) {
            return;
        }
        String actual = template.interpolate(nasty);
        StringBuilder literal = new StringBuilder();
        SqlLiterals.append(literal, "v" + value);
        for (SqlReading reading : SqlReading.all("\\/*!")) {
            assertThat(shape(actual, literal.toString(), reading)).isEqualTo(shape(expected, "'x'", reading));
        }
    }

    /** The statement's parts, with a mark where the literal stands. */
    private static String shape(String sql, String literal, SqlReading reading) {
        StringBuilder shape = new StringBuilder();
        SqlScanner scanner = new SqlScanner(sql, reading);
        SqlScanner.@Nullable Part before = null;
        while (scanner.next()) {
            boolean doubledQuote = before == SqlScanner.Part.QUOTED && scanner.part() == before;
            if (doubledQuote) {
                shape.setLength(shape.length() - 1);
            } else {
                shape.append(scanner.part().name().charAt(0)).append('{');
            }
            shape.append(sql, scanner.start(), scanner.end()).append('}');
            before = scanner.part();
        }
        String quoted = literal.startsWith("_") ? literal.replace("X'", "X}Q{'") + "}" : "Q{" + literal + "}";
        return shape.toString()
                .replace(quoted, literal.startsWith("_") ? "}<>" : "<>")
                .replace("C{}", "");
    }

    @Property(tries = 3000)
    @Label("any text at all can be parsed")
    void anyText(@ForAll String sql, @ForAll("fragments") String fragments) {
        assertThat(SqlTemplate.parse(sql).traits()).isNotNull();
        assertThat(SqlTemplate.parse(fragments).markerCount()).isGreaterThanOrEqualTo(SqlTemplate.UNKNOWN);
    }
}
