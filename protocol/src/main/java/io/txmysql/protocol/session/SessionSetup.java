// SPDX-License-Identifier: Apache-2.0
package io.txmysql.protocol.session;

import io.txmysql.protocol.codec.StatementTraits;
import io.txmysql.protocol.error.MySQLException;
import io.txmysql.protocol.exchange.Exchange;
import io.txmysql.protocol.exchange.QueryExchange;
import io.txmysql.protocol.exchange.ResultSink;
import io.txmysql.protocol.exchange.SessionState;
import io.txmysql.protocol.message.Capabilities;
import io.txmysql.protocol.message.ComQuery;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What the engine itself tells a new session, and again one that was reset, before any other command: that it shall report
 * its changes, the question who it is, variables, statements. The engine sends its commands, and lets it know of each answer.
 * Belongs to the session's thread.
 */
final class SessionSetup {
    private final SessionConfig.Setup config;
    private final SessionState session;
    private @Nullable MySQLException failure;
    private boolean optional;
    private int due;

    SessionSetup(SessionConfig.Setup config, SessionState session) {
        this.config = config;
        this.session = session;
    }

    /** The commands for a new session; empty if it is told nothing. */
    List<Exchange> ofLogin() {
        List<Exchange> commands = new ArrayList<>();
        addConfigured(commands);
        addVariables(commands, config.replayed());
        due = commands.size();
        return commands;
    }

    /** The commands that follow a reset; it is over when they are. */
    List<Exchange> ofReset() {
        List<Exchange> commands = new ArrayList<>();
        // Some servers forget the character set with the rest, and without it texts would be garbled.
        commands.add(command(session.setNames(), session.setNames(), new Demand()));
        addConfigured(commands);
        due = commands.size();
        optional = false;
        return commands;
    }

    private void addConfigured(List<Exchange> commands) {
        if (config.tracking()) {
            if (session.can(Capabilities.CLIENT_SESSION_TRACK)) {
                commands.add(command(TrackingAnswer.DEMAND, TrackingAnswer.DEMAND, new TrackingAnswer(session)));
            }
            commands.add(command(IdentityAnswer.QUESTION, IdentityAnswer.QUESTION, new IdentityAnswer(session)));
        }
        addVariables(commands, config.variables());
        int count = config.statements().size();
        for (int i = 0; i < count; i++) {
            // Its text may hold a secret, too.
            String name = "statement " + (i + 1) + " of " + count + " of the setup";
            commands.add(command(config.statements().get(i), name, new Demand()));
        }
    }

    private void addVariables(List<Exchange> commands, Map<String, String> variables) {
        if (variables.isEmpty()) {
            return;
        }
        String assignments = variables.entrySet().stream()
                .map(variable -> "@@session." + variable.getKey() + " = " + variable.getValue())
                .collect(Collectors.joining(", "));
        String names = variables.keySet().stream().map(name -> name + " = …").collect(Collectors.joining(", "));
        commands.add(command("SET " + assignments, "SET " + names, new Demand()));
    }

    /** @param name what errors and traces say instead of the SQL */
    private static Exchange command(String sql, String name, ResultSink sink) {
        return new QueryExchange(ComQuery.of(sql), name, StatementTraits.BARRIER, sink);
    }

    /** One of the commands has been answered, and the answer delivered. */
    void answered() {
        due--;
    }

    /** The server has refused the reset: the session goes on as it was, and what it is told anew may fail. */
    void resetRefused(int notSent) {
        due -= notSent;
        optional = true;
    }

    /** Whether all is told and answered. */
    boolean isOver() {
        return due == 0;
    }

    /** The variables of another session that this one has been given; a reset takes them away. */
    Set<String> replayed() {
        return session.resets() == 0 ? config.replayed().keySet() : Set.of();
    }

    /** Why the session cannot be as it is meant to be; null while nothing has gone wrong. */
    @Nullable
    MySQLException failure() {
        return failure;
    }

    /** The answer to a command that the session cannot do without. */
    private final class Demand extends DiscardingSink {
        @Override
        public void onFailure(MySQLException refusal) {
            if (failure == null && !optional) {
                failure = refusal;
            }
        }
    }
}
