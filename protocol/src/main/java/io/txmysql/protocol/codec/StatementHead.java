// SPDX-License-Identifier: Apache-2.0
package io.txmysql.protocol.codec;

/** The first tokens of a statement, from its verb on. One statement, one thread. */
final class StatementHead {
    /** That of CREATE OR REPLACE GLOBAL TEMPORARY is the longest that is looked at. */
    private static final int LENGTH = 5;

    private final SqlWord[] tokens = new SqlWord[LENGTH];
    private int count;

    /** Takes the next token; parentheses before the verb do not count. */
    void take(SqlWord word) {
        if (count == 0 && word.is("(")) {
            return;
        }
        if (count < LENGTH) {
            tokens[count] = word;
        }
        count++;
    }

    /** Forgets all, for the statement within a SET STATEMENT. */
    void clear() {
        count = 0;
    }

    /** How many tokens the statement has, from its verb on. */
    int count() {
        return count;
    }

    /** The text of a token, in capitals; empty for names, quoted parts and what is not there. */
    String text(int index) {
        return index < Math.min(count, LENGTH) ? tokens[index].text() : "";
    }

    String verb() {
        return text(0);
    }

    boolean is(int index, String text) {
        return text(index).equals(text);
    }

    /** Whether the verb is followed by TEMPORARY, or by words that may stand between the two. */
    boolean isTemporary() {
        int index = 1;
        while (is(index, "OR") || is(index, "REPLACE") || is(index, "GLOBAL") || is(index, "LOCAL")) {
            index++;
        }
        return is(index, "TEMPORARY");
    }

    /** Whether it is SELECT RELEASE_ALL_LOCKS() or DO RELEASE_ALL_LOCKS() and nothing else, so that it is surely called. */
    boolean isReleaseOfAllLocks() {
        return count == 4 && (is(0, "SELECT") || is(0, "DO")) && is(1, "RELEASE_ALL_LOCKS") && is(2, "(") && is(3, ")");
    }
}
