// SPDX-License-Identifier: Apache-2.0
package io.txmysql.protocol.codec;

/**
 * Cuts a statement into code, quoted parts and comments, under one {@link SqlReading}. It knows no grammar. One scan,
 * one thread.
 *
 * <p>What is a comment, where it ends and where a string ends is as the servers' own lexers decide it: a comment
 * {@code --} needs white space, a control character or the end behind it; it and {@code #} end at a line feed only; an
 * ordinary comment does not nest; a versioned one contains code, which may contain comments.
 *
 * @see <a href="https://dev.mysql.com/doc/refman/8.4/en/comments.html">Comments</a>
 * @see <a href="https://dev.mysql.com/doc/refman/8.4/en/string-literals.html">String Literals</a>
 */
final class SqlScanner {
    enum Part {
        CODE,
        /** A string or a quoted identifier, with its quotes. */
        QUOTED,
        COMMENT,
        /** The beginning of a versioned comment with its number. */
        VERSIONED_OPEN,
        VERSIONED_CLOSE
    }

    private final String sql;
    private final SqlReading reading;
    private int start;
    private int end;
    private Part part = Part.CODE;
    private int versionedDepth;

    SqlScanner(String sql, SqlReading reading) {
        this.sql = sql;
        this.reading = reading;
    }

    /** Moves on to the next part; false at the end of the statement. */
    boolean next() {
        start = end;
        if (start == sql.length()) {
            return false;
        }
        if (!special()) {
            part = Part.CODE;
            do {
                end++;
            } while (end < sql.length() && !isSpecial(end));
        }
        return true;
    }

    Part part() {
        return part;
    }

    /** The index of the part's first character. */
    int start() {
        return start;
    }

    /** The index after the part's last character. */
    int end() {
        return end;
    }

    /** Whether the part lies in a versioned comment. */
    boolean inVersioned() {
        return versionedDepth > 0;
    }

    private boolean isSpecial(int index) {
        return switch (sql.charAt(index)) {
            case '\'', '"', '`', '#' -> true;
            case '-' -> isDashComment(index);
            case '/' -> at(index + 1) == '*';
            case '*' -> versionedDepth > 0 && at(index + 1) == '/';
            default -> false;
        };
    }

    private boolean special() {
        if (!isSpecial(start)) {
            return false;
        }
        switch (sql.charAt(start)) {
            case '\'', '"', '`' -> quoted(sql.charAt(start));
            case '/' -> blockComment();
            case '*' -> {
                part = Part.VERSIONED_CLOSE;
                versionedDepth--;
                end = start + 2;
            }
            default -> lineComment();
        }
        return true;
    }

    /** A doubled quote ends one part and begins the next, which comes to the same. */
    private void quoted(char quote) {
        part = Part.QUOTED;
        boolean escapes = reading.escapesIn(quote);
        for (end = start + 1; end < sql.length(); end++) {
            char c = sql.charAt(end);
            if (c == quote) {
                end++;
                return;
            }
            if (c == '\\' && escapes) {
                end++;
            }
        }
        end = sql.length();
    }

    private boolean isDashComment(int index) {
        if (at(index + 1) != '-') {
            return false;
        }
        char after = at(index + 2);
        return after <= ' ' || after == 0x7F;
    }

    private void lineComment() {
        part = Part.COMMENT;
        int lineFeed = sql.indexOf('\n', start);
        end = lineFeed < 0 ? sql.length() : lineFeed + 1;
    }

    private void blockComment() {
        int code = versionedCode();
        if (code > 0 && reading.versionedIsCode()) {
            part = Part.VERSIONED_OPEN;
            versionedDepth++;
            end = code;
            return;
        }
        part = Part.COMMENT;
        end = code > 0 ? skipped(code) : commentEnd(start + 2);
    }

    /** Where the code of a versioned comment begins; 0 if this comment is an ordinary one. */
    private int versionedCode() {
        int index = start + 2;
        if (at(index) == 'M') {
            index++;
        }
        if (at(index) != '!') {
            return 0;
        }
        index++;
        int digits = 0;
        while (digits < 6 && at(index + digits) >= '0' && at(index + digits) <= '9') {
            digits++;
        }
        return digits < 5 ? index : index + digits;
    }

    /** A versioned comment that the server skips may contain ordinary comments, but no deeper ones. */
    private int skipped(int from) {
        int index = from;
        while (index < sql.length()) {
            if (at(index) == '*' && at(index + 1) == '/') {
                return index + 2;
            }
            index = at(index) == '/' && at(index + 1) == '*' ? commentEnd(index + 2) : index + 1;
        }
        return sql.length();
    }

    private int commentEnd(int from) {
        int close = sql.indexOf("*/", from);
        return close < 0 ? sql.length() : close + 2;
    }

    /** NUL, which is a control character, stands for the end. */
    private char at(int index) {
        return index < sql.length() ? sql.charAt(index) : '\0';
    }
}
