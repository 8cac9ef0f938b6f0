// SPDX-License-Identifier: Apache-2.0
package io.txmysql.protocol.codec;

/**
 * Goes through a statement token by token under one {@link SqlReading}: words, symbols of one character each, quoted
 * parts. Comments and white space only keep tokens apart. It makes no object per token. One pass, one thread.
 */
final class SqlTokens {
    private final String sql;
    private final SqlScanner scanner;
    private int start;
    private int end;
    private int previousEnd;
    private int codeEnd;
    private boolean opensVersioned;
    private SqlWord word = SqlWord.NONE;

    SqlTokens(String sql, SqlReading reading) {
        this.sql = sql;
        this.scanner = new SqlScanner(sql, reading);
    }

    /** Moves on to the next token; false at the end of the statement. */
    boolean next() {
        previousEnd = end;
        opensVersioned = false;
        int at = end;
        while (true) {
            while (at < codeEnd && sql.charAt(at) <= ' ') {
                at++;
            }
            if (at < codeEnd) {
                return code(at);
            }
            if (!scanner.next()) {
                return false;
            }
            at = scanner.start();
            switch (scanner.part()) {
                case CODE -> codeEnd = scanner.end();
                case QUOTED -> {
                    start = at;
                    end = scanner.end();
                    word = SqlWord.QUOTED;
                    return true;
                }
                case VERSIONED_OPEN -> opensVersioned = true;
                case COMMENT, VERSIONED_CLOSE -> {}
            }
        }
    }

    private boolean code(int at) {
        start = at;
        end = at;
        while (end < codeEnd && isWordPart(sql.charAt(end))) {
            end++;
        }
        if (end > at) {
            word = SqlVocabulary.find(sql, at, end);
        } else {
            word = SqlWord.symbol(sql.charAt(at));
            end = at + 1;
        }
        return true;
    }

    private static boolean isWordPart(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '$';
    }

    /** The current token. */
    SqlWord word() {
        return word;
    }

    /** The same, but a word of the vocabulary in {@code `…`} or {@code "…"} counts as that word. */
    SqlWord unquoted() {
        boolean identifier = word.kind() == SqlWord.Kind.QUOTED && sql.charAt(start) != '\'' && end - start > 2;
        return identifier ? SqlVocabulary.find(sql, start + 1, end - 1) : word;
    }

    /** Whether nothing at all stands between this token and the one before it. */
    boolean touchesPrevious() {
        return start == previousEnd && start > 0;
    }

    /** Whether this is a word with a character beyond ASCII directly before it, so that it is the rest of a longer one. */
    boolean isRest() {
        return start > 0 && sql.charAt(start - 1) > 0x7F && isWordPart(sql.charAt(start));
    }

    /** Whether a versioned comment began before this token and after the one before it. */
    boolean opensVersioned() {
        return opensVersioned;
    }
}
