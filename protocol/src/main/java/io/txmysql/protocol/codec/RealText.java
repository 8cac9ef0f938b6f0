// SPDX-License-Identifier: Apache-2.0
package io.txmysql.protocol.codec;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/** FLOAT and DOUBLE as the server writes them in text rows. The values are finite. */
final class RealText {
    /** The {@code decimals} of a column that has no fixed number of digits after the point; more means the same. */
    static final int NOT_FIXED = 31;

    private static final int FLOAT_DIGITS = 6;
    private static final int MAX_PLAIN_EXPONENT = 15;

    private RealText() {}

    static String ofFloat(double value) {
        return general(new BigDecimal(value).round(new MathContext(FLOAT_DIGITS, RoundingMode.HALF_EVEN)), value);
    }

    static String ofDouble(double value) {
        return general(shortest(value), value);
    }

    /** With exactly that many digits after the point. */
    static String fixed(double value, int decimals) {
        BigDecimal shortest = shortest(value);
        BigDecimal rounded = shortest.scale() <= decimals
                ? shortest.setScale(decimals, RoundingMode.UNNECESSARY)
                : new BigDecimal(value).setScale(decimals, RoundingMode.HALF_EVEN);
        return sign(value) + rounded.abs().toPlainString();
    }

    /** The decimal of the fewest digits that is read back as this value. */
    static BigDecimal shortest(double value) {
        BigDecimal exact = new BigDecimal(value);
        int digits = Math.abs(value) < Double.MIN_NORMAL ? 1 : 15;
        BigDecimal candidate = round(exact, digits);
        while (candidate.doubleValue() != value) {
            candidate = round(exact, ++digits);
        }
        return candidate;
    }

    static BigDecimal shortest(float value) {
        BigDecimal exact = new BigDecimal(value);
        int digits = Math.abs(value) < Float.MIN_NORMAL ? 1 : FLOAT_DIGITS;
        BigDecimal candidate = round(exact, digits);
        while (candidate.floatValue() != value) {
            candidate = round(exact, ++digits);
        }
        return candidate;
    }

    private static BigDecimal round(BigDecimal exact, int digits) {
        BigDecimal rounded =
                exact.round(new MathContext(digits, RoundingMode.HALF_EVEN)).stripTrailingZeros();
        return rounded.scale() < 0 && rounded.precision() - rounded.scale() <= MAX_PLAIN_EXPONENT
                ? rounded.setScale(0)
                : rounded;
    }

    /** Without an exponent where that is short enough, else as {@code 1.5e20} or {@code 1e-16}. */
    private static String general(BigDecimal decimal, double value) {
        BigDecimal magnitude = decimal.abs().stripTrailingZeros();
        String digits = magnitude.unscaledValue().toString();
        int point = digits.length() - magnitude.scale();
        if (magnitude.signum() == 0) {
            return sign(value) + "0";
        }
        if (point > -MAX_PLAIN_EXPONENT && point <= MAX_PLAIN_EXPONENT) {
            return sign(value) + magnitude.toPlainString();
        }
        String fraction = digits.length() > 1 ? "." + digits.substring(1) : "";
        return sign(value) + digits.charAt(0) + fraction + "e" + (point - 1);
    }

    /** The server keeps the sign of a negative zero. */
    private static String sign(double value) {
        return Double.doubleToRawLongBits(value) < 0 ? "-" : "";
    }
}
