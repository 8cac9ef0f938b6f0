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
import io.txmysql.protocol.type.MySQLDateTime;
import io.txmysql.protocol.type.MySQLTime;
import io.txmysql.protocol.wire.PayloadWriter;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.Year;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TemporalTest {
    private static final ColumnMetadata DATE = Columns.of(FieldType.DATE, 0, 10, 0);
    private static final ColumnMetadata DATETIME6 = Columns.of(FieldType.DATETIME, 0, 26, 6);
    private static final ColumnMetadata TIME6 = Columns.of(FieldType.TIME, 0, 17, 6);

    private final Locale before = Locale.getDefault();

    @AfterEach
    void restoreLocale() {
        Locale.setDefault(before);
    }

    @ParameterizedTest
    @ValueSource(strings = {"en-US", "tr-TR", "ar-SA-u-nu-arab", "th-TH-u-ca-buddhist-nu-thai"})
    @DisplayName("pitfall#27: nothing depends on the locale")
    void locale(String tag) {
        Locale.setDefault(Locale.forLanguageTag(tag));
        PayloadWriter bytes = new PayloadWriter();
        new Argument.DateTime(new MySQLDateTime(2024, 2, 29, 1, 2, 3, 40_000)).writeTo(bytes);

        assertThat(binaryRow(DATETIME6, bytes).string()).isEqualTo("2024-02-29 01:02:03.040000");
        assertThat(new MySQLTime(true, 1, 2, 3, 4)).hasToString("-01:02:03.000004");
        assertThat(literal(LocalDateTime.of(2024, 2, 29, 1, 2, 3))).isEqualTo("TIMESTAMP '2024-02-29 01:02:03'");
        assertThat(literal(-12345)).isEqualTo("-12345");
        assertThat(literal(1.5)).isEqualTo("1.5E0");
        assertThat(StatementTraits.of("insert into t values (1)").changesSession())
                .isFalse();
        assertThat(RowCodec.of(RowFormat.TEXT, java.util.List.of(Columns.named("ID", FieldType.LONG)))
                        .indexOf("id"))
                .isZero();
        assertThat(textRow(Columns.text(FieldType.VAR_STRING), "TRUE").get(boolean.class))
                .isTrue();
    }

    private static String literal(Object value) {
        StringBuilder out = new StringBuilder();
        SqlLiterals.append(out, value);
        return out.toString();
    }

    @Test
    @DisplayName("tx#55: a DATETIME shows as YYYY-MM-DD HH:MM:SS, fractions as many as it has")
    void text() {
        assertThat(new MySQLDateTime(999, 1, 2, 3, 4, 5, 0)).hasToString("0999-01-02 03:04:05");
        PayloadWriter date =
                new PayloadWriter().writeInt1(4).writeInt2(2024).writeInt1(1).writeInt1(2);
        assertThat(binaryRow(Columns.of(FieldType.DATETIME, 0, 19, 0), date).string())
                .isEqualTo("2024-01-02 00:00:00");
        assertThat(binaryRow(Columns.of(FieldType.DATETIME, 0, 23, 3), date).string())
                .isEqualTo("2024-01-02 00:00:00.000");
        assertThat(binaryRow(DATE, date).string()).isEqualTo("2024-01-02");
    }

    @ParameterizedTest
    @CsvSource({
        "00:00:00, PT0S",
        "-00:00:01, PT-1S",
        "-00:00:00.000001, PT-0.000001S",
        "00:00:00.1, PT0.1S",
        "838:59:59.999999, PT838H59M59.999999S",
        "-838:59:59, PT-838H-59M-59S",
        "100:00:00, PT100H"
    })
    @DisplayName("pitfall#27: TIME keeps its sign, its fraction and hours beyond a day")
    void times(String text, Duration expected) {
        assertThat(textRow(TIME6, text).get()).isEqualTo(expected);
        assertThat(textRow(Columns.text(FieldType.VAR_STRING), text).get(Duration.class))
                .isEqualTo(expected);
    }

    @Test
    @DisplayName("a TIME is a LocalTime only between 0 and 24 hours")
    void localTime() {
        assertThat(textRow(TIME6, "23:59:59.999999").get(LocalTime.class))
                .isEqualTo(LocalTime.of(23, 59, 59, 999_999_000));
        refused(textRow(TIME6, "24:00:00"), LocalTime.class, "does not fit");
        refused(textRow(TIME6, "-00:00:01"), LocalTime.class, "does not fit");
    }

    @Test
    @DisplayName("dates and times of the same moment: DATE widens, DATETIME narrows only at midnight")
    void dates() {
        assertThat(textRow(DATE, "2024-02-29").get()).isEqualTo(LocalDate.of(2024, 2, 29));
        assertThat(textRow(DATE, "2024-02-29").get(LocalDateTime.class))
                .isEqualTo(LocalDate.of(2024, 2, 29).atStartOfDay());
        assertThat(textRow(DATETIME6, "2024-02-29 00:00:00.000000").get(LocalDate.class))
                .isEqualTo(LocalDate.of(2024, 2, 29));
        refused(textRow(DATETIME6, "2024-02-29 00:00:00.000001"), LocalDate.class, "time of day");
        assertThat(textRow(DATETIME6, "2024-02-29 23:59:59.000001").get())
                .isEqualTo(LocalDateTime.of(2024, 2, 29, 23, 59, 59, 1000));
        assertThat(textRow(Columns.of(FieldType.YEAR), "2024").get(Year.class)).isEqualTo(Year.of(2024));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0000-00-00", "2024-00-01", "2024-01-00"})
    @DisplayName("pitfall#27: a zero date has a text, and no LocalDate")
    void zeroDates(String text) {
        Row row = textRow(DATE, text);
        assertThat(row.string()).isEqualTo(text);
        assertThat(row.get(MySQLDateTime.class).dateText()).isEqualTo(text);
        refused(row, LocalDate.class, "zero date");
        refused(row, LocalDateTime.class, "zero date");
    }

    @Test
    @DisplayName("binary parts beyond their range are a conversion error")
    void binaryRanges() {
        refused(
                binaryRow(
                        DATE, new PayloadWriter().writeInt1(4).writeInt2(10_000).writeInt2(0x0101)),
                LocalDate.class,
                "malformed");
        refused(
                binaryRow(DATE, new PayloadWriter().writeInt1(4).writeInt2(2024).writeInt2(0x01FF)),
                String.class,
                "malformed");
        PayloadWriter days = new PayloadWriter()
                .writeInt1(8)
                .writeInt1(0)
                .writeInt4(Integer.MAX_VALUE)
                .writeInt3(0);
        refused(binaryRow(TIME6, days), Duration.class, "malformed");
        PayloadWriter hours =
                new PayloadWriter().writeInt1(8).writeInt1(0).writeInt4(34).writeInt3(23);
        refused(binaryRow(TIME6, hours), Duration.class, "malformed");
    }

    private static void refused(Row row, Class<?> type, String part) {
        assertThatThrownBy(() -> row.get(type))
                .isInstanceOf(ValueConversionException.class)
                .hasMessageContaining(part)
                .hasMessageContaining(type.getSimpleName());
    }
}
