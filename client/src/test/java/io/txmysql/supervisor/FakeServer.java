// SPDX-License-Identifier: Apache-2.0
package io.txmysql.supervisor;

import io.txmysql.protocol.error.ConnectFailedException;
import io.txmysql.protocol.error.ConnectionLostException;
import io.txmysql.protocol.error.Delivery;
import io.txmysql.protocol.error.ErrorContext;
import io.txmysql.protocol.error.MySQLException;
import io.txmysql.protocol.error.Phase;
import io.txmysql.protocol.error.ServerErrorException;
import io.txmysql.protocol.exchange.Exchange;
import io.txmysql.protocol.exchange.SessionState;
import io.txmysql.protocol.message.OkPacket;
import io.txmysql.protocol.wire.PayloadReader;
import io.txmysql.protocol.wire.PayloadWriter;
import io.txmysql.transport.Session;
import io.txmysql.transport.SessionConnector;
import io.txmysql.transport.SessionListener;
import io.txmysql.transport.SessionStart;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What lies below a supervisor, played by hand: attempts to connect, sessions, answers and losses. */
final class FakeServer implements SessionConnector {
    static final String ENDPOINT = "db.example:3306";

    final List<@Nullable String> databases = new ArrayList<>();
    final List<String> statements = new ArrayList<>();
    private @Nullable SessionListener connecting;
    private @Nullable FakeSession session;

    @Override
    public Attempt connect(SessionStart start, SessionListener listener) {
        databases.add(start.database());
        connecting = listener;
        return reason -> end(listener, reason);
    }

    @Override
    public Attempt connectBeside(Session other, SessionListener listener) {
        throw new AssertionError("no session beside another is expected");
    }

    int attempts() {
        return databases.size();
    }

    boolean isConnecting() {
        return connecting != null;
    }

    boolean hasSession() {
        return session != null;
    }

    private static void end(SessionListener listener, MySQLException reason) {
        listener.onEnd(reason);
    }

    void accept() {
        SessionListener listener = taken();
        session = new FakeSession(listener, databases.get(databases.size() - 1));
        listener.onReady(session);
    }

    void refuse() {
        refuse(new ConnectFailedException("connection refused", context(Phase.CONNECT, Delivery.NOT_EXECUTED), null));
    }

    void refuse(MySQLException cause) {
        taken().onEnd(cause);
    }

    private SessionListener taken() {
        SessionListener listener = connecting;
        if (listener == null) {
            throw new AssertionError("nobody connects");
        }
        connecting = null;
        return listener;
    }

    private FakeSession session() {
        FakeSession open = session;
        if (open == null) {
            throw new AssertionError("no session");
        }
        return open;
    }

    void answer() {
        session().answer();
    }

    void answerError(int errno, String message) {
        session().answerError(errno, message);
    }

    void select(String database) {
        session().state = new SessionState(ENDPOINT, database);
    }

    /** The socket ends: the first {@code written} commands may have been executed, the others were not sent. */
    void lose(int written) {
        FakeSession lost = session();
        session = null;
        lost.lose(written);
    }

    int running() {
        return session().queue.size();
    }

    static ErrorContext context(Phase phase, Delivery delivery) {
        return new ErrorContext(ENDPOINT, phase, null, delivery);
    }

    private final class FakeSession implements Session {
        private final SessionListener listener;
        private final ArrayDeque<Exchange> queue = new ArrayDeque<>();
        private SessionState state;

        FakeSession(SessionListener listener, @Nullable String database) {
            this.listener = listener;
            this.state = new SessionState(ENDPOINT, database);
        }

        @Override
        public void submit(Exchange exchange) {
            statements.add(String.valueOf(exchange.statement()));
            queue.add(exchange);
        }

        @Override
        public void submitNext(Exchange exchange) {
            queue.addFirst(exchange);
        }

        @Override
        public void hold(boolean on) {}

        @Override
        public List<Exchange> withdraw() {
            return List.of();
        }

        @Override
        public int inFlight() {
            return queue.size();
        }

        @Override
        public int pending() {
            return queue.size();
        }

        @Override
        public SessionState state() {
            return state;
        }

        @Override
        public void close(MySQLException reason) {
            if (session == this) {
                session = null;
                listener.onEnd(reason);
                failAll(reason, 0);
            }
        }

        void answer() {
            Exchange head = queue.remove();
            PayloadWriter ok = new PayloadWriter();
            new OkPacket(1, 0, 2, 0, "", List.of()).encode(ok, 0);
            head.onPayload(new PayloadReader(ok.toByteArray()), state);
            head.deliver();
        }

        void answerError(int errno, String message) {
            Exchange head = queue.remove();
            head.fail(new ServerErrorException(
                    errno,
                    "HY000",
                    message,
                    new ErrorContext(ENDPOINT, Phase.COMMAND, head.statement(), Delivery.ANSWERED)));
            head.deliver();
        }

        void lose(int written) {
            ConnectionLostException cause =
                    new ConnectionLostException("reset", context(Phase.COMMAND, Delivery.UNKNOWN), null);
            listener.onEnd(cause);
            failAll(cause, written);
        }

        private void failAll(MySQLException cause, int written) {
            int index = 0;
            for (Exchange exchange = queue.poll(); exchange != null; exchange = queue.poll()) {
                Delivery delivery = index++ < written ? Delivery.UNKNOWN : Delivery.NOT_EXECUTED;
                exchange.fail(cause.in(cause.context().withStatement(exchange.statement(), delivery)));
                exchange.deliver();
            }
        }
    }
}
