// SPDX-License-Identifier: Apache-2.0
package io.txmysql.api;

import io.txmysql.protocol.error.InvalidOptionException;

/**
 * Finds the end of an SQL expression in an option, and refuses what could be more than one: a semicolon, a comment, a quote
 * or parenthesis without its partner. It knows no other grammar.
 *
 * <p>A backslash in front of a quote is refused, because it depends on the session's {@code sql_mode}
 * ({@code NO_BACKSLASH_ESCAPES}, {@code ANSI_QUOTES}) where such a text ends; a doubled quote means the same in all modes.
 */
final class SqlExpressionScanner {
    private final String option;
    private final String variable;
    private final String text;

    /**
     * @param option named in errors
     * @param variable what the expression is for, named in errors
     * @param text where the expression stands; it is not quoted in errors
     */
    SqlExpressionScanner(String option, String variable, String text) {
        this.option = option;
        this.variable = variable;
        this.text = text;
    }

    /** The index of the comma that ends the expression, or the end of the text. */
    int end(int from) {
        int depth = 0;
        for (int i = from; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '\'', '"', '`' -> i = closingQuote(i);
                case '(' -> depth++;
                case ')' -> depth--;
                case ';' -> throw wrong("has a semicolon outside of quotes");
                case '#', '-', '/' -> refuseComment(i);
                case '\0' -> throw wrong("has the character U+0000");
                case ',' -> {
                    if (depth == 0) {
                        return i;
                    }
                }
                default -> {}
            }
            if (depth < 0) {
                throw wrong("closes a parenthesis that is not open");
            }
        }
        if (depth > 0) {
            throw wrong("leaves a parenthesis open");
        }
        return text.length();
    }

    /** A doubled quote ends one text and begins the next, which comes to the same. */
    private int closingQuote(int opening) {
        char quote = text.charAt(opening);
        for (int i = opening + 1; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == quote) {
                return i;
            }
            if (c == '\0') {
                throw wrong("has the character U+0000");
            }
            if (c == '\\' && quote != '`') {
                i++;
                if (i < text.length() && text.charAt(i) == quote) {
                    throw wrong("has a backslash in front of a quote; a quote in a text is doubled");
                }
            }
        }
        throw wrong("leaves a quote open");
    }

    private void refuseComment(int index) {
        if (text.charAt(index) == '#' || text.startsWith("--", index) || text.startsWith("/*", index)) {
            throw wrong("has a comment: #, -- or /* outside of quotes");
        }
    }

    private InvalidOptionException wrong(String complaint) {
        return InvalidOption.of(option, "the expression of \"" + variable + "\" " + complaint);
    }
}
