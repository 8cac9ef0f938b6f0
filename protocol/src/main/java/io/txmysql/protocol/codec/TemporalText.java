// SPDX-License-Identifier: Apache-2.0
package io.txmysql.protocol.codec;

import io.txmysql.protocol.type.MySQLDateTime;
import io.txmysql.protocol.type.MySQLTime;

/**
 * Dates and times as the server writes them in text rows, read strictly. Anything else is an
 * {@link IllegalArgumentException} whose message contains no value.
 */
final class TemporalText {
    private static final int DATE_LENGTH = 10;

    private TemporalText() {}

    /** {@code YYYY-MM-DD}, alone or followed by {@code HH:MM:SS[.ffffff]} after a space. */
    static MySQLDateTime parseDateTime(byte[] data, int start, int length) {
        Cursor text = new Cursor(data, start, length);
        int year = text.number(4);
        text.expect('-');
        int month = text.number(2);
        text.expect('-');
        int day = text.number(2);
        if (length == DATE_LENGTH) {
            return new MySQLDateTime(year, month, day, 0, 0, 0, 0);
        }
        text.expect(' ');
        int hour = text.number(2);
        text.expect(':');
        int minute = text.number(2);
        text.expect(':');
        int second = text.number(2);
        return new MySQLDateTime(year, month, day, hour, minute, second, text.fraction());
    }

    /** {@code [-]HH:MM:SS[.ffffff]}, with two or three digits of hours. */
    static MySQLTime parseTime(byte[] data, int start, int length) {
        Cursor text = new Cursor(data, start, length);
        boolean negative = text.skip('-');
        int hours = text.number(2);
        if (!text.skip(':')) {
            hours = hours * 10 + text.number(1);
            text.expect(':');
        }
        int minutes = text.number(2);
        text.expect(':');
        int seconds = text.number(2);
        return new MySQLTime(negative, hours, minutes, seconds, text.fraction());
    }

    private static final class Cursor {
        private final byte[] data;
        private final int end;
        private int position;

        Cursor(byte[] data, int start, int length) {
            this.data = data;
            this.position = start;
            this.end = start + length;
        }

        int number(int digits) {
            int value = 0;
            for (int i = 0; i < digits; i++) {
                int digit = position < end ? data[position++] - '0' : -1;
                if (digit < 0 || digit > 9) {
                    throw new IllegalArgumentException("a digit is missing");
                }
                value = value * 10 + digit;
            }
            return value;
        }

        boolean skip(char expected) {
            if (position < end && data[position] == expected) {
                position++;
                return true;
            }
            return false;
        }

        void expect(char expected) {
            if (!skip(expected)) {
                throw new IllegalArgumentException("a separator is missing");
            }
        }

        /** Up to six digits after a point, or nothing; then the end. */
        int fraction() {
            if (position == end) {
                return 0;
            }
            expect('.');
            int digits = end - position;
            if (digits < 1 || digits > 6) {
                throw new IllegalArgumentException("a fraction has one to six digits");
            }
            int value = number(digits);
            for (int i = digits; i < 6; i++) {
                value *= 10;
            }
            return value;
        }
    }
}
