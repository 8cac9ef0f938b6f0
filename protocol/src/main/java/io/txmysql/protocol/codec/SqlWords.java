// SPDX-License-Identifier: Apache-2.0
package io.txmysql.protocol.codec;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What {@link StatementTraits} looks at: the words of a statement's code under one {@link SqlReading}.
 *
 * @param words in capitals, in order; quoted parts and comments give none
 * @param isMultiple whether something follows a semicolon
 * @param beginsVersioned whether a versioned comment stands before the first word
 * @param assigns whether a user variable is assigned by {@code :=} or by INTO
 */
record SqlWords(List<String> words, boolean isMultiple, boolean beginsVersioned, boolean assigns) {
    static SqlWords read(String sql, SqlReading reading) {
        List<String> words = new ArrayList<>();
        boolean semicolon = false;
        boolean multiple = false;
        boolean versioned = false;
        boolean assigns = false;
        SqlScanner scanner = new SqlScanner(sql, reading);
        while (scanner.next()) {
            switch (scanner.part()) {
                case COMMENT, VERSIONED_CLOSE -> {}
                case VERSIONED_OPEN -> versioned |= words.isEmpty();
                case QUOTED -> multiple |= semicolon;
                case CODE -> {
                    int i = scanner.start();
                    while (i < scanner.end()) {
                        char c = sql.charAt(i);
                        int end = i;
                        while (end < scanner.end() && isWord(sql.charAt(end))) {
                            end++;
                        }
                        multiple |= semicolon && c > ' ' && c != ';';
                        semicolon |= c == ';';
                        assigns |= c == ':' && sql.startsWith(":=", i);
                        assigns |= c == '@'
                                && !words.isEmpty()
                                && words.get(words.size() - 1).equals("INTO");
                        if (end > i) {
                            words.add(sql.substring(i, end).toUpperCase(Locale.ROOT));
                        }
                        i = Math.max(end, i + 1);
                    }
                }
            }
        }
        return new SqlWords(words, multiple, versioned, assigns);
    }

    private static boolean isWord(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '$';
    }
}
