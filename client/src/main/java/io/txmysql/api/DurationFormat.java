// SPDX-License-Identifier: Apache-2.0
package io.txmysql.api;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Durations as text: {@code 30s}, {@code 500ms}, {@code 2m}, {@code 1h}, ISO 8601, or a number without a unit. */
final class DurationFormat {
    /** A number without a unit counts milliseconds, as in the JDBC drivers. */
    static final ValueFormat<Duration> MILLISECONDS = format("ms", "milliseconds");

    /** A number without a unit counts seconds, as in the options of the server's own client programs. */
    static final ValueFormat<Duration> SECONDS = format("s", "seconds");

    private static final Pattern NUMBER_AND_UNIT = Pattern.compile("([0-9]{1,15})(ms|s|m|h)?");

    private DurationFormat() {}

    private static ValueFormat<Duration> format(String unit, String unitName) {
        return new ValueFormat<>(
                "a duration such as 30s, 500ms, 2m, 1h, PT30S or a number of " + unitName,
                text -> parse(text, unit),
                DurationFormat::print);
    }

    private static @Nullable Duration parse(String text, String defaultUnit) {
        Matcher parts = NUMBER_AND_UNIT.matcher(text);
        if (!parts.matches()) {
            return parseIso(text);
        }
        long number = Long.parseLong(parts.group(1));
        return switch (parts.group(2) == null ? defaultUnit : parts.group(2)) {
            case "ms" -> Duration.ofMillis(number);
            case "s" -> Duration.ofSeconds(number);
            case "m" -> Duration.ofMinutes(number);
            default -> Duration.ofHours(number);
        };
    }

    private static @Nullable Duration parseIso(String text) {
        try {
            return Duration.parse(text);
        } catch (DateTimeParseException notOne) {
            return null;
        }
    }

    private static String print(Duration value) {
        if (value.isZero()) {
            return "0";
        }
        if (!Duration.ofMillis(value.toMillis()).equals(value)) {
            return value.toString();
        }
        long millis = value.toMillis();
        if (millis % 1000 != 0) {
            return millis + "ms";
        }
        long seconds = millis / 1000;
        return seconds % 3600 == 0 ? seconds / 3600 + "h" : seconds % 60 == 0 ? seconds / 60 + "m" : seconds + "s";
    }
}
