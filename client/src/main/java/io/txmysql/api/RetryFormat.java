// SPDX-License-Identifier: Apache-2.0
package io.txmysql.api;

import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/** How the options about reconnecting and repeating are written as text. */
final class RetryFormat {
    static final ValueFormat<Backoff> BACKOFF = new ValueFormat<>(
            "initial,factor,max,jitter such as 100ms,2,10s,0.2",
            RetryFormat::parseBackoff,
            backoff -> DurationFormat.MILLISECONDS.print(backoff.initial())
                    + ','
                    + backoff.factor()
                    + ','
                    + DurationFormat.MILLISECONDS.print(backoff.max())
                    + ','
                    + backoff.jitter());

    private static final ValueFormat<RetryPolicy.Unknown> UNKNOWN = ValueFormat.oneOf(RetryPolicy.Unknown.class);

    /** The name of a policy; its limits are set in the program. */
    static final ValueFormat<RetryPolicy> POLICY =
            new ValueFormat<>(UNKNOWN.allowed(), RetryFormat::parsePolicy, policy -> UNKNOWN.print(policy.unknown()));

    static final ValueFormat<TemporaryError> TEMPORARY_ERROR = new ValueFormat<>(
            "an errno, #SQLSTATE, /pattern/ or a whole message", RetryFormat::parseError, TemporaryError::description);

    private RetryFormat() {}

    private static @Nullable Backoff parseBackoff(String text) {
        String[] parts = text.split(",", -1);
        if (parts.length != 4) {
            return null;
        }
        var initial = DurationFormat.MILLISECONDS.parse(parts[0].strip());
        var max = DurationFormat.MILLISECONDS.parse(parts[2].strip());
        try {
            return initial == null || max == null
                    ? null
                    : new Backoff(initial, Double.parseDouble(parts[1]), max, Double.parseDouble(parts[3]));
        } catch (NumberFormatException notOne) {
            return null;
        }
    }

    private static @Nullable RetryPolicy parsePolicy(String text) {
        RetryPolicy.Unknown unknown = UNKNOWN.parse(text);
        if (unknown == null) {
            return null;
        }
        return switch (unknown) {
            case NEVER -> RetryPolicy.never();
            case IDEMPOTENT -> RetryPolicy.idempotent();
            case ALWAYS -> RetryPolicy.always();
        };
    }

    private static @Nullable TemporaryError parseError(String text) {
        if (text.isEmpty()) {
            return null;
        }
        if (text.matches("[0-9]{1,5}")) {
            return TemporaryError.errno(Integer.parseInt(text));
        }
        if (text.matches("#[0-9A-Z]{5}")) {
            return TemporaryError.sqlState(text.substring(1));
        }
        if (text.length() > 2 && text.startsWith("/") && text.endsWith("/")) {
            try {
                return TemporaryError.message(Pattern.compile(text.substring(1, text.length() - 1)));
            } catch (PatternSyntaxException notOne) {
                return null;
            }
        }
        return TemporaryError.message(text);
    }
}
