// SPDX-License-Identifier: Apache-2.0
package io.txmysql.supervisor;

import io.txmysql.protocol.codec.StatementTraits;
import io.txmysql.protocol.error.ConnectionClosedException;
import io.txmysql.protocol.error.ConnectionLostException;
import io.txmysql.protocol.error.Delivery;
import io.txmysql.protocol.error.ErrorContext;
import io.txmysql.protocol.error.MySQLException;
import io.txmysql.protocol.error.Phase;
import io.txmysql.protocol.exchange.QueryExchange;
import io.txmysql.protocol.exchange.ResultSink;
import io.txmysql.protocol.exchange.SessionState;
import io.txmysql.protocol.message.ComQuery;
import io.txmysql.transport.Loop;
import io.txmysql.transport.Session;
import io.txmysql.transport.SessionConnector;
import io.txmysql.transport.SessionListener;
import java.time.Duration;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Frees a session from statements that nobody waits for any more. From its beginning to its end the session sends nothing
 * new. Everything that is still on the wire then has to be such a statement before one of them is killed, since a follower
 * would begin at once and be hit in its place; otherwise the session has until {@code cancelTimeout} to come free by itself,
 * and is closed then.
 *
 * <p>KILL QUERY goes out over a session of its own that has proved to be with the same server. It can come too early for its
 * statement, so it is repeated; it can come too late, so after the last one {@code DO 0} takes its blow. Belongs to the loop.
 *
 * @see <a href="https://dev.mysql.com/doc/refman/8.4/en/kill.html">KILL Statement</a>
 */
final class Cancellation {
    private static final long FIRST_REPEAT = Duration.ofMillis(50).toNanos();

    private final Session session;
    private final SessionConnector connector;
    private final Loop loop;
    private final Duration limit;

    /** Whether all that is on the wire may be killed. */
    private final BooleanSupplier onlyVictims;

    /** Whether nothing of anybody's is on the wire. */
    private final BooleanSupplier wireIsFree;

    /** Whether nothing is on it that is never killed. */
    private final BooleanSupplier mayKillSession;

    private final Set<Runnable> farewells;
    private final Runnable onFree;
    private SessionConnector.@Nullable Attempt connecting;
    private @Nullable Session beside;
    private Loop.@Nullable Timer limitTimer;
    private Loop.@Nullable Timer repeatTimer;
    private long repeatAfter = FIRST_REPEAT;
    private int killsOnTheWay;
    private boolean killed;

    /** Whether the last KILL is long enough ago for another. */
    private boolean mayKill = true;

    private boolean cleaning;
    private boolean over;

    /**
     * @param farewells what ends sessions beside that outlive this; the owner runs what is left in it when he ends
     * @param onFree the session may be used again; not called if it has ended
     */
    Cancellation(
            Session session,
            SessionConnector connector,
            Loop loop,
            Duration limit,
            BooleanSupplier onlyVictims,
            BooleanSupplier wireIsFree,
            BooleanSupplier mayKillSession,
            Set<Runnable> farewells,
            Runnable onFree) {
        this.session = session;
        this.connector = connector;
        this.loop = loop;
        this.limit = limit;
        this.onlyVictims = onlyVictims;
        this.wireIsFree = wireIsFree;
        this.mayKillSession = mayKillSession;
        this.farewells = farewells;
        this.onFree = onFree;
    }

    void begin() {
        session.hold(true);
        limitTimer = loop.schedule(this::onLimit, limit.toNanos());
        lookLater();
        SessionState state = session.state();
        if (state.connectionId().isPresent() && state.serverIdentity() != null) {
            connecting = connector.connectBeside(session, new Beside());
        }
    }

    /** Something has changed on the wire: an answer, or another victim. */
    void look() {
        if (over || cleaning || killsOnTheWay > 0) {
            return;
        }
        if (wireIsFree.getAsBoolean()) {
            if (killed) {
                clean();
            } else {
                end();
            }
        } else if (beside != null && mayKill && onlyVictims.getAsBoolean()) {
            kill(beside);
        }
    }

    /** One that was killed has let go; the next may be killed at once. */
    void onVictimAnswered() {
        mayKill = true;
        repeatAfter = FIRST_REPEAT;
    }

    /** Looks again by and by: a KILL may have come too early, and the engine's own commands end without a word. */
    private void lookLater() {
        repeatTimer = loop.schedule(
                () -> {
                    mayKill = true;
                    lookLater();
                    look();
                },
                repeatAfter);
        repeatAfter *= 2;
    }

    private void kill(Session from) {
        killed = true;
        killsOnTheWay++;
        from.submit(statement("KILL QUERY " + session.state().connectionId().getAsLong(), new KillSink()));
        mayKill = false;
    }

    private static QueryExchange statement(String sql, ResultSink sink) {
        return new QueryExchange(ComQuery.of(sql), sql, StatementTraits.BARRIER, sink);
    }

    /** If the flag has survived, it hits this. */
    private void clean() {
        cleaning = true;
        session.submitNext(statement("DO 0", new CleaningSink()));
    }

    private void end() {
        dispose();
        session.hold(false);
        onFree.run();
    }

    /** The session has ended, or its owner has. */
    void dispose() {
        over = true;
        cancel(limitTimer);
        cancel(repeatTimer);
        MySQLException reason = notNeeded();
        if (connecting != null) {
            connecting.abandon(reason);
        }
        if (beside != null) {
            beside.close(reason);
        }
        connecting = null;
        beside = null;
    }

    private static void cancel(Loop.@Nullable Timer timer) {
        if (timer != null) {
            timer.cancel();
        }
    }

    private MySQLException notNeeded() {
        return new ConnectionClosedException(
                "the session beside is not needed any more", context(Delivery.NOT_EXECUTED), null);
    }

    private ErrorContext context(Delivery delivery) {
        return new ErrorContext(session.state().endpoint(), Phase.COMMAND, null, delivery);
    }

    private void onLimit() {
        Session other = beside;
        beside = null; // it closes when the server has done what it is told
        if (other != null && !mayKillSession.getAsBoolean()) {
            other.close(notNeeded());
        } else if (other != null) {
            LastWords lastWords = new LastWords(other);
            other.submit(statement("KILL " + session.state().connectionId().getAsLong(), lastWords));
            lastWords.patience = loop.schedule(lastWords, limit.toNanos());
            farewells.add(lastWords);
        }
        session.close(new ConnectionLostException(
                "a cancelled statement did not let go of its session within the cancelTimeout of " + limit.toMillis()
                        + " ms: the session was closed",
                context(Delivery.UNKNOWN),
                null));
    }

    /** What becomes of the session beside. */
    private final class Beside implements SessionListener {
        @Override
        public void onReady(Session ready) {
            connecting = null;
            if (over) {
                ready.close(notNeeded());
            } else if (isSameServer(ready.state())) {
                beside = ready;
                look();
            } else {
                ready.close(notNeeded());
            }
        }

        @Override
        public void onEnd(MySQLException cause) {
            connecting = null;
            beside = null;
            killsOnTheWay = 0; // KILL may have been executed: the session is cleaned in any case
            look();
        }
    }

    private boolean isSameServer(SessionState other) {
        String identity = session.state().serverIdentity();
        return identity != null && identity.equals(other.serverIdentity());
    }

    /** An answer that is of no interest but for its coming, well or badly. */
    private abstract static class AnySink extends SilentSink {
        @Override
        public void onComplete() {
            onAnswer();
        }

        @Override
        public void onFailure(MySQLException failure) {
            onAnswer();
        }

        abstract void onAnswer();
    }

    /** KILL is answered; where it failed, the statement had ended, or the limit will tell. */
    private final class KillSink extends AnySink {
        @Override
        void onAnswer() {
            killsOnTheWay = 0;
            look();
        }
    }

    private final class CleaningSink extends AnySink {
        @Override
        void onAnswer() {
            if (!over) {
                end();
            }
        }
    }

    /** The session beside ends with the answer to its last command, or without it. */
    private final class LastWords extends AnySink implements Runnable {
        private final Session other;
        private Loop.@Nullable Timer patience;

        LastWords(Session other) {
            this.other = other;
        }

        @Override
        void onAnswer() {
            run();
        }

        @Override
        public void run() {
            cancel(patience);
            farewells.remove(this);
            other.close(notNeeded());
        }
    }
}
