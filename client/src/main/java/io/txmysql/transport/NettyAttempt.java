// SPDX-License-Identifier: Apache-2.0
package io.txmysql.transport;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.util.concurrent.ScheduledFuture;
import io.txmysql.api.SslMode;
import io.txmysql.protocol.error.ConnectFailedException;
import io.txmysql.protocol.error.Delivery;
import io.txmysql.protocol.error.ErrorContext;
import io.txmysql.protocol.error.MySQLException;
import io.txmysql.protocol.error.MySQLTimeoutException;
import io.txmysql.protocol.error.Phase;
import io.txmysql.protocol.error.TlsException;
import io.txmysql.protocol.session.SessionConfig;
import io.txmysql.protocol.session.SessionEngine;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One attempt to connect: its routes, its time limit, and the session if it comes to that. It lives on the connector's
 * event loop and follows its session, whose end is its own.
 */
final class NettyAttempt implements SessionConnector.Attempt, SessionListener {
    private final NettyConnector connector;
    private final @Nullable String database;
    private final SessionConfig.Setup setup;
    private final SessionListener listener;
    private @Nullable ScheduledFuture<?> timeLimit;
    private List<Route> routes = List.of();
    private int current;
    private boolean withoutTls;
    private @Nullable Channel connecting;
    private @Nullable NettySession session;
    private boolean abandoned;
    private boolean ready;
    private boolean ended;

    NettyAttempt(
            NettyConnector connector, @Nullable String database, SessionConfig.Setup setup, SessionListener listener) {
        this.connector = connector;
        this.database = database;
        this.setup = setup;
        this.listener = listener;
    }

    /** Looks for the routes, then tries them. */
    void begin() {
        limitTime();
        connector.blocking.execute(() -> {
            Runnable next;
            try {
                List<Route> found = Routes.find(connector.options, connector.blocking);
                next = () -> tryAll(found);
            } catch (MySQLException e) {
                next = () -> onEnd(e);
            } catch (RuntimeException | LinkageError e) {
                next = () -> onEnd(new ConnectFailedException(String.valueOf(e.getMessage()), here(Phase.RESOLVE), e));
            }
            try {
                connector.eventLoop.execute(next);
            } catch (RejectedExecutionException e) {
                // The last connection was closed meanwhile, and this attempt abandoned.
            }
        });
    }

    /** Tries this route only. */
    void begin(Route route) {
        limitTime();
        connector.eventLoop.execute(() -> tryAll(List.of(route)));
    }

    private void limitTime() {
        Duration limit = connector.options.timeouts().connectTimeout();
        if (!limit.isZero()) {
            timeLimit = connector.eventLoop.schedule(this::onTimeLimit, limit.toNanos(), TimeUnit.NANOSECONDS);
        }
    }

    private void tryAll(List<Route> found) {
        if (!ended) {
            routes = found;
            tryCurrent();
        }
    }

    private void tryCurrent() {
        Route found = routes.get(current);
        Route route = withoutTls ? found.withoutTls() : found;
        SessionEngine engine =
                new SessionEngine(connector.config(route, database, setup), LoggedPackets.ifWanted(route.endpoint()));
        NettySession next =
                new NettySession(engine, route, connector.options.timeouts().socketTimeout(), this);
        ChannelFuture connect = connector
                .sockets
                .bootstrap(connector.eventLoop, route.address())
                .handler(next)
                .connect();
        connecting = connect.channel();
        connect.addListener((ChannelFuture connected) -> onConnected(connected, next));
    }

    private void onConnected(ChannelFuture connected, NettySession next) {
        if (ended) {
            ChannelFuture unused = connected.channel().close();
        } else if (connected.isSuccess()) {
            session = next;
        } else if (current + 1 < routes.size()) {
            current++;
            tryCurrent();
        } else {
            Throwable cause = connected.cause();
            onEnd(new ConnectFailedException(
                    "cannot connect to " + next.route().address() + ": " + cause.getMessage(),
                    here(Phase.CONNECT),
                    cause));
        }
    }

    @Override
    public void onReady(Session authenticated) {
        ready = true;
        cancelTimeLimit();
        listener.onReady(authenticated);
    }

    @Override
    public void onEnd(MySQLException cause) {
        if (ended) {
            return;
        }
        if (!ready && !abandoned && mayGoOnWithoutTls(cause)) {
            withoutTls = true;
            session = null;
            tryCurrent();
            return;
        }
        ended = true;
        cancelTimeLimit();
        listener.onEnd(cause);
    }

    private boolean mayGoOnWithoutTls(MySQLException cause) {
        return connector.options.tls().sslMode() == SslMode.PREFERRED
                && !withoutTls
                && cause instanceof TlsException
                && TlsFailure.isAboutVersion(cause);
    }

    private void onTimeLimit() {
        Phase reached = phase();
        abandon(new MySQLTimeoutException(
                "no session within the connectTimeout of "
                        + connector.options.timeouts().connectTimeout().toMillis()
                        + " ms; it got as far as the phase " + reached,
                here(reached),
                null));
    }

    Phase phase() {
        if (session != null) {
            return session.phase();
        }
        return routes.isEmpty() ? Phase.RESOLVE : Phase.CONNECT;
    }

    @Override
    public void abandon(MySQLException reason) {
        assert connector.eventLoop.inEventLoop();
        abandoned = true;
        if (session != null) {
            session.abort(reason);
            return;
        }
        onEnd(reason);
        if (connecting != null) {
            ChannelFuture unused = connecting.close();
        }
    }

    private void cancelTimeLimit() {
        if (timeLimit != null) {
            timeLimit.cancel(false);
            timeLimit = null;
        }
    }

    private ErrorContext here(Phase where) {
        String endpoint = routes.isEmpty()
                ? connector.options.hosts().get(0).toString()
                : routes.get(current).endpoint();
        return new ErrorContext(endpoint, where, null, Delivery.NOT_EXECUTED);
    }
}
