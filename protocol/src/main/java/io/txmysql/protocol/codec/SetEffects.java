// SPDX-License-Identifier: Apache-2.0
package io.txmysql.protocol.codec;

import io.txmysql.protocol.error.SessionPin;
import java.util.Set;

/**
 * What a SET leaves behind. It is given the tokens behind SET, and goes from assignment to assignment; one thread.
 *
 * <p>{@code SET TRANSACTION} without a scope is {@link SessionPin#OTHER}: it holds for the next transaction alone, and no
 * server tells when that was. So is SET ROLE: the roles belong to the session, but no variable has them. SET PASSWORD, SET
 * DEFAULT ROLE and all that is global belong to the server. A variable without a scope behind a global one counts as one
 * of the session, although some servers take it for global.
 *
 * @see <a href="https://dev.mysql.com/doc/refman/8.4/en/set-variable.html">SET</a>
 * @see <a href="https://mariadb.com/kb/en/set-statement/">SET STATEMENT</a>
 */
final class SetEffects {
    private enum State {
        ASSIGNMENT,
        SESSION,
        GLOBAL,
        AT,
        AT_AT,
        AT_AT_GLOBAL,
        DEFAULT,
        TARGET,
        VALUE,
        /** Behind SET STATEMENT, until its FOR. */
        STATEMENT,
        /** Behind SET DEFAULT ROLE: names, and in MariaDB, behind a comma, anything. */
        ROLES,
        /** Behind SET TRANSACTION, which stands alone. */
        REST
    }

    private final Set<SessionPin> pins;
    private State state = State.ASSIGNMENT;
    private boolean first = true;
    private int depth;

    /** @param pins where to put what is found */
    SetEffects(Set<SessionPin> pins) {
        this.pins = pins;
    }

    /** Takes the next token; whether it is the FOR of SET STATEMENT, behind which a statement of its own begins. */
    boolean take(SqlTokens tokens) {
        SqlWord word = tokens.word();
        boolean begins = state == State.STATEMENT && depth == 0 && word.is("FOR");
        depth += word.is("(") ? 1 : word.is(")") ? -1 : 0;
        state = switch (state) {
            case ASSIGNMENT -> assignment(word);
            case SESSION -> session(word);
            case GLOBAL -> word.is("TRANSACTION") ? State.REST : State.TARGET;
            case AT -> at(word, tokens.touchesPrevious());
            case AT_AT -> atAt(word);
            case AT_AT_GLOBAL -> word.is(".") ? State.TARGET : pin(SessionPin.SESSION_VARIABLE, value(word));
            case DEFAULT -> word.is("ROLE") ? State.ROLES : pin(SessionPin.SESSION_VARIABLE, value(word));
            case TARGET -> separated(word, value(word));
            case VALUE -> separated(word, word.is(":") ? pin(SessionPin.USER_VARIABLE, state) : state);
            case STATEMENT -> word.is(":") ? pin(SessionPin.USER_VARIABLE, state) : state;
            case ROLES -> word.is(",") ? pin(SessionPin.OTHER, state) : state;
            case REST -> state;
        };
        first = false;
        return begins;
    }

    /** To be called at the end: what ends too early is nothing that is known. */
    void end() {
        if (state == State.ASSIGNMENT || state == State.STATEMENT) {
            pins.add(SessionPin.OTHER);
        }
    }

    private State assignment(SqlWord word) {
        return switch (word.text()) {
            case "@" -> State.AT;
            case "GLOBAL", "PERSIST", "PERSIST_ONLY" -> State.GLOBAL;
            case "SESSION", "LOCAL" -> State.SESSION;
            case "PASSWORD" -> State.TARGET;
            case "DEFAULT" -> State.DEFAULT;
            case "TRANSACTION" -> pin(SessionPin.OTHER, State.REST);
            case "ROLE", "RESOURCE" -> pin(SessionPin.OTHER, State.TARGET);
            case "STATEMENT" -> first ? State.STATEMENT : pin(SessionPin.SESSION_VARIABLE, State.TARGET);
            default -> pin(SessionPin.SESSION_VARIABLE, State.TARGET);
        };
    }

    private State session(SqlWord word) {
        return pin(SessionPin.SESSION_VARIABLE, word.is("TRANSACTION") ? State.REST : State.TARGET);
    }

    private State at(SqlWord word, boolean touching) {
        return word.is("@") && touching ? State.AT_AT : pin(SessionPin.USER_VARIABLE, State.TARGET);
    }

    private State atAt(SqlWord word) {
        boolean global = word.is("GLOBAL") || word.is("PERSIST") || word.is("PERSIST_ONLY");
        return global ? State.AT_AT_GLOBAL : pin(SessionPin.SESSION_VARIABLE, State.TARGET);
    }

    /** An equals sign, with or without a colon, ends the target. */
    private static State value(SqlWord word) {
        return word.is("=") ? State.VALUE : State.TARGET;
    }

    private State separated(SqlWord word, State otherwise) {
        return word.is(",") && depth == 0 ? State.ASSIGNMENT : otherwise;
    }

    private State pin(SessionPin pin, State next) {
        pins.add(pin);
        return next;
    }
}
