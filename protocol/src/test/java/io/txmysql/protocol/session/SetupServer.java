// SPDX-License-Identifier: Apache-2.0
package io.txmysql.protocol.session;

import io.txmysql.protocol.message.ClientCommand;
import io.txmysql.protocol.message.ComQuery;
import io.txmysql.protocol.message.ComResetConnection;
import io.txmysql.protocol.message.ComStatementClose;
import io.txmysql.protocol.message.SessionStateChange;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The model of a server that reports changes of a session and tells who it is. What a test has not written down is answered
 * with OK; a test writes down an answer for all commands that begin with some words, or one answer for the next of them.
 */
final class SetupServer implements Function<ClientCommand, @Nullable Reply> {
    static final String TRACK = "SET SESSION session_track_system_variables";
    static final String IDENTIFY = "SELECT CONNECTION_ID()";
    static final String RESET = "ComResetConnection";

    /** The thread id of {@link ScriptedServer#greeting}, in a server that has counted beyond 32 bits. */
    static final long CONNECTION_ID = 7 + (3L << 32);

    private final Map<String, Reply> always = new HashMap<>();
    private final Map<String, ArrayDeque<Reply>> next = new HashMap<>();
    final List<String> received = new ArrayList<>();

    SetupServer() {
        always(TRACK, tracking());
        always(IDENTIFY, identity(String.valueOf(CONNECTION_ID), "28800", "db1", "3306", "11", "/data/"));
    }

    static Reply tracking() {
        return Reply.changed(
                new SessionStateChange.SystemVariable("session_track_schema", "ON"),
                new SessionStateChange.SystemVariable("session_track_system_variables", "*"),
                new SessionStateChange.StateChanged(true),
                new SessionStateChange.TransactionState("________"));
    }

    static Reply identity(@Nullable String... values) {
        return Reply.text("CONNECTION_ID()", "@@wait_timeout", "@@hostname", "@@port", "@@server_id", "@@datadir")
                .row(values);
    }

    SetupServer always(String words, Reply reply) {
        always.put(words, reply);
        return this;
    }

    SetupServer once(String words, Reply reply) {
        next.computeIfAbsent(words, any -> new ArrayDeque<>()).add(reply);
        return this;
    }

    @Override
    public @Nullable Reply apply(ClientCommand command) {
        if (command instanceof ComStatementClose) {
            return null;
        }
        String text = command instanceof ComQuery query
                ? query.text()
                : command instanceof ComResetConnection
                        ? RESET
                        : command.getClass().getSimpleName();
        received.add(text);
        for (Map.Entry<String, ArrayDeque<Reply>> entry : next.entrySet()) {
            if (text.startsWith(entry.getKey()) && !entry.getValue().isEmpty()) {
                return entry.getValue().remove();
            }
        }
        for (Map.Entry<String, Reply> entry : always.entrySet()) {
            if (text.startsWith(entry.getKey())) {
                return entry.getValue();
            }
        }
        return Reply.ok(0);
    }

    /** A session with it, logged in and set up. */
    EngineHarness session(SessionConfig config, Cutting cutting) {
        return new EngineHarness(
                        config,
                        ScriptedServer.accepting(ScriptedServer.CAPABILITIES).answerWith(this),
                        cutting)
                .run();
    }
}
