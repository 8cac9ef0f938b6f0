// SPDX-License-Identifier: Apache-2.0
package io.txmysql.supervisor;

import io.txmysql.api.ConnectionState;
import io.txmysql.api.Reconnection;
import io.txmysql.protocol.error.Delivery;
import io.txmysql.protocol.error.ErrorContext;
import io.txmysql.protocol.error.MySQLException;
import io.txmysql.protocol.error.MySQLTimeoutException;
import io.txmysql.protocol.exchange.SessionState;
import io.txmysql.transport.Loop;
import io.txmysql.transport.Session;
import io.txmysql.transport.SessionConnector;
import io.txmysql.transport.SessionListener;
import io.txmysql.transport.SessionStart;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * How a supervisor comes by its next session: the attempts, the pauses between them, how long work waits for that, and what
 * the session begins with. Belongs to the loop.
 */
final class Attempts {
    private final Supervisor supervisor;
    private final SessionConnector connector;
    private final Loop loop;
    private final RandomGenerator random;
    private final Reconnection options;
    private final Backlog backlog;
    private final ConnectionEvents events;
    private SessionConnector.@Nullable Attempt attempt;
    private Loop.@Nullable Timer pause;
    private int failures;

    /** A session is wanted though no work waits for it. */
    private boolean wanted;

    /** The options' database, then what was selected last; variables that were changed. */
    private @Nullable String database;

    private Map<String, String> variables = Map.of();

    Attempts(
            Supervisor supervisor,
            SessionConnector connector,
            Loop loop,
            RandomGenerator random,
            Reconnection options,
            Backlog backlog,
            ConnectionEvents events,
            @Nullable String database) {
        this.supervisor = supervisor;
        this.connector = connector;
        this.loop = loop;
        this.random = random;
        this.options = options;
        this.backlog = backlog;
        this.events = events;
        this.database = database;
    }

    // --- What the next session begins with ---

    /** What a session had is given to the next, as far as that can be done. */
    void remember(SessionState ended) {
        String selected = ended.schema();
        database = selected == null || selected.isEmpty() ? null : selected;
        Map<String, String> all =
                new LinkedHashMap<>(ended.resets() == 0 ? variables : Map.of()); // a reset undoes them
        all.putAll(ended.replay());
        variables = all;
    }

    void useDatabase(@Nullable String newDatabase) {
        database = newDatabase;
    }

    /** The next session begins as the first did. */
    void forget(@Nullable String ownDatabase) {
        database = ownDatabase;
        variables = Map.of();
    }

    // --- Connecting ---

    /** A session is wanted, whether there is work or not. */
    void want() {
        wanted = true;
        if (supervisor.isDisconnected()) {
            connect();
        }
    }

    /** Work waits: at once, unless it has had several sessions already and may be what ends them. */
    void beginForWork() {
        int attempts = backlog.mostAttempts();
        if (attempts > 1) {
            pauseBefore(attempts - 1);
        } else {
            connect();
        }
    }

    /** The pause before that attempt, which grows with its number; work is not to wait for longer than it may. */
    void pauseBefore(int number) {
        Duration length = options.backoff().pause(number, random.nextDouble());
        rest(length.compareTo(options.maxBackoffTime()) > 0 ? options.maxBackoffTime() : length);
    }

    private void rest(Duration length) {
        supervisor.enter(ConnectionState.BACKOFF);
        pause = loop.schedule(this::onPauseOver, length.toNanos());
    }

    private void onPauseOver() {
        pause = null;
        if (supervisor.is(ConnectionState.BACKOFF)) {
            connect();
        }
    }

    private void connect() {
        supervisor.enter(ConnectionState.CONNECTING);
        attempt = connector.connect(new SessionStart(database, variables), new Following());
    }

    /** Nobody waits for a session any more. */
    void endIfUnwanted() {
        if (wanted || !backlog.isEmpty()) {
            return;
        }
        if (attempt != null && supervisor.is(ConnectionState.CONNECTING)) {
            attempt.abandon(supervisor.closed());
        } else if (supervisor.is(ConnectionState.BACKOFF)) {
            cancelPause();
            supervisor.enter(ConnectionState.DISCONNECTED);
        }
    }

    /** The supervisor is closed. */
    void close(MySQLException reason) {
        cancelPause();
        SessionConnector.Attempt open = attempt;
        attempt = null;
        if (open != null) {
            open.abandon(reason);
        }
    }

    private void cancelPause() {
        if (pause != null) {
            pause.cancel();
            pause = null;
        }
    }

    /** What one attempt, and the session that comes of it, tell. */
    private final class Following implements SessionListener {
        @Override
        public void onReady(Session ready) {
            if (supervisor.is(ConnectionState.CONNECTING)) {
                attempt = null;
                failures = 0;
                wanted = false;
                supervisor.onConnected(ready);
            }
        }

        @Override
        public void onEnd(MySQLException cause) {
            if (supervisor.is(ConnectionState.CONNECTING)) {
                attempt = null;
                onRefused(cause);
            } else if (supervisor.is(ConnectionState.READY)) {
                supervisor.onLost(cause);
            }
        }
    }

    // --- Failures ---

    private void onRefused(MySQLException cause) {
        boolean forOwner = wanted;
        wanted = false;
        if (backlog.isEmpty()) {
            supervisor.enter(ConnectionState.DISCONNECTED);
            supervisor.onRefused(cause, forOwner);
            return;
        }
        failures++;
        boolean hopeless = RetryDecision.ofConnect(cause, options.temporaryErrors()) == RetryDecision.FAIL;
        Duration length = hopeless ? Duration.ZERO : options.backoff().pause(failures, random.nextDouble());
        List<Work> given = backlog.removeIf(work -> hopeless || isTooLate(work, length));
        if (backlog.isEmpty()) {
            supervisor.enter(ConnectionState.DISCONNECTED);
            events.givenUp(cause);
        } else {
            rest(length);
            events.retrying(cause, length);
        }
        given.forEach(work -> supervisor.end(work, notConnected(work, hopeless, cause)));
        supervisor.onRefused(cause, forOwner);
    }

    /** Whether it would have waited too long when the next attempt begins. */
    private boolean isTooLate(Work work, Duration length) {
        return loop.nanoTime() - work.waitingSince() + length.toNanos()
                > options.maxBackoffTime().toNanos();
    }

    private MySQLException notConnected(Work work, boolean hopeless, MySQLException cause) {
        ErrorContext context = cause.context().withStatement(work.statement(), Delivery.NOT_EXECUTED);
        if (hopeless || failures == 1) {
            return cause.in(context);
        }
        return new MySQLTimeoutException(
                "no session within the maxBackoffTime of "
                        + options.maxBackoffTime().toMillis() + " ms; the last of " + failures + " attempts: "
                        + cause.summary(),
                context,
                cause);
    }
}
