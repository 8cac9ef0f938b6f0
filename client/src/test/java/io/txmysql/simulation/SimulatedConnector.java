// SPDX-License-Identifier: Apache-2.0
package io.txmysql.simulation;

import io.txmysql.api.MySQLOptions;
import io.txmysql.protocol.error.ConnectFailedException;
import io.txmysql.protocol.error.Delivery;
import io.txmysql.protocol.error.ErrorContext;
import io.txmysql.protocol.error.MySQLException;
import io.txmysql.protocol.error.MySQLTimeoutException;
import io.txmysql.protocol.error.Phase;
import io.txmysql.protocol.session.SessionConfig;
import io.txmysql.protocol.session.SessionEngine;
import io.txmysql.testkit.simulation.Dice;
import io.txmysql.testkit.simulation.ModelServer;
import io.txmysql.testkit.simulation.SimulatedLink;
import io.txmysql.testkit.simulation.SimulatedNetwork;
import io.txmysql.transport.Session;
import io.txmysql.transport.SessionConnector;
import io.txmysql.transport.SessionListener;
import io.txmysql.transport.SessionStart;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Opens sessions with model servers, as NettyConnector does with real ones: addresses in turn, one time limit for it all. */
final class SimulatedConnector implements SessionConnector {
    private static final SecureRandom NOT_DRAWN_FROM = new SecureRandom();
    private static final long LONGEST_LOOKUP = 500_000;

    private final World world;
    private final SimulatedLoop loop;
    private final MySQLOptions options;
    private final Dice dice;
    private final Watch watch;
    private final int pipelining;

    SimulatedConnector(World world, SimulatedLoop loop, MySQLOptions options, Dice dice, Watch watch, boolean pooled) {
        this.world = world;
        this.loop = loop;
        this.options = options;
        this.dice = dice;
        this.watch = watch;
        this.pipelining = pooled
                ? options.pipelining().limitInPool()
                : options.pipelining().limitOnConnection();
    }

    @Override
    public Attempt connect(SessionStart start, SessionListener listener) {
        return new SimulatedAttempt(start, listener, null);
    }

    @Override
    public Attempt connectBeside(Session other, SessionListener listener) {
        return new SimulatedAttempt(new SessionStart(null, Map.of()), listener, (SimulatedSession) other);
    }

    private final class SimulatedAttempt implements Attempt, SessionListener, SimulatedNetwork.Opener {
        private final SessionStart start;
        private final SessionListener listener;
        private final @Nullable SimulatedSession beside;
        private final Watch watched;
        private final io.txmysql.transport.Loop.@Nullable Timer timeLimit;
        private int current;
        private @Nullable ModelServer server;
        private Phase phase = Phase.RESOLVE;
        private SimulatedNetwork.@Nullable Opening opening;
        private @Nullable SimulatedSession session;
        private boolean ready;
        private boolean ended;

        SimulatedAttempt(SessionStart start, SessionListener listener, @Nullable SimulatedSession beside) {
            this.start = start;
            this.listener = listener;
            this.beside = beside;
            this.watched = beside == null ? watch : Watch.NOTHING;
            world.connecting(1);
            Duration limit = options.timeouts().connectTimeout();
            timeLimit = limit.isZero() ? null : loop.schedule(this::onTimeLimit, limit.toNanos());
            world.loop.schedule(this::tryCurrent, dice.between(0, LONGEST_LOOKUP));
        }

        private void tryCurrent() {
            if (ended) {
                return;
            }
            phase = Phase.CONNECT;
            // Behind a load balancer the same address may lead to another server.
            ModelServer next = beside == null || world.balanced ? world.server(current) : beside.server();
            server = next;
            world.trace("connector", "tries %s", next.name());
            opening = world.network.connect(next, this);
        }

        @Override
        public SimulatedLink.Receiver onOpen(SimulatedLink.End end) {
            opening = null;
            ModelServer reached = server;
            if (ended || reached == null) {
                throw new IllegalStateException("opened after it was given up");
            }
            SimulatedSession opened = new SimulatedSession(
                    world,
                    loop,
                    dice,
                    watched,
                    new SessionEngine(config()),
                    options.timeouts().socketTimeout(),
                    this,
                    end,
                    reached,
                    beside != null);
            session = opened;
            return opened;
        }

        @Override
        public void onRefused() {
            opening = null;
            if (beside == null && ++current < world.addresses()) {
                tryCurrent();
            } else {
                current = Math.min(current, world.addresses() - 1);
                onEnd(new ConnectFailedException("cannot connect: Connection refused", here(Phase.CONNECT), null));
            }
        }

        @Override
        public void onReady(Session authenticated) {
            ready = true;
            world.connecting(-1);
            cancelTimeLimit();
            listener.onReady(authenticated);
        }

        @Override
        public void onEnd(MySQLException cause) {
            if (ended) {
                return;
            }
            ended = true;
            cancelTimeLimit();
            if (!ready) {
                world.connecting(-1);
            }
            world.trace("connector", "%s: %s", ready ? "lost" : "failed", cause.summary());
            watched.event(ready ? Watch.Event.LOST : Watch.Event.REFUSED);
            listener.onEnd(cause);
        }

        private void onTimeLimit() {
            Phase reached = session == null ? phase : session.phase();
            abandon(new MySQLTimeoutException("no session within the connectTimeout", here(reached), null));
        }

        @Override
        public void abandon(MySQLException reason) {
            if (session == null) {
                if (opening != null) {
                    opening.cancel();
                    opening = null;
                }
                onEnd(reason);
            } else {
                session.abort(reason);
            }
        }

        private void cancelTimeLimit() {
            if (timeLimit != null) {
                timeLimit.cancel();
            }
        }

        private ErrorContext here(Phase where) {
            return new ErrorContext(endpoint(), where, null, Delivery.NOT_EXECUTED);
        }

        private String endpoint() {
            return server == null ? "db:3306" : server.name() + ":3306";
        }

        private SessionConfig.Setup setup() {
            return beside == null
                    ? new SessionConfig.Setup(true, options.session().sessionVariables(), List.of(), start.variables())
                    : new SessionConfig.Setup(true, Map.of(), List.of());
        }

        private SessionConfig config() {
            return new SessionConfig(
                    endpoint(),
                    new SessionConfig.Identity(
                            options.credentials().user(),
                            options.credentials().password(),
                            start.database(),
                            options.attributes().connectionAttributes()),
                    new SessionConfig.Security(SessionConfig.TlsPolicy.DISABLED, false, null, false, NOT_DRAWN_FROM),
                    new SessionConfig.Features(
                            false,
                            !options.statements().useAffectedRows(),
                            options.statements().allowMultiQueries()),
                    new SessionConfig.Limits(
                            pipelining,
                            options.statements().prepStmtCacheSize(),
                            options.statements().prepStmtCacheSqlLimit()),
                    setup());
        }
    }
}
