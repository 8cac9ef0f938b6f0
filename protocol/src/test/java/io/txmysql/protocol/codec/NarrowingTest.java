// SPDX-License-Identifier: Apache-2.0
package io.txmysql.protocol.codec;

import static io.txmysql.protocol.codec.Columns.binaryRow;
import static io.txmysql.protocol.codec.Columns.textRow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.txmysql.protocol.codec.Columns.Row;
import io.txmysql.protocol.error.ValueConversionException;
import io.txmysql.protocol.type.ColumnMetadata;
import io.txmysql.protocol.type.FieldType;
import io.txmysql.protocol.wire.PayloadWriter;
import java.math.BigInteger;
import java.time.Duration;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("pitfall#32: every narrowing is range-checked and fails loudly")
class NarrowingTest {
    private static final ColumnMetadata BIGINT = Columns.of(FieldType.LONGLONG);
    private static final ColumnMetadata UNSIGNED_BIGINT = Columns.unsigned(FieldType.LONGLONG);

    private static void refused(Row row, Class<?> type, String... parts) {
        assertThatThrownBy(() -> row.get(type))
                .isInstanceOf(ValueConversionException.class)
                .hasMessageContainingAll(parts);
    }

    @Test
    @DisplayName("at the edges of every integer type, one more or less is refused")
    void edges() {
        Map<Class<?>, List<Long>> ranges = Map.of(
                byte.class, List.of((long) Byte.MIN_VALUE, (long) Byte.MAX_VALUE),
                short.class, List.of((long) Short.MIN_VALUE, (long) Short.MAX_VALUE),
                int.class, List.of((long) Integer.MIN_VALUE, (long) Integer.MAX_VALUE));
        ranges.forEach((type, range) -> {
            for (long edge : range) {
                long beyond = edge + Long.signum(edge);
                for (Row row : rows(edge)) {
                    assertThat(((Number) row.get(type)).longValue()).isEqualTo(edge);
                }
                for (Row row : rows(beyond)) {
                    refused(row, type, "`c`", type.getSimpleName(), "does not fit");
                }
            }
        });
    }

    /** The number in every column that can hold it. */
    private static List<Row> rows(long value) {
        String text = Long.toString(value);
        return List.of(
                textRow(BIGINT, text),
                binaryRow(BIGINT, new PayloadWriter().writeInt8(value)),
                textRow(Columns.of(FieldType.NEWDECIMAL), text + ".00"),
                textRow(Columns.text(FieldType.VAR_STRING), text),
                textRow(Columns.of(FieldType.DOUBLE, 0, 22, 31), text));
    }

    @Test
    @DisplayName("the primitive getters check too")
    void primitiveGetters() {
        RowCodec codec = RowCodec.of(RowFormat.BINARY, List.of(BIGINT));
        byte[] data = new PayloadWriter().writeInt8(1L << 32).toByteArray();
        assertThat(codec.getLong(data, 0, 0)).isEqualTo(1L << 32);
        assertThatThrownBy(() -> codec.getInt(data, 0, 0)).isInstanceOf(ValueConversionException.class);
        assertThatThrownBy(() -> codec.getShort(data, 0, 0)).isInstanceOf(ValueConversionException.class);
        assertThatThrownBy(() -> codec.getByte(data, 0, 0)).isInstanceOf(ValueConversionException.class);
    }

    @Test
    @DisplayName("a BIGINT UNSIGNED beyond 2^63-1 is a BigInteger and no long")
    void unsignedBigInt() {
        for (Row row : List.of(
                textRow(UNSIGNED_BIGINT, "18446744073709551615"),
                binaryRow(UNSIGNED_BIGINT, new PayloadWriter().writeInt8(-1)))) {
            assertThat(row.get()).isEqualTo(BigInteger.TWO.pow(64).subtract(BigInteger.ONE));
            assertThat(row.get(double.class)).isEqualTo(0x1p64);
            refused(row, long.class, "BIGINT UNSIGNED", "long");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.5", "9223372036854775808", "-9223372036854775809", "1e300"})
    @DisplayName("a fraction or too much is no long")
    void noLong(String value) {
        if (!value.startsWith("-")) { // which as a double is -2^63
            refused(textRow(Columns.of(FieldType.DOUBLE, 0, 22, 31), value), long.class, "DOUBLE", "long");
        }
        refused(textRow(Columns.of(FieldType.NEWDECIMAL, 0, 12, 2), value), long.class, "DECIMAL(10,2)", "long");
        refused(textRow(Columns.text(FieldType.VAR_STRING), value), long.class, "VARCHAR", "long");
    }

    @Test
    @DisplayName("a DOUBLE beyond a float's range is no float")
    void noFloat() {
        refused(textRow(Columns.of(FieldType.DOUBLE, 0, 22, 31), "1e39"), float.class, "DOUBLE", "float");
        assertThat(textRow(Columns.of(FieldType.DOUBLE, 0, 22, 31), "0.1").get(float.class))
                .isEqualTo(0.1f);
    }

    @ParameterizedTest
    @CsvSource({
        "LONG,abc",
        "LONG,''",
        "LONG,-",
        "LONG,1e3",
        "LONG,99999999999999999999",
        "LONG,'1 '",
        "LONG,٣",
        "LONGLONG,9223372036854775808",
        "LONGLONG,-9223372036854775809",
        "LONGLONG,92233720368547758070",
        "DOUBLE,NaN",
        "DOUBLE,0x1p3",
        "DOUBLE,1d",
        "DOUBLE,''",
        "NEWDECIMAL,1.2.3",
        "NEWDECIMAL,-",
        "NEWDECIMAL,.",
        "NEWDECIMAL,1e999999999",
        "NEWDECIMAL,1e-999999999",
        "NEWDECIMAL,--1",
        "YEAR,-1",
        "DATE,2024-13-01",
        "DATE,2024-02-30",
        "DATE,20240101",
        "DATE,2024-01-01 00:00:01",
        "DATETIME,2024-01-01 24:00:00",
        "DATETIME,2024-01-01 00:00:00.",
        "DATETIME,2024-01-01 00:00:00.1234567",
        "DATETIME,2024-01-01T00:00:00",
        "TIME,839:00:00",
        "TIME,00:60:00",
        "TIME,1:00:00",
        "TIME,1000:00:00",
        "TIME,+01:00:00"
    })
    @DisplayName("a text cell whose content is not of its type is a conversion error that does not quote it")
    void malformed(FieldType type, String content) {
        Row row = textRow(Columns.of(type, 0, 20, 0), content);
        assertThatThrownBy(row::get)
                .isInstanceOf(ValueConversionException.class)
                .hasMessageContaining("`c`")
                .message()
                .doesNotContain(content.length() > 3 ? content : "\0");
    }

    @Test
    @DisplayName("the longest edges of 64 bits are read right from text")
    void longEdges() {
        for (long value : new long[] {Long.MIN_VALUE, Long.MIN_VALUE + 1, Long.MAX_VALUE, 0, -1}) {
            assertThat(textRow(BIGINT, Long.toString(value)).get(long.class)).isEqualTo(value);
        }
        assertThat(textRow(UNSIGNED_BIGINT, "0018446744073709551615").string()).isEqualTo("0018446744073709551615");
        refused(textRow(UNSIGNED_BIGINT, "18446744073709551616"), BigInteger.class, "malformed");
        refused(textRow(UNSIGNED_BIGINT, "184467440737095516150"), BigInteger.class, "malformed");
    }

    @Test
    @DisplayName("pitfall#24: ten million digits are refused at once")
    void absurdlyLong() {
        byte[] digits = "9".repeat(10_000_000).getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        long start = System.nanoTime();
        for (FieldType type : new FieldType[] {FieldType.NEWDECIMAL, FieldType.DOUBLE, FieldType.LONGLONG}) {
            refused(
                    textRow(Columns.of(type), digits),
                    type == FieldType.LONGLONG ? long.class : double.class,
                    "malformed");
        }
        refused(textRow(Columns.of(FieldType.NEWDECIMAL), digits), BigInteger.class, "malformed");
        refused(textRow(Columns.text(FieldType.BLOB), digits), long.class, "malformed");
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
    }

    @Test
    @DisplayName("BIT(1) is a Boolean, wider a Long, BIT(64) a BigInteger; a BitSet has bit 0 last")
    void bit() {
        ColumnMetadata one = Columns.of(FieldType.BIT, 0, 1, 0);
        ColumnMetadata ten = Columns.of(FieldType.BIT, 0, 10, 0);
        ColumnMetadata all = Columns.of(FieldType.BIT, 0, 64, 0);
        assertThat(textRow(one, new byte[] {1}).get()).isEqualTo(true);
        assertThat(textRow(one, new byte[] {0}).get()).isEqualTo(false);
        assertThat(textRow(ten, new byte[] {2, 1}).get()).isEqualTo(513L);
        assertThat(textRow(ten, new byte[] {2, 1}).string()).isEqualTo("513");
        assertThat(textRow(ten, new byte[] {2, 1}).get(BitSet.class)).isEqualTo(BitSet.valueOf(new long[] {513}));
        byte[] top = {-1, 0, 0, 0, 0, 0, 0, 0};
        assertThat(textRow(all, top).get()).isEqualTo(BigInteger.valueOf(255).shiftLeft(56));
        refused(textRow(all, top), long.class, "BIT(64)");
        refused(textRow(all, new byte[9]), long.class, "malformed");
    }

    @ParameterizedTest
    @CsvSource({"1,true", "0,false", "-2,true", "0.0,false", "TRUE,true", "false,false", "0.1,true"})
    void truth(String text, boolean expected) {
        assertThat(textRow(Columns.text(FieldType.VAR_STRING), text).get(boolean.class))
                .isEqualTo(expected);
    }

    @Test
    @DisplayName("types that have nothing in common are refused by both names")
    void noConversion() {
        refused(
                textRow(Columns.of(FieldType.DATETIME, 0, 26, 6), "2024-01-01 00:00:00"),
                int.class,
                "DATETIME(6)",
                "int");
        refused(textRow(BIGINT, "1"), java.time.LocalDate.class, "BIGINT", "LocalDate");
        refused(textRow(Columns.of(FieldType.BLOB), new byte[] {-1}), String.class, "BLOB", "not UTF-8");
    }
}
