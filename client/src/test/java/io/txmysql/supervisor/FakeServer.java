// SPDX-License-Identifier: Apache-2.0
package io.txmysql.supervisor;

import io.txmysql.protocol.error.ConnectFailedException;
import io.txmysql.protocol.error.Delivery;
import io.txmysql.protocol.error.ErrorContext;
import io.txmysql.protocol.error.MySQLException;
import io.txmysql.protocol.error.Phase;
import io.txmysql.transport.Session;
import io.txmysql.transport.SessionConnector;
import io.txmysql.transport.SessionListener;
import io.txmysql.transport.SessionStart;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * What lies below a supervisor or a pool, played by hand: attempts to connect, and any number of sessions at once. The
 * client's half of a session is the real engine; the server's half answers when the test says so.
 */
public final class FakeServer implements SessionConnector {
    public static final String ENDPOINT = "db.example:3306";

    final VirtualTime time;

    /** How many commands may be on the wire of sessions that are accepted from now on. */
    public int pipelining = 64;

    /** What sessions that are accepted from now on find out of their server; null for nothing. */
    public @Nullable String identity = "server 1";

    /** The server's wait_timeout, in seconds; 0 if it is not known. */
    public long waitTimeoutSeconds;

    /** What the attempts to connect were to begin with, those beside others not counted. */
    public final List<SessionStart> starts = new ArrayList<>();

    /** What has arrived at all sessions, but for those beside others. */
    public final List<String> statements = new ArrayList<>();

    private final Queue<FakeAttempt> connecting = new ArrayDeque<>();
    private final Queue<FakeAttempt> connectingBeside = new ArrayDeque<>();
    private final List<FakeSession> sessions = new ArrayList<>();
    private final List<FakeSession> sessionsBeside = new ArrayList<>();

    public FakeServer(VirtualTime time) {
        this.time = time;
    }

    @Override
    public Attempt connect(SessionStart start, SessionListener listener) {
        starts.add(start);
        FakeAttempt attempt = new FakeAttempt(start, null, listener);
        connecting.add(attempt);
        return attempt;
    }

    @Override
    public Attempt connectBeside(Session other, SessionListener listener) {
        FakeAttempt attempt = new FakeAttempt(new SessionStart(null, Map.of()), (FakeSession) other, listener);
        connectingBeside.add(attempt);
        return attempt;
    }

    // --- Attempts ---

    /** How many there were. */
    public int attempts() {
        time.turn();
        return starts.size();
    }

    /** How many are under way. */
    public int connecting() {
        time.turn();
        return connecting.size();
    }

    public boolean isConnecting() {
        return connecting() > 0;
    }

    public boolean isConnectingBeside() {
        time.turn();
        return !connectingBeside.isEmpty();
    }

    /** Lets the oldest attempt succeed. */
    public FakeSession accept() {
        return accepted(connecting, sessions);
    }

    public FakeSession acceptBeside() {
        return accepted(connectingBeside, sessionsBeside);
    }

    private FakeSession accepted(Queue<FakeAttempt> attempts, List<FakeSession> all) {
        time.turn();
        FakeAttempt attempt = taken(attempts);
        FakeSession session = new FakeSession(this, attempt.listener, attempt.start, attempt.beside);
        attempt.session = session;
        all.add(session);
        session.begin();
        time.turn();
        return session;
    }

    /** Lets the oldest attempt fail. */
    public void refuse() {
        refuse(refusal());
    }

    public void refuse(MySQLException cause) {
        refuse(connecting, cause);
    }

    public void refuseBeside() {
        refuse(connectingBeside, refusal());
    }

    private void refuse(Queue<FakeAttempt> attempts, MySQLException cause) {
        time.turn();
        taken(attempts).listener.onEnd(cause);
        time.turn();
    }

    private static MySQLException refusal() {
        return new ConnectFailedException("connection refused", context(Phase.CONNECT, Delivery.NOT_EXECUTED), null);
    }

    private static FakeAttempt taken(Queue<FakeAttempt> attempts) {
        FakeAttempt attempt = attempts.poll();
        if (attempt == null) {
            throw new AssertionError("nobody connects");
        }
        return attempt;
    }

    // --- Sessions ---

    /** The sessions that are open, oldest first. */
    public List<FakeSession> open() {
        time.turn();
        return sessions.stream().filter(FakeSession::isOpen).toList();
    }

    public List<FakeSession> openBeside() {
        time.turn();
        return sessionsBeside.stream().filter(FakeSession::isOpen).toList();
    }

    public boolean hasSession() {
        return !open().isEmpty();
    }

    /** The latest of those that are open. */
    public FakeSession session() {
        List<FakeSession> open = open();
        if (open.isEmpty()) {
            throw new AssertionError("no session");
        }
        return open.get(open.size() - 1);
    }

    public void answer() {
        session().answer();
    }

    public void answerError(int errno, String message) {
        session().answerError(errno, message);
    }

    /** The socket ends: all that was sent may have been executed. */
    public void lose() {
        session().lose();
    }

    static ErrorContext context(Phase phase, Delivery delivery) {
        return new ErrorContext(ENDPOINT, phase, null, delivery);
    }

    private final class FakeAttempt implements Attempt {
        private final SessionStart start;
        private final @Nullable FakeSession beside;
        private final SessionListener listener;
        private @Nullable FakeSession session;

        FakeAttempt(SessionStart start, @Nullable FakeSession beside, SessionListener listener) {
            this.start = start;
            this.beside = beside;
            this.listener = listener;
        }

        @Override
        public void abandon(MySQLException reason) {
            if (session != null) {
                session.abort(reason);
            } else if (connecting.remove(this) || connectingBeside.remove(this)) {
                listener.onEnd(reason);
            }
        }
    }
}
