// SPDX-License-Identifier: Apache-2.0
package io.txmysql.protocol.type;

/** The parts of a date or time: their ranges, and their digits, which are ASCII in every locale. */
final class TemporalField {
    private TemporalField() {}

    /** The message names the part and never the value. */
    static void require(String name, int value, int max) {
        if (value < 0 || value > max) {
            throw new IllegalArgumentException(name + " is not within 0 to " + max);
        }
    }

    static StringBuilder appendTime(
            StringBuilder out, int hours, int minutes, int seconds, int microseconds, int fractionDigits) {
        append(out, hours, 2).append(':');
        append(out, minutes, 2).append(':');
        append(out, seconds, 2);
        if (fractionDigits > 0) {
            int start = append(out.append('.'), microseconds, 6).length() - 6;
            out.setLength(start + Math.min(fractionDigits, 6));
        }
        return out;
    }

    static StringBuilder append(StringBuilder out, int value, int width) {
        for (int bound = 10, digits = 1; digits < width; digits++, bound *= 10) {
            if (value < bound) {
                out.append("0".repeat(width - digits));
                break;
            }
        }
        return out.append(value);
    }
}
