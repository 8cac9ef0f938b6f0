// SPDX-License-Identifier: Apache-2.0
package io.txmysql.api;

import io.txmysql.protocol.error.ErrorContext;
import io.txmysql.protocol.error.InvalidOptionException;
import java.time.Duration;

/** Makes the errors of options, and holds the limits to which more than one of them is subject. */
final class InvalidOption {
    private static final Duration LONGEST = Duration.ofDays(365);
    private static final int LONGEST_QUOTE = 40;

    private InvalidOption() {}

    /** An error without a cause, because causes of the JDK quote the text that they could not read. */
    static InvalidOptionException because(String sentence) {
        return new InvalidOptionException(sentence, ErrorContext.local(null), null);
    }

    static InvalidOptionException of(String option, String sentence) {
        return because("option \"" + option + "\": " + sentence);
    }

    /** The beginning of a text that is not secret, fit for a message of one line. */
    static String quote(String text) {
        String shown = text.length() <= LONGEST_QUOTE ? text : text.substring(0, LONGEST_QUOTE) + "…";
        return '"' + shown.replaceAll("\\p{Cntrl}", "?") + '"';
    }

    static void requireRange(String option, int value, int least, int most) {
        if (value < least || value > most) {
            throw of(option, value + " is out of range; it takes " + least + " to " + most);
        }
    }

    /** For durations of which 0 stands for no limit. */
    static void requireDuration(String option, Duration value) {
        requireDuration(option, value, Duration.ZERO, "0 (no limit)");
    }

    /** For durations of which 0 stands for itself, or is not allowed. */
    static void requireDuration(String option, Duration value, Duration least) {
        requireDuration(option, value, least, DurationFormat.MILLISECONDS.print(least));
    }

    private static void requireDuration(String option, Duration value, Duration least, String leastInWords) {
        if (value.compareTo(least) < 0 || value.compareTo(LONGEST) > 0) {
            throw of(option, value + " is out of range; it takes " + leastInWords + " to 365 days");
        }
    }

    /** Bytes of zero in a name end the name on the wire and would change the meaning of what follows. */
    static void requireNoNul(String option, String value) {
        if (value.indexOf('\0') >= 0) {
            throw of(option, "it must not contain the character U+0000");
        }
    }
}
