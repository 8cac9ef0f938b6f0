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

    /** So many digits always fit a long. */
    private static final int FAST_DIGITS = 18;

    /** Up to here every whole number is a double. */
    private static final long MAX_EXACT_DOUBLE = 1L << 53;

    /** The powers of ten that are doubles without rounding. */
    private static final double[] EXACT_POWERS_OF_TEN = {
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18
    };

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
        long magnitude = plainMagnitude(data, start, length);
        if (magnitude >= 0) {
            return BigDecimal.valueOf(data[start] == '-' ? -magnitude : magnitude, scale(data, start, length));
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

    /** Most numbers are a quotient of two exact doubles, whose one division rounds as a parser has to. */
    static double parseDouble(byte[] data, int start, int length) {
        if (length > MAX_DECIMAL_LENGTH) {
            throw new NumberFormatException();
        }
        long magnitude = plainMagnitude(data, start, length);
        if (magnitude >= 0 && magnitude <= MAX_EXACT_DOUBLE) {
            double value = magnitude / EXACT_POWERS_OF_TEN[scale(data, start, length)];
            return data[start] == '-' ? -value : value;
        }
        return Double.parseDouble(new String(numberChars(data, start, length)));
    }

    static float parseFloat(byte[] data, int start, int length) {
        if (length > MAX_DECIMAL_LENGTH) {
            throw new NumberFormatException();
        }
        return Float.parseFloat(new String(numberChars(data, start, length)));
    }

    /**
     * The digits, as one whole number, of what has nothing but a sign, a point and a few digits; -1 for anything else,
     * which may still be a number.
     */
    private static long plainMagnitude(byte[] data, int start, int length) {
        long magnitude = 0;
        int digits = 0;
        boolean point = false;
        for (int i = start; i < start + length; i++) {
            byte b = data[i];
            if (b >= '0' && b <= '9') {
                magnitude = magnitude * 10 + (b - '0');
                digits++;
            } else if (b == '.' && !point) {
                point = true;
            } else if (b != '-' || i != start) {
                return -1;
            }
        }
        return digits > 0 && digits <= FAST_DIGITS ? magnitude : -1;
    }

    /** How many digits stand after the point of a plain number. */
    private static int scale(byte[] data, int start, int length) {
        for (int i = length - 1; i >= 0; i--) {
            if (data[start + i] == '.') {
                return length - 1 - i;
            }
        }
        return 0;
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
