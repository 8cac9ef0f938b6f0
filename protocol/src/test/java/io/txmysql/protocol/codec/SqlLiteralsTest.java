// SPDX-License-Identifier: Apache-2.0
package io.txmysql.protocol.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.txmysql.protocol.error.InvalidStatementException;
import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.List;
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
import org.junit.jupiter.params.provider.ValueSource;

class SqlLiteralsTest {
    private static String literal(@Nullable Object value) {
        StringBuilder out = new StringBuilder();
        SqlLiterals.append(out, value);
        return out.toString();
    }

    @Provide
    Arbitrary<String> nasty() {
        return Arbitraries.strings()
                .withChars("'\"\\`%?;-#/* \n\0\u001aab\u00bf\u00a5\u20a9\u015c\u4e2d")
                .ofMaxLength(12)
                .edgeCases(edges -> edges.add("\u00bf'", "'", "\\'", "\\", "''", "\ud83d\ude00"));
    }

    @Property
    @Label("tx#18, tx#19, pitfall#28: a literal is read back as its value under every sql_mode and in every charset")
    void strings(@ForAll("nasty") String value) {
        for (boolean backslashEscapes : new boolean[] {true, false}) {
            for (boolean ansiQuotes : new boolean[] {true, false}) {
                assertThat(read(literal(value), backslashEscapes, ansiQuotes)).isEqualTo(value);
            }
        }
        assertThat(literal(value)).matches("[ -~]*").doesNotContain("\\");
    }

    /**
     * Reads a literal as a server's lexer does. Only ASCII occurs, so a multi-byte charset of the session changes
     * nothing: no byte can be taken for the first half of a character.
     */
    private static String read(String literal, boolean backslashEscapes, boolean ansiQuotes) {
        if (literal.startsWith("_utf8mb4 X'")) {
            assertThat(literal).endsWith("'");
            String hex = literal.substring("_utf8mb4 X'".length(), literal.length() - 1);
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            for (int i = 0; i < hex.length(); i += 2) {
                bytes.write(Integer.parseInt(hex, i, i + 2, 16));
            }
            return bytes.toString(StandardCharsets.UTF_8);
        }
        char quote = literal.charAt(0);
        assertThat(quote == '\'' || (quote == '"' && !ansiQuotes))
                .as("is a string")
                .isTrue();
        StringBuilder value = new StringBuilder();
        int i = 1;
        while (true) {
            char c = literal.charAt(i++);
            if (c == '\\' && backslashEscapes) {
                value.append(literal.charAt(i++));
            } else if (c != quote) {
                value.append(c);
            } else if (i < literal.length() && literal.charAt(i) == quote) {
                value.append(literal.charAt(i++));
            } else {
                assertThat(i).as("the literal ends where its text ends").isEqualTo(literal.length());
                return value.toString();
            }
        }
    }

    @Test
    @DisplayName("tx#18: NULL, numbers unquoted, bytes as hexadecimal, temporals typed")
    void forms() {
        assertThat(literal(null)).isEqualTo("NULL");
        assertThat(literal(true)).isEqualTo("TRUE");
        assertThat(literal(false)).isEqualTo("FALSE");
        assertThat(literal((byte) -1)).isEqualTo("-1");
        assertThat(literal(Long.MIN_VALUE)).isEqualTo("-9223372036854775808");
        assertThat(literal(BigInteger.TWO.pow(64))).isEqualTo("18446744073709551616");
        assertThat(literal(BigInteger.TWO.pow(63))).isEqualTo("9223372036854775808");
        assertThat(literal(new BigDecimal("-1.50"))).isEqualTo("-1.50");
        assertThat(literal(1e10)).isEqualTo("1.0E10");
        assertThat(literal(0.5f)).isEqualTo("0.5E0");
        assertThat(literal("it's")).isEqualTo("'it''s'");
        assertThat(literal("")).isEqualTo("''");
        assertThat(literal("é")).isEqualTo("_utf8mb4 X'C3A9'");
        assertThat(literal("a\\")).isEqualTo("_utf8mb4 X'615C'");
        assertThat(literal(new byte[] {0, (byte) 0xAB})).isEqualTo("X'00AB'");
        assertThat(literal(new byte[0])).isEqualTo("''");
        assertThat(literal(LocalDate.of(2024, 2, 29))).isEqualTo("DATE '2024-02-29'");
        assertThat(literal(LocalTime.of(1, 2, 3))).isEqualTo("TIME '01:02:03'");
        assertThat(literal(Duration.ofMillis(-1500))).isEqualTo("TIME '-00:00:01.500000'");
        assertThat(literal(LocalDateTime.of(2024, 2, 29, 1, 2, 3, 4000)))
                .isEqualTo("TIMESTAMP '2024-02-29 01:02:03.000004'");
        assertThat(literal('%')).isEqualTo("'%'");
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
    void notFinite(double value) {
        assertThatThrownBy(() -> literal(value)).isInstanceOf(InvalidStatementException.class);
        assertThatThrownBy(() -> literal((float) value)).isInstanceOf(InvalidStatementException.class);
    }

    @Test
    @DisplayName("arrays and collections are refused by class name")
    void collections() {
        assertThatThrownBy(() -> literal(new int[] {4711}))
                .isInstanceOf(InvalidStatementException.class)
                .hasMessageContaining("int[]")
                .message()
                .doesNotContain("4711");
        assertThatThrownBy(() -> literal(List.of(4711)))
                .isInstanceOf(InvalidStatementException.class)
                .hasMessageContaining("List")
                .message()
                .doesNotContain("4711");
    }
}
