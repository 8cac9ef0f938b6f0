// SPDX-License-Identifier: Apache-2.0
package io.txmysql.protocol.exchange;

import io.txmysql.protocol.codec.StatementTraits;
import io.txmysql.protocol.error.SessionPin;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What ties a session to what was done in it, but for an open transaction, which the server's status tells: by the words of
 * the statements, and by what the server reports and the words do not explain. Belongs to the session's thread.
 */
final class SessionPins {
    private static final int MAX_REPORTED = 1000;

    private final Set<SessionPin> pins = EnumSet.noneOf(SessionPin.class);

    /** Of the answer that is being read: the variables that were reported, and whether the database was. */
    private final Set<String> reportedVariables = new HashSet<>();

    private boolean reportedSchema;
    private boolean reportedChange;

    void reportedVariable(String name) {
        if (reportedVariables.size() < MAX_REPORTED) {
            reportedVariables.add(SetStatement.canonical(name.toLowerCase(Locale.ROOT)));
        }
    }

    void reportedSchema() {
        reportedSchema = true;
    }

    /** Some state has changed, and the server does not say which. */
    void reportedChange() {
        reportedChange = true;
    }

    /**
     * The answer is complete.
     *
     * @param tracked whether the server reports changed variables
     */
    void answered(@Nullable String statement, StatementTraits traits, boolean failed, boolean tracked) {
        if (traits.pins().isEmpty() && traits.releases().isEmpty() && !reportedChange) {
            forgetAnswer();
            return;
        }
        if (!failed) {
            pins.removeAll(traits.releases());
        }
        for (SessionPin pin : traits.pins()) {
            boolean told = switch (pin) {
                case TRANSACTION -> true;
                case SESSION_VARIABLE -> tracked && isReplayable(statement);
                default -> false;
            };
            if (!told) {
                pins.add(pin);
            }
        }
        boolean explained = !traits.pins().isEmpty()
                || !traits.releases().isEmpty()
                || reportedSchema
                || !reportedVariables.isEmpty();
        if (reportedChange && !explained) {
            pins.add(SessionPin.OTHER);
        }
        forgetAnswer();
    }

    /** Whether all variables that the statement sets were reported, so that another session can be given their values. */
    private boolean isReplayable(@Nullable String statement) {
        if (!reportedChange && reportedVariables.isEmpty()) {
            return true; // not this session's variables, or only the next transaction's
        }
        if (statement == null || SetStatement.isForOneStatement(statement)) {
            return statement != null;
        }
        Set<String> set = SetStatement.variables(statement);
        return set != null && reportedVariables.containsAll(set) && set.stream().allMatch(SessionVariables::isReplayed);
    }

    private void forgetAnswer() {
        reportedSchema = false;
        reportedChange = false;
        if (!reportedVariables.isEmpty()) {
            reportedVariables.clear();
        }
    }

    boolean isEmpty() {
        return pins.isEmpty();
    }

    Set<SessionPin> pins() {
        return pins;
    }

    void clear() {
        pins.clear();
        forgetAnswer();
    }
}
