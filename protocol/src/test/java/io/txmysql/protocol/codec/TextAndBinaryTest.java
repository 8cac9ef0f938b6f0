// SPDX-License-Identifier: Apache-2.0
package io.txmysql.protocol.codec;

import static io.txmysql.protocol.codec.Columns.binaryRow;
import static io.txmysql.protocol.codec.Columns.textRow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.txmysql.protocol.codec.Columns.Row;
import io.txmysql.protocol.error.ValueConversionException;
import io.txmysql.protocol.type.ColumnFlags;
import io.txmysql.protocol.type.ColumnMetadata;
import io.txmysql.protocol.type.FieldType;
import io.txmysql.protocol.type.MySQLDateTime;
import io.txmysql.protocol.type.MySQLTime;
import io.txmysql.protocol.wire.PayloadWriter;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.BigRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The same value as a text cell and as a binary cell gives the same, whatever getter is used. */
class TextAndBinaryTest {
    private static void assertSame(Row text, Row binary) {
        for (Class<?> type : JavaTypes.supported()) {
            assertThat(outcome(binary, type)).as(type.getSimpleName()).isEqualTo(outcome(text, type));
        }
    }

    /** The value, or the message of the failure: that must be the same too. */
    private static Object outcome(Row row, Class<?> type) {
        try {
            return row.get(type);
        } catch (ValueConversionException e) {
            return e.summary();
        }
    }

    @Property
    void tinyInt(@ForAll byte value) {
        assertSame(
                textRow(Columns.of(FieldType.TINY), Byte.toString(value)),
                binaryRow(Columns.of(FieldType.TINY), new PayloadWriter().writeInt1(value)));
        assertSame(
                textRow(Columns.unsigned(FieldType.TINY), Integer.toString(value & 0xFF)),
                binaryRow(Columns.unsigned(FieldType.TINY), new PayloadWriter().writeInt1(value)));
    }

    @Property
    void smallInt(@ForAll short value) {
        assertSame(
                textRow(Columns.of(FieldType.SHORT), Short.toString(value)),
                binaryRow(Columns.of(FieldType.SHORT), new PayloadWriter().writeInt2(value)));
        assertSame(
                textRow(Columns.unsigned(FieldType.SHORT), Integer.toString(value & 0xFFFF)),
                binaryRow(Columns.unsigned(FieldType.SHORT), new PayloadWriter().writeInt2(value)));
    }

    @Property
    @Label("tx#54: INT and MEDIUMINT, signed and unsigned")
    void intAndMediumInt(@ForAll int value) {
        assertSame(
                textRow(Columns.of(FieldType.LONG), Integer.toString(value)),
                binaryRow(Columns.of(FieldType.LONG), new PayloadWriter().writeInt4(value)));
        assertSame(
                textRow(Columns.unsigned(FieldType.LONG), Integer.toUnsignedString(value)),
                binaryRow(Columns.unsigned(FieldType.LONG), new PayloadWriter().writeInt4(value)));
        assertSame(
                textRow(Columns.of(FieldType.INT24), Integer.toString(value >> 8)),
                binaryRow(Columns.of(FieldType.INT24), new PayloadWriter().writeInt4(value >> 8)));
        assertSame(
                textRow(Columns.unsigned(FieldType.INT24), Integer.toString(value >>> 8)),
                binaryRow(Columns.unsigned(FieldType.INT24), new PayloadWriter().writeInt4(value >>> 8)));
    }

    @Property
    void bigInt(@ForAll long value) {
        assertSame(
                textRow(Columns.of(FieldType.LONGLONG), Long.toString(value)),
                binaryRow(Columns.of(FieldType.LONGLONG), new PayloadWriter().writeInt8(value)));
        assertSame(
                textRow(Columns.unsigned(FieldType.LONGLONG), Long.toUnsignedString(value)),
                binaryRow(Columns.unsigned(FieldType.LONGLONG), new PayloadWriter().writeInt8(value)));
    }

    @Test
    void zerofillAndYear() {
        ColumnMetadata zerofill = Columns.of(FieldType.LONG, ColumnFlags.UNSIGNED | ColumnFlags.ZEROFILL, 8, 0);
        assertSame(textRow(zerofill, "00000042"), binaryRow(zerofill, new PayloadWriter().writeInt4(42)));
        assertSame(
                textRow(zerofill, "4000000000"), binaryRow(zerofill, new PayloadWriter().writeInt4((int) 4000000000L)));
        ColumnMetadata year = Columns.of(FieldType.YEAR, ColumnFlags.UNSIGNED | ColumnFlags.ZEROFILL, 4, 0);
        assertSame(textRow(year, "0000"), binaryRow(year, new PayloadWriter().writeInt2(0)));
        assertSame(textRow(year, "2155"), binaryRow(year, new PayloadWriter().writeInt2(2155)));
        assertThat(textRow(year, "1901").get()).isEqualTo(1901);
    }

    @Property
    void doubles(@ForAll double value) {
        ColumnMetadata column = Columns.of(FieldType.DOUBLE, 0, 22, 31);
        Row binary = binaryRow(column, new PayloadWriter().writeInt8(Double.doubleToLongBits(value)));
        assertThat(Double.parseDouble(binary.string())).isEqualTo(value);
        assertSame(textRow(column, binary.string()), binary);
    }

    @Property
    @Label("a FLOAT of six digits or fewer is the same in both rows")
    void floats(
            @ForAll @IntRange(min = -999_999, max = 999_999) int digits, @ForAll @IntRange(min = -40, max = 30) int e) {
        float value = new BigDecimal(digits).scaleByPowerOfTen(e).floatValue();
        ColumnMetadata column = Columns.of(FieldType.FLOAT, 0, 12, 31);
        Row binary = binaryRow(column, new PayloadWriter().writeInt4(Float.floatToIntBits(value)));
        if (Math.abs(value) >= Float.MIN_NORMAL || value == 0) {
            assertSame(textRow(column, binary.string()), binary);
        }
    }

    @Property
    void decimals(
            @ForAll @BigRange(min = "-99999999999999999999999999", max = "99999999999999999999999999")
                    BigDecimal value) {
        ColumnMetadata column = Columns.of(FieldType.NEWDECIMAL, 0, 67, value.scale());
        String text = value.toPlainString();
        Row row = textRow(column, text);
        assertThat(row.get()).isEqualTo(value);
        assertSame(row, binaryRow(column, new PayloadWriter().writeLengthEncodedString(text)));
    }

    @Property
    @Label("pitfall#28: text of all kinds is UTF-8, JSON too although its collation says binary")
    void strings(@ForAll String value) {
        for (FieldType type : new FieldType[] {
            FieldType.VAR_STRING, FieldType.STRING, FieldType.BLOB, FieldType.JSON, FieldType.ENUM, FieldType.SET
        }) {
            byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
            ColumnMetadata column = type == FieldType.JSON ? Columns.of(type) : Columns.text(type);
            Row text = textRow(column, value);
            assertThat(text.get()).isEqualTo(new String(bytes, StandardCharsets.UTF_8));
            assertSame(text, binaryRow(column, new PayloadWriter().writeLengthEncodedBytes(bytes)));
        }
    }

    @Property
    @Label("pitfall#28: strings of the binary collation are bytes")
    void binaryStrings(@ForAll byte[] value) {
        for (FieldType type :
                new FieldType[] {FieldType.VAR_STRING, FieldType.BLOB, FieldType.GEOMETRY, FieldType.VECTOR}) {
            Row text = textRow(Columns.of(type), value);
            assertThat(text.get()).isEqualTo(value);
            assertSame(text, binaryRow(Columns.of(type), new PayloadWriter().writeLengthEncodedBytes(value)));
        }
    }

    @Property
    void bits(@ForAll @Size(min = 1, max = 8) byte[] value) {
        ColumnMetadata column = Columns.of(FieldType.BIT, ColumnFlags.UNSIGNED, value.length * 8L, 0);
        assertSame(textRow(column, value), binaryRow(column, new PayloadWriter().writeLengthEncodedBytes(value)));
    }

    @Property
    @Label("pitfall#27: DATETIME(n) and TIMESTAMP(n), with the shortest binary form there is")
    void dateTimes(
            @ForAll @LongRange(min = 0, max = 9999_12_31L) long date,
            @ForAll @IntRange(max = 86_399) int second,
            @ForAll @IntRange(max = 999_999) int micro,
            @ForAll @IntRange(max = 6) int decimals,
            @ForAll boolean midnight) {
        int kept = micro / pow10(6 - decimals) * pow10(6 - decimals);
        int time = midnight ? 0 : second;
        MySQLDateTime value = new MySQLDateTime(
                (int) (date / 10_000),
                (int) (date / 100 % 100) % 13,
                (int) (date % 100) % 32,
                time / 3600,
                time / 60 % 60,
                time % 60,
                midnight ? 0 : kept);
        for (FieldType type : new FieldType[] {FieldType.DATETIME, FieldType.TIMESTAMP}) {
            ColumnMetadata column = Columns.of(type, 0, 26, decimals);
            assertSame(textRow(column, value.text(decimals)), binaryRow(column, binary(value)));
        }
        ColumnMetadata dateColumn = Columns.of(FieldType.DATE, 0, 10, 0);
        MySQLDateTime dateOnly = new MySQLDateTime(value.year(), value.month(), value.day(), 0, 0, 0, 0);
        assertSame(textRow(dateColumn, value.dateText()), binaryRow(dateColumn, binary(dateOnly)));
    }

    @Property
    @Label("pitfall#27: TIME(n), negative and beyond a day")
    void times(
            @ForAll boolean negative,
            @ForAll @IntRange(max = 838) int hours,
            @ForAll @IntRange(max = 3599) int second,
            @ForAll @IntRange(max = 999_999) int micro,
            @ForAll @IntRange(max = 6) int decimals) {
        int kept = micro / pow10(6 - decimals) * pow10(6 - decimals);
        MySQLTime value = new MySQLTime(negative, hours, second / 60, second % 60, kept);
        ColumnMetadata column = Columns.of(FieldType.TIME, 0, 17, decimals);
        PayloadWriter binary = new PayloadWriter();
        new Argument.Time(value).writeTo(binary);
        assertSame(textRow(column, value.text(decimals)), binaryRow(column, binary));
    }

    @Test
    @DisplayName("a value of type NULL is null, a zero-length temporal is zero")
    void zeroLength() {
        ColumnMetadata time = Columns.of(FieldType.TIME, 0, 10, 0);
        assertSame(textRow(time, "00:00:00"), binaryRow(time, new PayloadWriter().writeInt1(0)));
        ColumnMetadata dateTime = Columns.of(FieldType.DATETIME, 0, 19, 0);
        Row zero = binaryRow(dateTime, new PayloadWriter().writeInt1(0));
        assertThat(zero.string()).isEqualTo("0000-00-00 00:00:00");
        assertThatThrownBy(zero::get)
                .isInstanceOf(ValueConversionException.class)
                .hasMessageContaining("zero date");
    }

    private static PayloadWriter binary(MySQLDateTime value) {
        PayloadWriter out = new PayloadWriter();
        if (!value.isMidnight()) {
            new Argument.DateTime(value).writeTo(out);
        } else if ((value.year() | value.month() | value.day()) != 0) {
            new Argument.Date(value).writeTo(out);
        } else {
            out.writeInt1(0);
        }
        return out;
    }

    private static int pow10(int exponent) {
        int result = 1;
        for (int i = 0; i < exponent; i++) {
            result *= 10;
        }
        return result;
    }
}
