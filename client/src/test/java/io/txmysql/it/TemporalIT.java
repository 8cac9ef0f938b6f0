// SPDX-License-Identifier: Apache-2.0
package io.txmysql.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.txmysql.api.Row;
import io.txmysql.protocol.error.ValueConversionException;
import io.txmysql.protocol.type.MySQLDateTime;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.List;
import java.util.Locale;
import java.util.TimeZone;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** pitfall#27: no zone and no language of this machine reaches a value. */
@MethodSource("io.txmysql.it.TestServer#all")
class TemporalIT extends ServerSuite {
    private final TimeZone zone = TimeZone.getDefault();
    private final Locale locale = Locale.getDefault();

    @AfterEach
    void restoreDefaults() {
        TimeZone.setDefault(zone);
        Locale.setDefault(locale);
    }

    @ParameterizedTest
    @CsvSource({
        "UTC,en",
        "America/New_York,tr",
        "Europe/Berlin,ar-EG-u-nu-arab",
        "Pacific/Apia,th-TH-u-ca-buddhist-nu-thai",
        "Asia/Kolkata,ja-JP-u-ca-japanese"
    })
    @DisplayName("pitfall#27: values do not depend on the JVM's zone and language, text and binary, read and written")
    void defaultsOfTheJvm(String zoneId, String language) {
        run("set time_zone = '+00:00'");
        temporaryTable("t", "id int, d date, dt datetime(6), ts timestamp(6) null, ti time(6)");
        TimeZone.setDefault(TimeZone.getTimeZone(zoneId));
        Locale.setDefault(Locale.forLanguageTag(language));
        // The clocks of New York, Berlin and Apia have no such hour.
        for (String moment : List.of(
                "2024-03-10 02:30:00.000001",
                "2024-03-31 02:30:00.000000",
                "2011-12-30 12:00:00.000000",
                "2024-11-03 01:30:00.999999",
                "1999-12-31 00:00:00.000000")) {
            LocalDateTime value = LocalDateTime.parse(moment.replace(' ', 'T'));
            Duration time = Duration.ofSeconds(-3020398, -999_999_000);
            run("delete from t");
            run("insert into t values (1, '" + moment.substring(0, 10) + "', '" + moment + "', '" + moment
                    + "', '-838:59:58.999999')");
            run("insert into t values (2, ?, ?, ?, ?)", value.toLocalDate(), value, value, time);
            run("insert into t values (3, %s, %s, %s, %s)", value.toLocalDate(), value, value, time);
            for (int id = 1; id <= 3; id++) {
                String sql = "select d, dt, ts, ti from t where id = " + id;
                for (Row row : List.of(textRow(sql), binaryRow(sql))) {
                    assertThat(row.get("d")).isEqualTo(value.toLocalDate());
                    assertThat(row.get("dt")).isEqualTo(value);
                    assertThat(row.get("ts")).isEqualTo(value);
                    assertThat(row.get("ti")).isEqualTo(time);
                    assertThat(row.getString("d")).isEqualTo(moment.substring(0, 10));
                    assertThat(row.getString("dt")).isEqualTo(moment);
                    assertThat(row.getString("ts")).isEqualTo(moment);
                    assertThat(row.getString("ti")).isEqualTo("-838:59:58.999999");
                    assertThat(row.toString()).contains("d=" + moment.substring(0, 10));
                }
            }
        }
        assertThat(one("select %s", 1234567.5)).hasToString("1234567.5");
        assertThat(one("select ?", -42)).hasToString("-42");
        assertThat(textRow("select 1 as ID, 2 as TITLE").getInt("title")).isEqualTo(2);
    }

    @Test
    @DisplayName("pitfall#27: a TIMESTAMP is read in the session's zone, the same as text and as binary")
    void sessionZone() {
        run("set time_zone = '+00:00'");
        temporaryTable("t", "ts timestamp(6) null, dt datetime(6)");
        run("insert into t values ('2024-07-01 12:00:00.5', '2024-07-01 12:00:00.5')");
        run("set time_zone = '-08:30'");
        for (Row row :
                List.of(textRow("select ts, dt from t where 1 = 1"), binaryRow("select ts, dt from t where 1 = 1"))) {
            assertThat(row.get("ts")).isEqualTo(LocalDateTime.of(2024, 7, 1, 3, 30, 0, 500_000_000));
            assertThat(row.get("dt")).isEqualTo(LocalDateTime.of(2024, 7, 1, 12, 0, 0, 500_000_000));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "date, 0000-00-00",
        "date, 2024-00-00",
        "date, 2024-02-00",
        "date, 2023-02-31",
        "datetime, 0000-00-00 00:00:00",
        "datetime(6), 0000-00-00 00:00:00.000000",
        "datetime(6), 2024-00-10 11:12:13.000001",
        "datetime(3), 2023-02-31 00:00:00.000",
        "timestamp, 0000-00-00 00:00:00",
        "timestamp(6), 0000-00-00 00:00:00.000000"
    })
    @DisplayName(
            "pitfall#27: a date that no calendar has keeps its text, fails as a LocalDate, and can be written again")
    void zeroDates(String column, String text) {
        run("set sql_mode = 'ALLOW_INVALID_DATES'");
        temporaryTable("t", "id int, v " + column + " null");
        run("insert into t values (1, '" + text + "')");
        MySQLDateTime stored = textRow("select v from t where id = 1").get(0, MySQLDateTime.class);
        run("insert into t values (2, ?)", stored);
        run("insert into t values (3, %s)", text);
        for (int id = 1; id <= 3; id++) {
            String sql = "select v from t where id = " + id;
            for (Row row : List.of(textRow(sql), binaryRow(sql))) {
                assertThat(row.isNull(0)).isFalse();
                assertThat(row.getString(0)).isEqualTo(text);
                assertThat(row.get(0, MySQLDateTime.class)).isEqualTo(stored);
                assertThatThrownBy(() -> row.get(0)).isInstanceOf(ValueConversionException.class);
                assertThatThrownBy(() -> row.getLocalDate(0)).isInstanceOf(ValueConversionException.class);
                assertThatThrownBy(() -> row.getLocalDateTime(0)).isInstanceOf(ValueConversionException.class);
                assertThat(row.toString()).isEqualTo("{v=" + text + "}");
            }
        }
    }

    @Test
    @DisplayName(
            "a time of day is not lost: LocalDate of a DATETIME only at midnight, LocalTime of a TIME within a day")
    void narrowing() {
        Row row =
                binaryRow("select cast('2024-01-02 00:00:00' as datetime) m, cast('2024-01-02 00:00:01' as datetime) s,"
                        + " cast('23:59:59.5' as time(1)) t, cast('24:00:00' as time) d from (select 1) x where 1 = 1");
        assertThat(row.getLocalDate("m")).isEqualTo(LocalDate.of(2024, 1, 2));
        assertThatThrownBy(() -> row.getLocalDate("s")).isInstanceOf(ValueConversionException.class);
        assertThat(row.get("t", LocalTime.class)).isEqualTo(LocalTime.of(23, 59, 59, 500_000_000));
        assertThatThrownBy(() -> row.get("d", LocalTime.class)).isInstanceOf(ValueConversionException.class);
    }
}
