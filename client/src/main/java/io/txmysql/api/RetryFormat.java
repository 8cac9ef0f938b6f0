// SPDX-License-Identifier: Apache-2.0
package io.txmysql.api;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
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

    /** The name of a policy, and what of it is otherwise than by default. */
    static final ValueFormat<RetryPolicy> POLICY = new ValueFormat<>(
            "never, idempotent or always, to which ,selects ,attempts=5 and ,time=30s may be added",
            RetryFormat::parsePolicy,
            RetryFormat::printPolicy);

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

    private static String printPolicy(RetryPolicy policy) {
        boolean selects = policy.selectsAreIdempotent() && policy.unknown() == RetryPolicy.Unknown.IDEMPOTENT;
        return UNKNOWN.print(policy.unknown())
                + (selects ? ",selects" : "")
                + ",attempts="
                + policy.maxAttempts()
                + ",time="
                + DurationFormat.MILLISECONDS.print(policy.maxTime());
    }

    private static @Nullable RetryPolicy parsePolicy(String text) {
        String[] parts = text.split(",", -1);
        RetryPolicy policy = policyNamed(parts[0].strip());
        Set<String> given = new HashSet<>();
        for (int i = 1; i < parts.length && policy != null; i++) {
            String part = parts[i].strip();
            int equals = part.indexOf('=');
            String key = part.substring(0, equals + 1);
            policy = given.add(key) ? with(policy, key, part.substring(equals + 1)) : null;
        }
        return policy;
    }

    private static @Nullable RetryPolicy with(RetryPolicy policy, String key, String value) {
        switch (key) {
            case "attempts=" -> {
                Integer attempts = ValueFormat.NUMBER.parse(value);
                return attempts == null ? null : policy.withMaxAttempts(attempts);
            }
            case "time=" -> {
                Duration time = DurationFormat.MILLISECONDS.parse(value);
                return time == null ? null : policy.withMaxTime(time);
            }
            default -> {
                return key.isEmpty() && value.equals("selects") ? withSelects(policy) : null;
            }
        }
    }

    private static RetryPolicy withSelects(RetryPolicy policy) {
        if (policy.unknown() != RetryPolicy.Unknown.IDEMPOTENT) {
            throw InvalidOption.of(
                    "retryPolicy", "selects goes with idempotent, not with " + UNKNOWN.print(policy.unknown()));
        }
        return policy.withSelectsIdempotent();
    }

    private static @Nullable RetryPolicy policyNamed(String name) {
        RetryPolicy.Unknown unknown = UNKNOWN.parse(name);
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
