// SPDX-License-Identifier: Apache-2.0
package io.txmysql.it;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.HexFormat;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A value of a column, in four forms.
 *
 * @param column the column's type in CREATE TABLE
 * @param literal the value in SQL
 * @param value what {@code get} gives for it
 * @param text what {@code getString} gives for it; null for bytes that are no text
 */
record TypeCase(
        String column,
        String literal,
        Object value,
        @Nullable String text) {
    private static final String UNSIGNED_MAX = "18446744073709551615";

    static Stream<TypeCase> all() {
        return Stream.of(integers(), reals(), decimals(), strings(), bytes(), dates(), times(), bits(), others())
                .flatMap(cases -> cases);
    }

    private static Stream<TypeCase> integers() {
        return Stream.of(
                number("tinyint", -128),
                number("tinyint", 127),
                number("tinyint(1)", 1),
                number("tinyint unsigned", 255),
                number("smallint", -32768),
                number("smallint", 32767),
                number("smallint unsigned", 65535),
                number("mediumint", -8388608),
                number("mediumint", -1),
                number("mediumint", 8388607),
                number("mediumint unsigned", 16777215),
                number("int", Integer.MIN_VALUE),
                number("int", Integer.MAX_VALUE),
                number("int unsigned", 0L),
                number("int unsigned", 4294967295L),
                number("bigint", Long.MIN_VALUE),
                number("bigint", Long.MAX_VALUE),
                number("bigint", -1L),
                number("bigint unsigned", BigInteger.ZERO),
                number("bigint unsigned", new BigInteger("9223372036854775808")),
                number("bigint unsigned", new BigInteger(UNSIGNED_MAX)),
                new TypeCase("int(6) unsigned zerofill", "42", 42L, "000042"),
                new TypeCase("year", "2155", 2155, "2155"),
                new TypeCase("year", "1901", 1901, "1901"),
                new TypeCase("year", "0", 0, "0000"));
    }

    private static Stream<TypeCase> reals() {
        return Stream.of(
                new TypeCase("float", "0.5", 0.5f, "0.5"),
                new TypeCase("float", "-123.25", -123.25f, "-123.25"),
                new TypeCase("float", "0", 0f, "0"),
                new TypeCase("double", "0.1", 0.1, "0.1"),
                new TypeCase("double", "-0.5", -0.5, "-0.5"),
                new TypeCase("double", "1.5", 1.5, "1.5"),
                new TypeCase("double", "1.7976931348623157e308", Double.MAX_VALUE, "1.7976931348623157e308"),
                new TypeCase("double", "2.2250738585072014e-308", Double.MIN_NORMAL, "2.2250738585072014e-308"),
                new TypeCase("double", "123456789012345680", 1.2345678901234568e17, "1.2345678901234568e17"),
                new TypeCase("double", "1e14", 1e14, "100000000000000"),
                new TypeCase("double", "1e15", 1e15, "1e15"),
                new TypeCase("double", "0.0001", 0.0001, "0.0001"),
                new TypeCase("double", "1e-15", 1e-15, "0.000000000000001"),
                new TypeCase("double", "1e-16", 1e-16, "1e-16"),
                new TypeCase("double(10,3)", "1.5", 1.5, "1.500"));
    }

    private static Stream<TypeCase> decimals() {
        String nines = "9".repeat(35) + "." + "9".repeat(30);
        return Stream.of(
                decimal("decimal(65,30)", nines),
                decimal("decimal(65,30)", "-" + nines),
                decimal("decimal(65,30)", "0." + "0".repeat(29) + "1"),
                decimal("decimal(65,0)", "9".repeat(65)),
                decimal("decimal(10,2)", "0.00"),
                decimal("decimal(10,2)", "-0.01"),
                decimal("decimal(30,30)", "0." + "1".repeat(30)));
    }

    private static Stream<TypeCase> strings() {
        String umlauts = "Grüße, 'Welt' \\ \"x\" %s ?";
        String emoji = "a😀b\0c\n\t\u001a";
        return Stream.of(
                string("char(40)", umlauts),
                string("varchar(200)", umlauts),
                string("varchar(200)", emoji),
                string("varchar(200)", ""),
                string("varchar(200)", "trailing  "),
                string("tinytext", emoji),
                string("text", emoji),
                string("mediumtext", emoji),
                string("longtext", emoji),
                string("text", "x".repeat(250)),
                string("text", "x".repeat(251)),
                string("text", "x".repeat(65535)),
                string("mediumtext", "ä".repeat(40000)),
                string("enum('a','ö','😀')", "😀"),
                string("enum('','b')", ""),
                string("set('a','b','ö')", "a,ö"),
                string("set('a','b','ö')", ""));
    }

    private static Stream<TypeCase> bytes() {
        return Stream.of(
                bytes("varbinary(300)", "bf27", null),
                bytes("varbinary(300)", "", ""),
                bytes("varbinary(300)", "00ff275c22bf5c27c328", null),
                bytes("binary(4)", "61620000", "ab\0\0"),
                bytes("tinyblob", "00", "\0"),
                bytes("blob", "f09f9880", "😀"),
                bytes("mediumblob", "f09f9880", "😀"),
                bytes("longblob", "f09f9880".repeat(20000), "😀".repeat(20000)));
    }

    private static Stream<TypeCase> dates() {
        return Stream.of(
                new TypeCase("date", "'2024-02-29'", LocalDate.of(2024, 2, 29), "2024-02-29"),
                new TypeCase("date", "'9999-12-31'", LocalDate.of(9999, 12, 31), "9999-12-31"),
                new TypeCase("date", "'0001-01-01'", LocalDate.of(1, 1, 1), "0001-01-01"),
                dateTime("datetime", "2024-02-29 00:00:00"),
                dateTime("datetime", "1000-01-01 12:00:00"),
                dateTime("datetime(1)", "2024-02-29 23:59:59.9"),
                dateTime("datetime(2)", "2024-02-29 23:59:59.09"),
                dateTime("datetime(3)", "2024-02-29 23:59:59.000"),
                dateTime("datetime(4)", "2024-02-29 00:00:00.0001"),
                dateTime("datetime(5)", "2024-02-29 00:00:00.12345"),
                dateTime("datetime(6)", "2024-02-29 00:00:00.000000"),
                dateTime("datetime(6)", "2024-02-29 00:00:00.000001"),
                dateTime("datetime(6)", "9999-12-31 23:59:59.999999"),
                dateTime("timestamp null", "2024-07-01 12:34:56"),
                dateTime("timestamp(3) null", "2024-07-01 12:34:56.789"),
                dateTime("timestamp(6) null", "2024-07-01 00:00:00.000001"));
    }

    private static Stream<TypeCase> times() {
        return Stream.of(
                time("time", "00:00:00", Duration.ZERO),
                time("time", "-00:00:01", Duration.ofSeconds(-1)),
                time("time", "24:00:00", Duration.ofHours(24)),
                time("time", "838:59:59", Duration.ofSeconds(3020399)),
                time("time", "-838:59:59", Duration.ofSeconds(-3020399)),
                time("time(1)", "-00:00:00.1", Duration.ofMillis(-100)),
                time("time(2)", "10:11:12.13", Duration.ofSeconds(36672, 130_000_000)),
                time("time(3)", "100:00:00.000", Duration.ofHours(100)),
                time("time(4)", "00:00:00.0001", Duration.ofNanos(100_000)),
                time("time(5)", "00:00:00.00001", Duration.ofNanos(10_000)),
                time("time(6)", "00:00:00.000001", Duration.ofNanos(1000)),
                time("time(6)", "-00:00:00.000001", Duration.ofNanos(-1000)),
                time("time(6)", "-838:59:58.999999", Duration.ofSeconds(-3020398, -999_999_000)),
                time("time(6)", "23:59:59.999999", Duration.ofSeconds(86399, 999_999_000)));
    }

    private static Stream<TypeCase> bits() {
        return Stream.of(
                new TypeCase("bit(1)", "1", true, "1"),
                new TypeCase("bit(1)", "0", false, "0"),
                new TypeCase("bit(2)", "3", 3L, "3"),
                new TypeCase("bit(8)", "255", 255L, "255"),
                new TypeCase("bit(9)", "256", 256L, "256"),
                new TypeCase("bit(63)", "9223372036854775807", Long.MAX_VALUE, "9223372036854775807"),
                new TypeCase("bit(64)", "9223372036854775808", BigInteger.ONE.shiftLeft(63), "9223372036854775808"),
                new TypeCase("bit(64)", UNSIGNED_MAX, new BigInteger(UNSIGNED_MAX), UNSIGNED_MAX),
                new TypeCase("bit(64)", "0", BigInteger.ZERO, "0"));
    }

    private static Stream<TypeCase> others() {
        return Stream.of(string("json", "{\"a\": [1, null, \"😀 ü\"]}"), string("json", "[]"), string("json", "null"));
    }

    private static TypeCase number(String column, Object value) {
        return new TypeCase(column, value.toString(), value, value.toString());
    }

    private static TypeCase decimal(String column, String digits) {
        return new TypeCase(column, digits, new BigDecimal(digits), digits);
    }

    private static TypeCase string(String column, String value) {
        String hex = HexFormat.of().formatHex(value.getBytes(StandardCharsets.UTF_8));
        return new TypeCase(column, value.isEmpty() ? "''" : "_utf8mb4 x'" + hex + "'", value, value);
    }

    private static TypeCase bytes(String column, String hex, @Nullable String text) {
        return new TypeCase(column, "x'" + hex + "'", HexFormat.of().parseHex(hex), text);
    }

    private static TypeCase dateTime(String column, String text) {
        return new TypeCase(column, "'" + text + "'", LocalDateTime.parse(text.replace(' ', 'T')), text);
    }

    private static TypeCase time(String column, String text, Duration value) {
        return new TypeCase(column, "'" + text + "'", value, text);
    }

    @Override
    public String toString() {
        return column + " " + (literal.length() > 60 ? literal.substring(0, 57) + "…" : literal);
    }
}
