// SPDX-License-Identifier: Apache-2.0
package io.txmysql.supervisor;

import io.txmysql.protocol.error.Delivery;
import io.txmysql.protocol.error.ErrorContext;
import io.txmysql.protocol.error.MySQLException;
import io.txmysql.protocol.exchange.Exchange;
import io.txmysql.transport.Session;
import io.txmysql.transport.SessionConnector;
import io.txmysql.transport.SessionListener;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * The logical connection: it outlives its sessions. It connects when there is work and no session; what comes meanwhile
 * waits in the backlog, in order. It does no I/O, reads no clock and lives on one event loop, from which all calls come.
 */
public final class Supervisor {
    /** Where the logical connection is. */
    public enum State {
        /** No session, and no work that wants one. */
        DISCONNECTED,
        /** On the way to a session; work waits. */
        CONNECTING,
        /** A session is there. */
        READY,
        /** Closed by its owner, for good. */
        CLOSED
    }

    private final SessionConnector connector;
    private final ArrayDeque<Exchange> backlog = new ArrayDeque<>();
    private State state = State.DISCONNECTED;
    private SessionConnector.@Nullable Attempt attempt;
    private @Nullable Session session;
    private @Nullable MySQLException closedBecause;

    /** What every new session selects in its login: the option's database, then what was selected last. */
    private @Nullable String database;

    public Supervisor(SessionConnector connector, @Nullable String database) {
        this.connector = connector;
        this.database = database;
    }

    public State state() {
        return state;
    }

    /** Takes work; connects if there is no session. */
    public void submit(Exchange exchange) {
        switch (state) {
            case READY -> requireSession().submit(exchange);
            case CONNECTING -> backlog.add(exchange);
            case DISCONNECTED -> {
                backlog.add(exchange);
                connect();
            }
            case CLOSED -> {
                if (closedBecause != null) {
                    fail(exchange, closedBecause);
                }
            }
        }
    }

    /** Fails all that is pending, and all that will come, with {@code reason}. */
    public void close(MySQLException reason) {
        if (state == State.CLOSED) {
            return;
        }
        state = State.CLOSED;
        closedBecause = reason;
        Session open = session;
        SessionConnector.Attempt connecting = attempt;
        session = null;
        attempt = null;
        failBacklog(reason);
        if (open != null) {
            open.close(reason);
        } else if (connecting != null) {
            connecting.abandon(reason);
        }
    }

    private void connect() {
        state = State.CONNECTING;
        attempt = connector.connect(database, new Following());
    }

    /** What one attempt, and the session that comes of it, tell. */
    private final class Following implements SessionListener {
        @Override
        public void onReady(Session ready) {
            if (state != State.CONNECTING) {
                return;
            }
            state = State.READY;
            attempt = null;
            session = ready;
            for (Exchange exchange = backlog.poll(); exchange != null; exchange = backlog.poll()) {
                ready.submit(exchange);
            }
        }

        @Override
        public void onEnd(MySQLException cause) {
            if (state == State.CLOSED) {
                return;
            }
            if (session != null) {
                database = session.state().schema();
            }
            state = State.DISCONNECTED;
            attempt = null;
            session = null;
            failBacklog(cause);
        }
    }

    private Session requireSession() {
        if (session == null) {
            throw new IllegalStateException("no session in state " + state);
        }
        return session;
    }

    private void failBacklog(MySQLException cause) {
        for (Exchange exchange = backlog.poll(); exchange != null; exchange = backlog.poll()) {
            fail(exchange, cause);
        }
    }

    private static void fail(Exchange exchange, MySQLException cause) {
        ErrorContext context = cause.context().withStatement(exchange.statement(), Delivery.NOT_EXECUTED);
        exchange.fail(cause.in(context));
        exchange.deliver();
    }
}
