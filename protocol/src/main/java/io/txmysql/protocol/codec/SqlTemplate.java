// SPDX-License-Identifier: Apache-2.0
package io.txmysql.protocol.codec;

import io.txmysql.protocol.error.ErrorContext;
import io.txmysql.protocol.error.InvalidStatementException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A statement with its markers, found by one scan. Immutable, for any thread. It is asked only where there are
 * arguments; a statement without any is sent as it stands.
 *
 * <p>A marker counts outside literals, quoted identifiers and comments. With {@code ?} the statement is prepared by the
 * server, and {@code %} is plain text. With {@code %s} the arguments are written into the text, once, and {@code %%}
 * becomes {@code %} everywhere. Where a literal ends can depend on the server's sql_mode, and whether a versioned
 * comment is code on its version; if that changes the markers, {@code %s} is refused and the count of {@code ?} is left
 * to the server.
 */
public final class SqlTemplate {
    /** The {@link #markerCount()} that only the server knows. */
    public static final int UNKNOWN = -1;

    private final String sql;
    private final StatementTraits traits;
    private final Style style;
    private final int markerCount;
    private final List<Integer> percents;
    private final @Nullable String refusal;

    /** How the statement takes its arguments. */
    public enum Style {
        NONE,
        QUESTION_MARK,
        PERCENT
    }

    private SqlTemplate(String sql, List<SqlMarkers> readings) {
        SqlMarkers usual = readings.get(0);
        this.sql = sql;
        this.traits = StatementTraits.of(sql);
        this.percents = usual.percents();
        this.style = style(readings);
        this.refusal = refusal(readings, style);
        this.markerCount = switch (style) {
            case NONE -> 0;
            case PERCENT -> percents.size();
            case QUESTION_MARK ->
                readings.stream().allMatch(each -> each.questionMarks().equals(usual.questionMarks()))
                        ? usual.questionMarks().size()
                        : UNKNOWN;
        };
    }

    /** The usual reading decides; where it finds no marker, any other that finds one. */
    private static Style style(List<SqlMarkers> readings) {
        for (SqlMarkers each : readings) {
            if (!each.percents().isEmpty()) {
                return Style.PERCENT;
            }
            if (!each.questionMarks().isEmpty()) {
                return Style.QUESTION_MARK;
            }
        }
        return readings.stream().anyMatch(SqlMarkers::commented) ? Style.PERCENT : Style.NONE;
    }

    private static @Nullable String refusal(List<SqlMarkers> readings, Style style) {
        if (readings.stream().anyMatch(SqlMarkers::isMixed)) {
            return "the statement has both ? and %s markers; use one kind";
        }
        if (style != Style.PERCENT) {
            return null;
        }
        if (readings.stream().anyMatch(SqlMarkers::commented)) {
            return "the statement has a %s in a comment, which an argument could end; write %%s there if no argument is"
                    + " meant";
        }
        if (readings.stream().anyMatch(each -> !each.equals(readings.get(0)))) {
            return "which %s of the statement are markers depends on the server's sql_mode, because of a backslash in a"
                    + " literal, or on its version; use a parameter for that literal";
        }
        return null;
    }

    /** Scans the statement. What is wrong with it is said by {@link #check}. */
    public static SqlTemplate parse(String sql) {
        return new SqlTemplate(
                sql,
                SqlReading.all(sql).stream()
                        .map(reading -> SqlMarkers.find(sql, reading))
                        .toList());
    }

    public Style style() {
        return style;
    }

    public StatementTraits traits() {
        return traits;
    }

    /** How many arguments the statement takes; {@link #UNKNOWN} if only the server can tell. */
    public int markerCount() {
        return markerCount;
    }

    /**
     * Checks at the call whether that many arguments suit the statement.
     *
     * @throws InvalidStatementException if the count is wrong, naming both, if there are no markers at all, or if the
     *     statement's markers cannot be used
     */
    public void check(int argumentCount) {
        if (refusal != null) {
            throw invalid(refusal);
        }
        if (style == Style.NONE && argumentCount > 0) {
            throw invalid("the statement has no markers, but " + arguments(argumentCount));
        }
        if (markerCount != UNKNOWN && markerCount != argumentCount) {
            throw invalid("the statement has " + markerCount + (markerCount == 1 ? " marker" : " markers") + ", but "
                    + arguments(argumentCount));
        }
    }

    /**
     * The statement with literals in place of its {@code %s} and {@code %} in place of its {@code %%}.
     *
     * @throws InvalidStatementException if the statement does not take {@code %s}, or for what {@link #check} and
     *     {@link ParameterBlock#encode} raise it
     */
    public String interpolate(@Nullable Object... args) {
        check(args.length);
        if (style != Style.PERCENT) {
            throw invalid("the statement has no %s markers");
        }
        StringBuilder out = new StringBuilder(sql.length() + 16 * args.length);
        int argument = 0;
        for (int i = 0; i < sql.length(); i++) {
            char c = sql.charAt(i);
            if (c != '%') {
                out.append(c);
            } else if (argument < args.length && percents.get(argument) == i) {
                i++;
                appendArgument(out, argument, args[argument]);
                if (i + 1 < sql.length() && SqlLiterals.growsTogether(sql.charAt(i + 1))) {
                    out.append(' ');
                }
                argument++;
            } else {
                out.append(c);
                if (sql.startsWith("%%", i)) {
                    i++;
                }
            }
        }
        return out.toString();
    }

    private void appendArgument(StringBuilder out, int index, @Nullable Object value) {
        try {
            SqlLiterals.append(out, index, value);
        } catch (InvalidStatementException e) {
            throw e.in(ErrorContext.local(sql));
        }
    }

    private static String arguments(int count) {
        return count == 1 ? "1 argument was given" : count + " arguments were given";
    }

    private InvalidStatementException invalid(String message) {
        return new InvalidStatementException(message, ErrorContext.local(sql), null);
    }

    @Override
    public String toString() {
        return sql;
    }
}
