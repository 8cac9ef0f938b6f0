// SPDX-License-Identifier: Apache-2.0
package io.txmysql.protocol.codec;

import java.util.List;

/**
 * A token of a statement as far as its rules care for it. The texts of all words that mean something come from {@link
 * SqlVocabulary}; every other word is {@link #UNKNOWN}.
 *
 * @param text in capitals; a symbol's is the symbol
 * @param kind what a parenthesis behind it means
 */
record SqlWord(String text, Kind kind) {
    enum Kind {
        /** A word that no server lets a user call: what stands in parentheses behind it is no call, or a built-in one. */
        KEYWORD,
        /** A function of the servers that only reads and needs nothing of its session, if called without a space. */
        FUNCTION,
        /** The same, if OVER follows. */
        WINDOW_FUNCTION,
        /** Any other: a parenthesis behind it may call something that a user has written. */
        WORD,
        SYMBOL,
        /** A string or a quoted identifier. */
        QUOTED
    }

    static final SqlWord NONE = new SqlWord("", Kind.SYMBOL);
    static final SqlWord UNKNOWN = new SqlWord("", Kind.WORD);
    static final SqlWord QUOTED = new SqlWord("", Kind.QUOTED);

    private static final SqlWord[] SYMBOLS = new SqlWord[128];

    static {
        for (int c = 0; c < SYMBOLS.length; c++) {
            SYMBOLS[c] = new SqlWord(String.valueOf((char) c), Kind.SYMBOL);
        }
    }

    /** A character beyond ASCII belongs to some identifier. */
    static SqlWord symbol(char c) {
        return c < SYMBOLS.length ? SYMBOLS[c] : UNKNOWN;
    }

    /** The words of a text block. */
    static List<String> list(String block) {
        return List.of(block.strip().split("\\s+"));
    }

    /** Whether a rule may name it for itself, not only for what a parenthesis behind it means. */
    boolean isNamed() {
        return kind == Kind.SYMBOL || (kind == Kind.WORD && !text.isEmpty());
    }

    boolean is(String other) {
        return text.equals(other);
    }
}
