// SPDX-License-Identifier: Apache-2.0
package io.txmysql.api;

import io.txmysql.protocol.error.ErrorContext;
import io.txmysql.protocol.error.InvalidOptionException;
import java.time.Duration;

/** Makes the errors of options, and holds the limits to which more than one of them is subject. */
final class InvalidOption {
    private static final Duration LONGEST = Duration.ofDays(365);

    private InvalidOption() {}

    /** An error without a cause, because causes of the JDK quote the text that they could not read. */
    static InvalidOptionException because(String sentence) {
        return new InvalidOptionException(sentence, ErrorContext.local(null), null);
    }

    static InvalidOptionException of(String option, String sentence) {
        return because("option \"" + option + "\": " + sentence);
    }

    static void requireRange(String option, int value, int least, int most) {
        if (value < least || value > most) {
            throw of(option, value + " is out of range; it takes " + least + " to " + most);
        }
    }

    static void requireDuration(String option, Duration value) {
        if (value.isNegative() || value.compareTo(LONGEST) > 0) {
            throw of(option, value + " is out of range; it takes 0 (no limit) to 365 days");
        }
    }

    /** Bytes of zero in a name end the name on the wire and would change the meaning of what follows. */
    static void requireNoNul(String option, String value) {
        if (value.indexOf('\0') >= 0) {
            throw of(option, "it must not contain the character U+0000");
        }
    }
}
