// SPDX-License-Identifier: Apache-2.0
package io.txmysql.protocol.type;

/**
 * A DATETIME, TIMESTAMP or DATE as the server holds it: also the values that no calendar has, such as
 * {@code 0000-00-00} or {@code 2024-02-31}. A DATE has a time of zero.
 *
 * @param year 0 to 9999
 * @param month 0 to 12
 * @param day 0 to 31
 * @param microsecond 0 to 999999
 * @see <a href="https://dev.mysql.com/doc/refman/8.4/en/datetime.html">DATE, DATETIME, TIMESTAMP</a>
 */
public record MySQLDateTime(int year, int month, int day, int hour, int minute, int second, int microsecond) {
    public MySQLDateTime {
        TemporalField.require("year", year, 9999);
        TemporalField.require("month", month, 12);
        TemporalField.require("day", day, 31);
        TemporalField.require("hour", hour, 23);
        TemporalField.require("minute", minute, 59);
        TemporalField.require("second", second, 59);
        TemporalField.require("microsecond", microsecond, 999_999);
    }

    /** Whether month or day is zero, which a server allows without NO_ZERO_DATE and NO_ZERO_IN_DATE. */
    public boolean isZeroDate() {
        return month == 0 || day == 0;
    }

    public boolean isMidnight() {
        return (hour | minute | second | microsecond) == 0;
    }

    /** {@code YYYY-MM-DD}. */
    public String dateText() {
        return appendDate(new StringBuilder(10)).toString();
    }

    /** {@code YYYY-MM-DD HH:MM:SS} with 0 to 6 digits of the fraction. */
    public String text(int fractionDigits) {
        StringBuilder out = appendDate(new StringBuilder(26)).append(' ');
        return TemporalField.appendTime(out, hour, minute, second, microsecond, fractionDigits)
                .toString();
    }

    /** {@code YYYY-MM-DD HH:MM:SS}, with six digits of the fraction if it is not zero. */
    @Override
    public String toString() {
        return text(microsecond == 0 ? 0 : 6);
    }

    private StringBuilder appendDate(StringBuilder out) {
        TemporalField.append(out, year, 4).append('-');
        TemporalField.append(out, month, 2).append('-');
        return TemporalField.append(out, day, 2);
    }
}
