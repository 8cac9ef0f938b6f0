// SPDX-License-Identifier: Apache-2.0
package io.txmysql.protocol.session;

import io.txmysql.protocol.error.Delivery;
import io.txmysql.protocol.error.ErrorCodes;
import io.txmysql.protocol.error.MySQLException;
import io.txmysql.protocol.error.UsageException;
import io.txmysql.protocol.exchange.Exchange;
import io.txmysql.protocol.exchange.ExecuteExchange;
import io.txmysql.protocol.exchange.PrepareExchange;
import io.txmysql.protocol.exchange.PreparedStatement;
import io.txmysql.protocol.exchange.ResetConnectionExchange;
import io.txmysql.protocol.exchange.SessionState;
import io.txmysql.protocol.message.ComStatementClose;
import io.txmysql.protocol.wire.PayloadWriter;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The sending half of a session: which command may go next, what has to go in front of it, and its packets. It shares the
 * queue and the output with the {@link SessionEngine}, its owner; belongs to the session's thread.
 */
final class Sender {
    /** Commands are encoded up to about this many bytes ahead of the socket. */
    private static final int ENCODE_AHEAD = 64 * 1024;

    private final int pipelining;
    private final SessionState session;
    private final SessionSetup setup;
    private final CommandQueue queue;
    private final Input input;
    private final Output output;
    private final @Nullable PacketTrace trace;
    private final StatementCache statements;

    /** Ends a command that is not sent. */
    private final BiConsumer<Exchange, MySQLException> end;

    private boolean held;

    Sender(
            SessionConfig.Limits limits,
            SessionState session,
            SessionSetup setup,
            CommandQueue queue,
            Input input,
            Output output,
            @Nullable PacketTrace trace,
            BiConsumer<Exchange, MySQLException> end) {
        this.pipelining = limits.pipelining();
        this.session = session;
        this.setup = setup;
        this.queue = queue;
        this.input = input;
        this.output = output;
        this.trace = trace;
        this.statements = new StatementCache(limits.statementCache(), limits.statementCacheSql());
        this.end = end;
    }

    StatementCache statements() {
        return statements;
    }

    void hold(boolean on) {
        held = on;
    }

    /** Takes back what has not been sent, but for what is urgent or of the setup. */
    List<Exchange> withdraw() {
        List<Exchange> withdrawn = queue.removeUnsent();
        withdrawn.forEach(this::notSent);
        return withdrawn;
    }

    /** The statement of an execution that is not sent may be of no use to anybody. */
    private void notSent(Exchange exchange) {
        if (exchange instanceof ExecuteExchange execution) {
            statements.abandoned(execution.sql());
        }
    }

    /**
     * Encodes what may be sent now.
     *
     * @param settingUp whether the session is new, so that nothing but its setup may be sent
     * @return whether there are bytes to write
     */
    boolean prepareOutput(boolean settingUp) {
        while (output.length() < ENCODE_AHEAD) {
            CommandQueue.Entry next = queue.unsent();
            if (next == null || !maySend(next, settingUp) || !encodeNext(next)) {
                break;
            }
        }
        return output.length() > 0;
    }

    private boolean maySend(CommandQueue.Entry next, boolean settingUp) {
        if (!next.setup && (settingUp || (held && !next.urgent))) {
            return false;
        }
        CommandQueue.Entry oldest = queue.answered();
        if (oldest == null) {
            return true;
        }
        if (next.setup) {
            return pipelining > 1; // all of it leaves in one write, however much that is
        }
        // After a deadlock the server has rolled everything back, and what is on the wire behind it would commit on its
        // own.
        boolean barrier = next.exchange.isBarrier() || oldest.exchange.isBarrier() || session.isInTransaction();
        return !barrier && queue.inFlight() < pipelining;
    }

    /** Sends a command, or what has to be sent before it; false if it has to wait for an answer. */
    private boolean encodeNext(CommandQueue.Entry next) {
        if (next.exchange.isAbandoned()) {
            queue.removeUnsent(next);
            notSent(next.exchange);
            end.accept(next.exchange, abandoned(next.exchange));
            return true;
        }
        if (next.exchange instanceof ExecuteExchange execution) {
            return encodeExecution(next, execution);
        }
        send(next);
        if (next.exchange instanceof ResetConnectionExchange) {
            queue.insertSetup(setup.ofReset());
        }
        return true;
    }

    private boolean encodeExecution(CommandQueue.Entry next, ExecuteExchange execution) {
        // A statement keeps the database that was selected when it was prepared.
        statements.useIn(session.schema());
        PreparedStatement statement = statements.find(execution.sql());
        if (statement == null) {
            send(queue.insertUnsent(new PrepareExchange(statements.add(execution.sql()))));
            return true;
        }
        MySQLException obstacle = statement.failure();
        if (obstacle == null) {
            if (statement.prepared() == null) {
                return false;
            }
            obstacle = execution.bind(statement, session);
        } else {
            statements.remove(statement);
            if (obstacle.errno() == ErrorCodes.ER_MAX_PREPARED_STMT_COUNT_REACHED && statements.makeRoom()) {
                return true;
            }
        }
        if (obstacle == null) {
            send(next);
        } else {
            queue.removeUnsent(next);
            end.accept(execution, obstacle);
        }
        statements.used(statement);
        return true;
    }

    private MySQLException abandoned(Exchange exchange) {
        return new UsageException(
                "nobody waits for the answer any more",
                session.context(exchange.statement(), Delivery.NOT_EXECUTED),
                null);
    }

    private void send(CommandQueue.Entry entry) {
        for (Integer id = statements.pollToClose(); id != null; id = statements.pollToClose()) {
            append("ComStatementClose", null, new ComStatementClose(id)::encode, 0);
        }
        Exchange exchange = entry.exchange;
        entry.replySequence =
                append(exchange.getClass().getSimpleName(), exchange.statement(), exchange::encode, 0) & 0xFF;
        entry.endOffset = output.encodedOffset();
        queue.sent(entry);
        exchange.markSent();
        if (queue.answered() == entry) {
            input.expectReply(entry.replySequence);
        }
    }

    /** Encodes one message; returns the sequence id that the server's answer begins with, not reduced to a byte. */
    int append(String what, @Nullable String statement, Consumer<PayloadWriter> message, int firstSequence) {
        int before = output.length();
        int next = output.append(message, firstSequence);
        if (trace != null) {
            trace.sent(what, statement, output.length() - before);
        }
        return next;
    }
}
