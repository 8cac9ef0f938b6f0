// SPDX-License-Identifier: Apache-2.0
package io.txmysql.protocol.codec;

import java.math.BigDecimal;
import java.math.BigInteger;

/**
 * Numbers written in ASCII digits. Each method is linear in the length, or bounded, and throws a
 * {@link NumberFormatException} without a message where the bytes are no number, so that no value gets into a message.
 */
final class NumberText {
    /** More digits than any server writes (65), few enough that the JDK's quadratic parser does not matter. */
    static final int MAX_DECIMAL_LENGTH = 1000;

    private static final int FAST_DIGITS = 18;

    private NumberText() {}

    static long parseLong(byte[] data, int start, int length) {
        boolean negative = length > 0 && data[start] == '-';
        int position = start + (negative || (length > 0 && data[start] == '+') ? 1 : 0);
        int end = start + length;
        if (position == end) {
            throw new NumberFormatException();
        }
        long value = 0;
        while (position < end) {
            int digit = data[position++] - '0';
            if (digit < 0 || digit > 9 || value < Long.MIN_VALUE / 10) {
                throw new NumberFormatException();
            }
            value = value * 10 - digit;
            if (value > 0) {
                throw new NumberFormatException();
            }
        }
        if (!negative && value == Long.MIN_VALUE) {
            throw new NumberFormatException();
        }
        return negative ? value : -value;
    }

    /** The 64 bits of an unsigned number. */
    static long parseUnsignedLong(byte[] data, int start, int length) {
        int end = start + length;
        if (length == 0) {
            throw new NumberFormatException();
        }
        long value = 0;
        for (int position = start; position < end; position++) {
            int digit = data[position] - '0';
            long shifted = value * 10;
            if (digit < 0
                    || digit > 9
                    || Long.compareUnsigned(value, 0x1999_9999_9999_9999L) > 0
                    || Long.compareUnsigned(shifted + digit, shifted) < 0) {
                throw new NumberFormatException();
            }
            value = shifted + digit;
        }
        return value;
    }

    static BigInteger unsigned(long bits) {
        return bits >= 0
                ? BigInteger.valueOf(bits)
                : BigInteger.valueOf(bits >>> 1).shiftLeft(1).or(BigInteger.valueOf(bits & 1));
    }

    /** An exponent is bounded like the length: the value can be written out, whatever is done with it later. */
    static BigDecimal parseDecimal(byte[] data, int start, int length) {
        if (length > MAX_DECIMAL_LENGTH) {
            throw new NumberFormatException();
        }
        if (length <= FAST_DIGITS) {
            int point = plainPoint(data, start, length);
            if (point >= 0) {
                return parsePlainDecimal(data, start, length, point);
            }
        }
        BigDecimal value = new BigDecimal(numberChars(data, start, length));
        if (Math.abs((long) value.scale()) > MAX_DECIMAL_LENGTH) {
            throw new NumberFormatException();
        }
        return value;
    }

    /** Fails where there is a fraction, or more than a long holds. */
    static long exactLong(ColumnCodec codec, BigDecimal value, Class<?> asked) {
        try {
            return value.longValueExact();
        } catch (ArithmeticException e) {
            throw codec.outOfRange(asked);
        }
    }

    /** Fails where there is a fraction. */
    static BigInteger exactBigInteger(ColumnCodec codec, BigDecimal value, Class<?> asked) {
        try {
            return value.toBigIntegerExact();
        } catch (ArithmeticException e) {
            throw codec.outOfRange(asked);
        }
    }

    static double parseDouble(byte[] data, int start, int length) {
        if (length > MAX_DECIMAL_LENGTH) {
            throw new NumberFormatException();
        }
        return Double.parseDouble(new String(numberChars(data, start, length)));
    }

    static float parseFloat(byte[] data, int start, int length) {
        if (length > MAX_DECIMAL_LENGTH) {
            throw new NumberFormatException();
        }
        return Float.parseFloat(new String(numberChars(data, start, length)));
    }

    /** The index of the point (or the length) if all else are digits after an optional sign; -1 for anything else. */
    private static int plainPoint(byte[] data, int start, int length) {
        int point = length;
        int digits = 0;
        for (int i = 0; i < length; i++) {
            byte b = data[start + i];
            if (b >= '0' && b <= '9') {
                digits++;
            } else if (b == '.' && point == length) {
                point = i;
            } else if (b != '-' || i != 0) {
                return -1;
            }
        }
        return digits > 0 ? point : -1;
    }

    private static BigDecimal parsePlainDecimal(byte[] data, int start, int length, int point) {
        long unscaled = 0;
        for (int i = 0; i < length; i++) {
            byte b = data[start + i];
            if (b != '.' && b != '-') {
                unscaled = unscaled * 10 + (b - '0');
            }
        }
        int scale = point == length ? 0 : length - point - 1;
        return BigDecimal.valueOf(data[start] == '-' ? -unscaled : unscaled, scale);
    }

    /** The JDK's parsers also take other scripts' digits, hexadecimal and type suffixes; a server writes none. */
    private static char[] numberChars(byte[] data, int start, int length) {
        char[] chars = new char[length];
        for (int i = 0; i < length; i++) {
            byte b = data[start + i];
            boolean number = (b >= '0' && b <= '9') || b == '.' || b == '-' || b == '+' || b == 'e' || b == 'E';
            if (!number) {
                throw new NumberFormatException();
            }
            chars[i] = (char) b;
        }
        return chars;
    }
}
