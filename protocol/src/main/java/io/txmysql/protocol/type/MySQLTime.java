// SPDX-License-Identifier: Apache-2.0
package io.txmysql.protocol.type;

/**
 * A TIME: a span between -838:59:59.999999 and 838:59:59.999999.
 *
 * @param negative the sign of the whole
 * @param hours 0 to 838
 * @param microseconds 0 to 999999
 * @see <a href="https://dev.mysql.com/doc/refman/8.4/en/time.html">TIME</a>
 */
public record MySQLTime(boolean negative, int hours, int minutes, int seconds, int microseconds) {
    public static final int MAX_HOURS = 838;

    public MySQLTime {
        TemporalField.require("hours", hours, MAX_HOURS);
        TemporalField.require("minutes", minutes, 59);
        TemporalField.require("seconds", seconds, 59);
        TemporalField.require("microseconds", microseconds, 999_999);
    }

    /** {@code [-]HH:MM:SS} with 0 to 6 digits of the fraction; three digits of hours where there are as many. */
    public String text(int fractionDigits) {
        StringBuilder out = new StringBuilder(17);
        if (negative) {
            out.append('-');
        }
        return TemporalField.appendTime(out, hours, minutes, seconds, microseconds, fractionDigits)
                .toString();
    }

    /** {@code [-]HH:MM:SS}, with six digits of the fraction if it is not zero. */
    @Override
    public String toString() {
        return text(microseconds == 0 ? 0 : 6);
    }
}
