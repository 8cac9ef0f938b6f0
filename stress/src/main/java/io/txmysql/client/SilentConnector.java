// SPDX-License-Identifier: Apache-2.0
package io.txmysql.client;

import io.txmysql.protocol.error.MySQLException;
import io.txmysql.protocol.exchange.Exchange;
import io.txmysql.protocol.exchange.SessionState;
import io.txmysql.transport.Loop;
import io.txmysql.transport.Session;
import io.txmysql.transport.SessionConnector;
import io.txmysql.transport.SessionListener;
import io.txmysql.transport.SessionStart;
import java.util.ArrayList;
import java.util.List;

/** Opens sessions that send nothing: what is submitted waits. */
final class SilentConnector implements SessionConnector {
    private final Loop loop;
    private int submitted;

    SilentConnector(Loop loop) {
        this.loop = loop;
    }

    /** How many commands a session was given. */
    int submitted() {
        return submitted;
    }

    @Override
    public Attempt connect(SessionStart start, SessionListener listener) {
        SilentSession session = new SilentSession(listener);
        loop.execute(() -> listener.onReady(session));
        return session::close;
    }

    @Override
    public Attempt connectBeside(Session other, SessionListener listener) {
        throw new IllegalStateException("nothing was sent that could be stopped");
    }

    private final class SilentSession implements Session {
        private final SessionListener listener;
        private final SessionState state = new SessionState("silent", null);
        private final List<Exchange> waiting = new ArrayList<>();

        SilentSession(SessionListener listener) {
            this.listener = listener;
        }

        @Override
        public void submit(Exchange exchange) {
            submitted++;
            waiting.add(exchange);
        }

        @Override
        public void submitNext(Exchange exchange) {
            submitted++;
            waiting.add(0, exchange);
        }

        @Override
        public void hold(boolean on) {}

        @Override
        public List<Exchange> withdraw() {
            List<Exchange> all = List.copyOf(waiting);
            waiting.clear();
            return all;
        }

        @Override
        public int pending() {
            return waiting.size();
        }

        @Override
        public int inFlight() {
            return 0;
        }

        @Override
        public SessionState state() {
            return state;
        }

        @Override
        public void close(MySQLException reason) {
            listener.onEnd(reason);
        }
    }
}
