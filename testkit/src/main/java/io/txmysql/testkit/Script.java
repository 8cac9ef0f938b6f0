// SPDX-License-Identifier: Apache-2.0
package io.txmysql.testkit;

import io.txmysql.protocol.message.ClientCommand;
import io.txmysql.protocol.message.HandshakeV10;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * All that a scripted server was told before it started.
 *
 * @param account who may log in; null for everybody
 * @param switchTo the plugin that the login is switched to; null for none
 * @param onConnect instead of the greeting; null to greet
 * @param onLogin instead of the verdict on the login; null to judge it
 * @param afterLogin right after the OK of the login; null for nothing
 * @param statements answers to SQL, the first that matches counts
 * @param commands answers to whole kinds of commands
 */
record Script(
        HandshakeV10 greeting,
        @Nullable Account account,
        @Nullable String switchTo,
        @Nullable Answer onConnect,
        @Nullable Answer onLogin,
        @Nullable Answer afterLogin,
        List<Rule> statements,
        List<Rule> preparations,
        Map<Class<? extends ClientCommand>, Answer> commands,
        boolean oneByteAtATime) {

    /** Who may log in. */
    record Account(String user, String password) {
        @Override
        public String toString() {
            return "Account[user=" + user + ']';
        }
    }

    /** What is said to a statement. */
    record Rule(Predicate<String> statement, Answer answer) {}

    static @Nullable Answer find(List<Rule> rules, String sql) {
        for (Rule rule : rules) {
            if (rule.statement.test(sql)) {
                return rule.answer;
            }
        }
        return null;
    }
}
