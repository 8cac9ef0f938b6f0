// SPDX-License-Identifier: Apache-2.0
package io.txmysql.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.txmysql.api.Row;
import io.txmysql.protocol.error.ValueConversionException;
import io.txmysql.protocol.type.MySQLDateTime;
import io.txmysql.protocol.type.MySQLTime;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.Year;
import java.util.BitSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@MethodSource("io.txmysql.it.TestServer#all")
class TypesIT extends ServerSuite {
    private static final String SELECT = "select v from t where id = 1";

    @ParameterizedTest(name = "{0}")
    @MethodSource("io.txmysql.it.TypeCase#all")
    @DisplayName("tx#54, tx#55: text and binary results give the value, and every getter agrees")
    void textEqualsBinary(TypeCase type) {
        store(type);
        Row text = textRow(SELECT);
        Row binary = binaryRow(SELECT);
        assertThat(text.get(0)).isEqualTo(type.value());
        assertThat(binary.get(0)).isEqualTo(type.value());
        requireText(text, type);
        requireText(binary, type);
        assertThat(text.getBytes(0)).isEqualTo(binary.getBytes(0));
        if (type.text() != null && !type.column().startsWith("bit")) {
            assertThat(text.getBytes(0)).isEqualTo(type.text().getBytes(StandardCharsets.UTF_8));
        }
        for (Class<?> java : List.of(
                Long.class,
                Integer.class,
                Short.class,
                Byte.class,
                Double.class,
                Float.class,
                Boolean.class,
                BigInteger.class,
                BigDecimal.class,
                LocalDate.class,
                LocalDateTime.class,
                LocalTime.class,
                Duration.class,
                Year.class,
                BitSet.class,
                MySQLDateTime.class,
                MySQLTime.class)) {
            assertThat(outcome(text, java)).as(java.getSimpleName()).isEqualTo(outcome(binary, java));
        }
    }

    private static void requireText(Row row, TypeCase type) {
        if (type.text() == null) {
            assertThatThrownBy(() -> row.getString(0))
                    .isInstanceOf(ValueConversionException.class)
                    .hasMessageContaining("not UTF-8");
        } else {
            assertThat(row.getString(0)).isEqualTo(type.text());
        }
    }

    /** The value, or the message of the refusal. */
    private static Object outcome(Row row, Class<?> type) {
        try {
            return Objects.requireNonNull(row.get(0, type));
        } catch (ValueConversionException e) {
            return String.valueOf(e.getMessage());
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("io.txmysql.it.TypeCase#all")
    @DisplayName("tx#18: a value that was read can be written again, through ? and %s")
    void roundTrip(TypeCase type) {
        store(type);
        Object value = Objects.requireNonNull(textRow(SELECT).get(0));
        run("insert into t values (2, ?)", value);
        run("insert into t values (3, %s)", value);
        for (int id = 2; id <= 3; id++) {
            Row copy = query("select v from t where id = ?", id).get(0);
            assertThat(copy.get(0)).isEqualTo(type.value());
            requireText(copy, type);
        }
        if (!type.column().equals("json")) {
            assertThat(one("select count(distinct v) from t")).isEqualTo(1L);
        }
    }

    @Test
    @DisplayName("NULL of every type is null")
    void nulls() {
        for (String column : TypeCase.all().map(TypeCase::column).distinct().toList()) {
            temporaryTable("t", "id int, v " + column);
            run("insert into t values (1, null), (2, ?)", (Object) null);
            run("insert into t values (3, %s)", (Object) null);
            for (Row row : List.of(
                    textRow(SELECT),
                    binaryRow(SELECT),
                    textRow("select v from t where id = 2"),
                    textRow("select v from t where id = 3"))) {
                assertThat(row.isNull(0)).as(column).isTrue();
                assertThat(row.get(0)).as(column).isNull();
                assertThat(row.getString(0)).as(column).isNull();
                assertThat(row.getBytes(0)).as(column).isNull();
                assertThatThrownBy(() -> row.getLong(0)).isInstanceOf(ValueConversionException.class);
            }
        }
    }

    @Test
    @DisplayName("a text result has six digits of a FLOAT, a binary one has all")
    void floatDigits() {
        temporaryTable("t", "id int, v float");
        run("insert into t values (1, ?)", 16777216f);
        assertThat(binaryRow(SELECT).get(0)).isEqualTo(16777216f);
        assertThat(textRow(SELECT).get(0)).isEqualTo(16777200f);
    }

    @ParameterizedTest(name = "{0} of a {1}")
    @MethodSource
    @DisplayName("pitfall#32: what does not fit a narrower type fails, and tells the column")
    void narrowing(String literal, String column) {
        temporaryTable("t", "id int, v " + column);
        run("insert into t values (1, " + literal + ")");
        for (Row row : List.of(textRow(SELECT), binaryRow(SELECT))) {
            assertThatThrownBy(() -> row.getInt("v"))
                    .isInstanceOf(ValueConversionException.class)
                    .hasMessageContaining("`v`");
            assertThatThrownBy(() -> row.get(0, Short.class)).isInstanceOf(ValueConversionException.class);
        }
    }

    static Object[][] narrowing() {
        return new Object[][] {
            {"2147483648", "bigint"},
            {"-2147483649", "bigint"},
            {"4294967297", "bigint"},
            {"4294967295", "int unsigned"},
            {"18446744073709551615", "bigint unsigned"},
            {"2147483648", "decimal(20,0)"},
            {"1.5", "decimal(20,1)"},
            {"1.5", "double"},
            {"1e300", "double"},
            {"4294967297", "bit(40)"},
            {"'2147483648'", "varchar(20)"},
            {"'x'", "varchar(20)"}
        };
    }

    @ParameterizedTest
    @MethodSource("bitWidths")
    @DisplayName("BIT(1) to BIT(64): all ones, the highest bit, and zero")
    void bits(int width) {
        temporaryTable("t", "id int, v bit(" + width + ")");
        BigInteger ones = BigInteger.ONE.shiftLeft(width).subtract(BigInteger.ONE);
        for (BigInteger value : List.of(ones, BigInteger.ONE.shiftLeft(width - 1), BigInteger.ZERO)) {
            run("delete from t");
            run("insert into t values (1, ?)", value);
            assertThat(textRow(SELECT).get(0, BigInteger.class)).isEqualTo(value);
            assertThat(binaryRow(SELECT).get(0, BigInteger.class)).isEqualTo(value);
            assertThat(binaryRow(SELECT).get(0)).isEqualTo(textRow(SELECT).get(0));
            assertThat(one("select v + 0 from t")).hasToString(value.toString());
        }
    }

    static int[] bitWidths() {
        return IntStream.rangeClosed(1, 64).toArray();
    }

    @Test
    @DisplayName("values without a table: computed, of unusual types, and of functions")
    void computed() {
        for (Object[] each : new Object[][] {
            {"1 + 1", 2L},
            {"-1", -1L},
            {"18446744073709551615", new BigInteger("18446744073709551615")},
            {"1.50", new BigDecimal("1.50")},
            {"1e0", 1.0},
            {"'x'", "x"},
            {"null", null},
            {"x'00ff'", new byte[] {0, -1}},
            {"true", 1L},
            {"b'101'", new byte[] {5}},
            {"cast('2024-01-02' as date)", LocalDate.of(2024, 1, 2)},
            {"cast('-01:02:03.5' as time(1))", Duration.ofMillis(-3723500)},
            {"cast(-1 as unsigned)", new BigInteger("18446744073709551615")},
            {"count(*)", 1L},
            {"point(1,2)", HexFormat.of().parseHex("000000000101000000000000000000f03f0000000000000040")}
        }) {
            Object value = each[1];
            String sql = "select " + each[0];
            Object text = one(sql);
            Object binary = one(sql + " from (select 1) x where 1 = ?", 1);
            assertThat(same(text, value)).as(sql + " as text: " + text).isTrue();
            assertThat(same(binary, value)).as(sql + " as binary: " + binary).isTrue();
        }
    }

    /** Literals are INT or BIGINT depending on the server. */
    private static boolean same(@Nullable Object one, @Nullable Object other) {
        if (one instanceof Integer number && other instanceof Long wide) {
            return number.longValue() == wide;
        }
        return Objects.deepEquals(one, other);
    }

    private void store(TypeCase type) {
        temporaryTable("t", "id int, v " + type.column());
        run("insert into t values (1, " + type.literal() + ")");
    }
}
