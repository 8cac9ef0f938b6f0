// SPDX-License-Identifier: Apache-2.0
package io.txmysql.benchmarks;

import io.txmysql.transport.Loop;
import io.txmysql.transport.Session;
import io.txmysql.transport.SessionConnector;
import io.txmysql.transport.SessionListener;
import io.txmysql.transport.SessionStart;

/**
 * Opens {@link ScriptedSession}s.
 *
 * @param pipelining how many commands may be unanswered on a session
 */
record ScriptedConnector(Loop loop, int pipelining) implements SessionConnector {
    @Override
    public Attempt connect(SessionStart start, SessionListener listener) {
        ScriptedSession session = new ScriptedSession(loop, pipelining, listener);
        return session::close;
    }

    @Override
    public Attempt connectBeside(Session other, SessionListener listener) {
        throw new IllegalStateException("nothing is cancelled here");
    }
}
