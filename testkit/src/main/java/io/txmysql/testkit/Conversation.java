// SPDX-License-Identifier: Apache-2.0
package io.txmysql.testkit;

import io.txmysql.protocol.codec.SqlTemplate;
import io.txmysql.protocol.message.ClientCommand;
import io.txmysql.protocol.message.ComQuery;
import io.txmysql.protocol.message.ComQuit;
import io.txmysql.protocol.message.ComStatementClose;
import io.txmysql.protocol.message.ComStatementExecute;
import io.txmysql.protocol.message.ComStatementPrepare;
import io.txmysql.protocol.message.HandshakeResponse41;
import io.txmysql.protocol.message.UnknownCommand;
import io.txmysql.protocol.wire.PayloadReader;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One connection, from greeting to farewell, along the script. Belongs to the connection's thread. */
final class Conversation {
    private static final int ER_ACCESS_DENIED = 1045;
    private static final int ER_UNKNOWN_COM = 1047;
    private static final int ER_PARSE = 1064;
    private static final int ER_UNKNOWN = 1105;
    private static final int ER_UNKNOWN_STMT_HANDLER = 1243;

    private final Script script;
    private final Journal journal;
    private final PacketStream packets;
    private final int number;
    private final Map<Integer, Prepared> prepared = new HashMap<>();
    private long capabilities;
    private int lastStatementId;

    private record Prepared(String sql, int parameterCount) {}

    Conversation(Script script, Journal journal, PacketStream packets, int number) {
        this.script = script;
        this.journal = journal;
        this.packets = packets;
        this.number = number;
        if (script.oneByteAtATime()) {
            packets.oneByteAtATime();
        }
    }

    void hold() throws IOException {
        packets.sequence(0);
        if (script.onConnect() != null) {
            Reply reply = reply(null, null, null);
            script.onConnect().to(reply);
            reply.end(Ending.CLOSE);
        }
        if (!login()) {
            packets.end(Ending.CLOSE);
        }
        if (script.afterLogin() != null) {
            packets.sequence(0);
            answer(script.afterLogin(), reply(null, null, null));
        }
        for (PayloadReader payload = packets.read(); payload != null; payload = packets.read()) {
            ClientCommand command = ClientCommand.decode(payload);
            journal.command(command);
            if (command instanceof ComQuit) {
                return;
            }
            respond(command);
        }
    }

    private boolean login() throws IOException {
        packets.write(Greeting.withThreadId(script.greeting(), number)::encode);
        packets.flush();
        HandshakeResponse41 login = HandshakeResponse41.decode(packets.require());
        journal.login(login);
        capabilities = login.capabilities() & script.greeting().capabilities();
        Reply reply = reply(null, null, null);
        if (script.onLogin() != null) {
            answer(script.onLogin(), reply);
        } else if (LoginCheck.accepts(script, login, packets)) {
            answer(Answer.OK, reply);
        } else {
            String user = login.user();
            answer(r -> r.error(ER_ACCESS_DENIED, "28000", "Access denied for user '" + user + "'"), reply);
        }
        return reply.saidOk();
    }

    private void respond(ClientCommand command) throws IOException {
        Prepared statement =
                command instanceof ComStatementExecute execute ? prepared.get(execute.statementId()) : null;
        String sql = statement != null ? statement.sql : sql(command);
        if (sql != null && !(command instanceof ComStatementPrepare)) {
            journal.statement(sql);
        }
        Reply reply = reply(command, sql, statement);
        Answer whole = script.commands().get(command.getClass());
        if (whole != null) {
            answer(whole, reply);
        } else if (command instanceof ComStatementPrepare) {
            Answer refusal = Script.find(script.preparations(), reply.sql());
            answer(refusal == null ? this::prepare : refusal, reply);
        } else if (command instanceof ComStatementClose close) {
            prepared.remove(close.statementId());
        } else if (command instanceof ComStatementExecute execute && statement == null) {
            String id = Integer.toUnsignedString(execute.statementId());
            answer(
                    r -> r.error(ER_UNKNOWN_STMT_HANDLER, "HY000", "Unknown prepared statement handler (" + id + ")"),
                    reply);
        } else if (sql != null) {
            Answer scripted = Script.find(script.statements(), sql);
            answer(scripted == null ? Conversation::unknownStatement : scripted, reply);
        } else if (command instanceof UnknownCommand) {
            answer(r -> r.error(ER_UNKNOWN_COM, "08S01", "Unknown command"), reply);
        } else {
            answer(Answer.OK, reply);
        }
    }

    private static @Nullable String sql(ClientCommand command) {
        if (command instanceof ComQuery query) {
            return query.text();
        }
        return command instanceof ComStatementPrepare prepare ? prepare.text() : null;
    }

    private static void unknownStatement(Reply reply) {
        reply.error(ER_PARSE, "42000", "the script has no answer to: " + reply.sql());
    }

    private void prepare(Reply reply) {
        int parameters = Math.max(0, SqlTemplate.parse(reply.sql()).markerCount());
        prepared.put(++lastStatementId, new Prepared(reply.sql(), parameters));
        reply.prepared(lastStatementId, parameters);
    }

    private Reply reply(@Nullable ClientCommand command, @Nullable String sql, @Nullable Prepared statement) {
        List<@Nullable Object> arguments = command instanceof ComStatementExecute execute && statement != null
                ? Arguments.decode(execute.parameterBlock(), statement.parameterCount)
                : List.of();
        return new Reply(packets, capabilities, command, sql, statement != null, arguments);
    }

    private void answer(Answer answer, Reply reply) throws IOException {
        try {
            answer.to(reply);
        } catch (RuntimeException | Error e) {
            journal.failure(e);
            reply.error(ER_UNKNOWN, "HY000", "the script failed: " + e);
        }
        packets.flush();
    }
}
