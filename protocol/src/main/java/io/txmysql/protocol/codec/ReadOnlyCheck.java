// SPDX-License-Identifier: Apache-2.0
package io.txmysql.protocol.codec;

import java.util.Set;

/**
 * Looks for what keeps a query from being run twice: locks, assignments, sequences, what belongs to the session, and calls
 * of functions that a user may have written. It is given the tokens of one statement; one thread.
 *
 * <p>It knows no grammar. What stands before a parenthesis is a call unless it is known to be none; in doubt the query is
 * not repeatable. What views and generated columns call is not seen: that a view's query runs a user's function, only the
 * server knows.
 */
final class ReadOnlyCheck {
    private static final Set<String> HARMFUL = Set.of(
            "INTO", "UPDATE", "DELETE", "LOCK", "SQL_CALC_FOUND_ROWS", "NEXTVAL", "CURRVAL", "LASTVAL", "SETVAL");

    /** Words behind which only a subquery in parentheses is no call. */
    private static final Set<String> SUBQUERY_WORDS = Set.of("ANY", "SOME", "LATERAL", "EXCEPT", "INTERSECT", "MINUS");

    private final boolean isShow;
    private SqlWord last = SqlWord.NONE;
    private SqlWord secondLast = SqlWord.NONE;
    private SqlWord thirdLast = SqlWord.NONE;
    private int depth;
    private boolean harmful;
    private boolean expectsSubquery;

    /** What must follow, with a parenthesis, the parenthesis that was opened last in doubt: AS or OVER; else empty. */
    private String doubt = "";

    private int doubtDepth;

    /** @param isShow whether it is a SHOW, in which PROCEDURE is harmless */
    ReadOnlyCheck(boolean isShow) {
        this.isShow = isShow;
    }

    /** Takes the next token. */
    void take(SqlTokens tokens) {
        SqlWord word = tokens.word();
        harmful |= expectsSubquery && !word.is("SELECT") && !word.is("WITH");
        expectsSubquery = false;
        checkVariable(word);
        checkDoubt(word);
        switch (word.kind()) {
            case SYMBOL -> symbol(word, tokens.touchesPrevious());
            case QUOTED ->
                harmful |= last.is(".") && HARMFUL.contains(tokens.unquoted().text());
            default -> harmful |= word.isNamed() && isHarmful(word);
        }
        boolean manipulation = last.is("INSERT") || last.is("REPLACE");
        harmful |= manipulation && !word.is("(");
        thirdLast = secondLast;
        secondLast = last;
        last = tokens.isRest() ? SqlWord.UNKNOWN : word;
    }

    /** Whether all that was taken only reads. */
    boolean isHarmless() {
        return !harmful && !expectsSubquery && doubt.isEmpty();
    }

    private boolean isHarmful(SqlWord word) {
        return HARMFUL.contains(word.text())
                || (word.is("PROCEDURE") && !isShow)
                || (word.is("SHARE") && last.is("FOR"))
                || (word.is("VALUE") && (last.is("NEXT") || last.is("PREVIOUS")));
    }

    /** Variables of the user and of the session are not to be read; global ones may be. */
    private void checkVariable(SqlWord word) {
        if (last.is("@")) {
            boolean second = secondLast.is("@");
            harmful |= second ? !word.is("GLOBAL") : !word.is("@");
        }
    }

    private void symbol(SqlWord symbol, boolean touching) {
        switch (symbol.text()) {
            case "(" -> {
                depth++;
                harmful |= !mayOpen(touching);
            }
            case ")" -> depth--;
            case ":" -> harmful = true;
            default -> {}
        }
    }

    /** Whether a parenthesis may follow the latest token without calling anything of a user's. */
    private boolean mayOpen(boolean touching) {
        if (last.kind() == SqlWord.Kind.SYMBOL) {
            return true;
        }
        if (last.kind() == SqlWord.Kind.QUOTED || secondLast.is(".")) {
            return false;
        }
        if (last.kind() == SqlWord.Kind.KEYWORD || isNoOperand() || isTableExpression()) {
            return true;
        }
        if (last.kind() == SqlWord.Kind.FUNCTION && touching) {
            return true;
        }
        if (SUBQUERY_WORDS.contains(last.text())) {
            expectsSubquery = true;
            return true;
        }
        return mayDoubt();
    }

    /**
     * A call begins an operand, so it stands neither behind another operand nor behind AS, where a type or a name with
     * columns is, nor is it MEMBER OF.
     */
    private boolean isNoOperand() {
        return secondLast.is(")")
                || secondLast.kind() == SqlWord.Kind.QUOTED
                || secondLast.is("AS")
                || (last.is("OF") && secondLast.is("MEMBER"));
    }

    /** Whether it is the first of the names that WITH defines. */
    private boolean isTableExpression() {
        return secondLast.is("WITH") || (secondLast.is("RECURSIVE") && thirdLast.is("WITH"));
    }

    /** A further name that WITH defines, or a window function: what follows the closing parenthesis will tell. */
    private boolean mayDoubt() {
        boolean window = last.kind() == SqlWord.Kind.WINDOW_FUNCTION;
        if (!doubt.isEmpty() || !(window || secondLast.is(","))) {
            return false;
        }
        doubt = window ? "OVER" : "AS";
        doubtDepth = depth;
        return true;
    }

    private void checkDoubt(SqlWord word) {
        if (doubt.isEmpty() || depth >= doubtDepth) {
            return;
        }
        if (last.is(")")) {
            harmful |= !word.is(doubt);
        } else {
            harmful |= !word.is("(");
            doubt = "";
        }
    }
}
