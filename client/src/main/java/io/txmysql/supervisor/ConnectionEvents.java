// SPDX-License-Identifier: Apache-2.0
package io.txmysql.supervisor;

import io.txmysql.api.ConnectionListener;
import io.txmysql.api.ConnectionState;
import io.txmysql.api.StatementEvent;
import io.txmysql.protocol.error.Delivery;
import io.txmysql.protocol.error.MySQLException;
import io.txmysql.protocol.exchange.SessionState;
import io.txmysql.protocol.message.HandshakeV10;
import io.txmysql.transport.Loop;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the listener and the log what becomes of a connection. An outage is one WARN line when it begins and one INFO line
 * when it is over; what lies between is DEBUG. So is it with a server that answers and refuses what is tried again. Belongs to the event loop.
 */
public final class ConnectionEvents {
    private static final Logger LOG = LoggerFactory.getLogger("io.txmysql.connection");

    private final String endpoint;
    private final ConnectionListener listener;
    private final boolean followsStatements;
    private boolean outage;

    /** The server is there and refuses work for the time being, read-only for example. */
    private boolean refusing;

    private int attempts;

    /** @param listener null if nobody listens */
    public ConnectionEvents(String endpoint, @Nullable ConnectionListener listener) {
        this.endpoint = endpoint;
        this.listener = listener == null ? new ConnectionListener() {} : listener;
        this.followsStatements = listener != null;
    }

    void stateChanged(ConnectionState before, ConnectionState after) {
        LOG.trace("{}: {} -> {}", endpoint, before, after);
        tell(each -> each.onStateChange(before, after));
    }

    void connected(SessionState session) {
        HandshakeV10 greeting = session.greeting();
        String version = greeting == null ? "" : greeting.serverVersion();
        if (outage && !refusing) {
            LOG.info("{}: connected again after {} failures, to a server {}", session.endpoint(), attempts, version);
        } else {
            LOG.debug("{}: connected to a server {}", session.endpoint(), version);
        }
        outage = false;
        attempts = 0;
        FlightRecorder.connected(session.endpoint(), version);
        tell(each -> each.onConnected(session.endpoint(), version));
    }

    void lost(MySQLException cause) {
        warnOnce("the session was lost", cause);
        FlightRecorder.lost(endpoint, cause);
        tell(each -> each.onLost(cause));
    }

    public void retrying(MySQLException cause, Duration pause) {
        attempts++;
        warnOnce("a failure that may pass; trying again while work waits", cause);
        FlightRecorder.retrying(endpoint, cause, pause);
        tell(each -> each.onRetry(cause, pause));
    }

    public void givenUp(MySQLException cause) {
        attempts++;
        warnOnce("no session; the work that waited has failed", cause);
        outage = false;
    }

    /** Work has ended for its caller; for one who has turned away there is no failure. */
    public void finished(Work work, @Nullable MySQLException failure, Loop loop) {
        if (refusing && failure == null && !work.isAbandoned()) {
            refusing = false;
            LOG.info("{}: the server no longer refuses what was tried again", endpoint);
        }
        boolean recorded = FlightRecorder.followsStatements();
        if (!recorded && !followsStatements) {
            return;
        }
        long now = loop.nanoTime();
        if (recorded) {
            FlightRecorder.finished(endpoint, work, failure, now);
        }
        if (followsStatements) {
            StatementEvent event = new StatementEvent(
                    work.statement(),
                    Duration.ofNanos(work.nanosWaiting(now)),
                    Duration.ofNanos(work.nanosRunning(now)),
                    work.attempts(),
                    failure);
            tell(each -> each.onStatement(event));
        }
    }

    void repairing(CrashedTable table, MySQLException cause) {
        LOG.warn("{}: table {} is broken, repairing it ({})", endpoint, table, cause.toLogString());
    }

    void repaired(CrashedTable table) {
        LOG.warn("{}: REPAIR TABLE {} is done, running the statement again", endpoint, table);
    }

    void notRepaired(CrashedTable table, String reason) {
        LOG.warn("{}: REPAIR TABLE {} has failed ({}), running the statement again", endpoint, table, reason);
    }

    /** A connection of a pool has been lent out for suspiciously long. */
    public void leaked(int number, Duration threshold, @Nullable Throwable borrower) {
        LOG.warn(
                "{}: connection {} of the pool has been lent out for more than {} ms; it was borrowed here",
                endpoint,
                number,
                threshold.toMillis(),
                borrower);
    }

    void idle() {
        LOG.debug("{}: nothing to do, disconnecting", endpoint);
        tell(ConnectionListener::onIdle);
    }

    private void warnOnce(String what, MySQLException cause) {
        boolean refusal = cause.delivery() == Delivery.ANSWERED;
        if (outage || (refusal && refusing)) {
            LOG.debug("{}: {} ({})", endpoint, what, cause.toLogString());
        } else {
            LOG.warn("{}: {} ({})", endpoint, what, cause.toLogString());
        }
        outage = true;
        refusing |= refusal;
    }

    private void tell(Consumer<ConnectionListener> event) {
        try {
            event.accept(listener);
        } catch (RuntimeException e) {
            String what = e instanceof MySQLException failure ? failure.toLogString() : e.toString();
            LOG.error("{}: the listener has failed: {}", endpoint, what);
        }
    }
}
