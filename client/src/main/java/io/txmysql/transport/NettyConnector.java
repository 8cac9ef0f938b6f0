// SPDX-License-Identifier: Apache-2.0
package io.txmysql.transport;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import io.txmysql.api.CompressionAlgorithm;
import io.txmysql.api.MySQLOptions;
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
import java.security.PublicKey;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Opens sessions over TCP and UNIX sockets, all on one event loop. Names and files are read on an executor for blocking
 * work; the addresses are then tried in turn. {@code connectTimeout} covers everything up to the authenticated session.
 */
public final class NettyConnector implements SessionConnector {
    private final EventLoop eventLoop;
    private final Sockets sockets;
    private final Executor blocking;
    private final SecureRandom random;
    private final MySQLOptions options;
    private final int pipeliningLimit;

    public NettyConnector(
            EventLoop eventLoop, Executor blocking, SecureRandom random, MySQLOptions options, int pipeliningLimit) {
        this.eventLoop = eventLoop;
        this.sockets = Sockets.of(eventLoop);
        this.blocking = blocking;
        this.random = random;
        this.options = options;
        this.pipeliningLimit = pipeliningLimit;
    }

    @Override
    public Attempt connect(SessionStart start, SessionListener listener) {
        assert eventLoop.inEventLoop();
        NettyAttempt attempt = new NettyAttempt(start, listener);
        attempt.begin();
        return attempt;
    }

    @Override
    public Attempt connectBeside(Session other, SessionListener listener) {
        throw new UnsupportedOperationException("not yet");
    }

    /** One attempt: its addresses, its time limit, and the session if it comes to that. */
    private final class NettyAttempt implements Attempt, SessionListener {
        private final SessionStart start;
        private final SessionListener listener;
        private @Nullable ScheduledFuture<?> timeLimit;
        private @Nullable Candidates candidates;
        private int current;
        private boolean withoutTls;
        private Phase phase = Phase.RESOLVE;
        private @Nullable Channel connecting;
        private @Nullable NettySession session;
        private boolean ready;
        private boolean ended;

        NettyAttempt(SessionStart start, SessionListener listener) {
            this.start = start;
            this.listener = listener;
        }

        void begin() {
            Duration limit = options.timeouts().connectTimeout();
            if (!limit.isZero()) {
                timeLimit = eventLoop.schedule(this::onTimeLimit, limit.toNanos(), TimeUnit.NANOSECONDS);
            }
            blocking.execute(() -> {
                Runnable next;
                try {
                    Candidates found = Candidates.find(options);
                    next = () -> onCandidates(found);
                } catch (MySQLException e) {
                    next = () -> onEnd(e);
                } catch (RuntimeException | LinkageError e) {
                    next = () ->
                            onEnd(new ConnectFailedException(String.valueOf(e.getMessage()), here(Phase.RESOLVE), e));
                }
                if (!eventLoop.isShuttingDown()) { // the last connection may have been closed meanwhile
                    eventLoop.execute(next);
                }
            });
        }

        private void onCandidates(Candidates found) {
            if (!ended) {
                candidates = found;
                tryCurrent(found);
            }
        }

        private void tryCurrent(Candidates found) {
            phase = Phase.CONNECT;
            Candidates.Candidate candidate = found.addresses().get(current);
            TlsClient tls = withoutTls ? null : candidate.tls();
            SessionEngine engine = new SessionEngine(
                    config(candidate, tls, found.serverPublicKey()), LoggedPackets.ifWanted(candidate.endpoint()));
            NettySession next = new NettySession(engine, tls, this);
            ChannelFuture connect = sockets.bootstrap(eventLoop, candidate.address())
                    .handler(next)
                    .connect();
            connecting = connect.channel();
            connect.addListener((ChannelFuture connected) -> onConnected(connected, next, candidate));
        }

        private void onConnected(ChannelFuture connected, NettySession next, Candidates.Candidate candidate) {
            if (ended) {
                ChannelFuture unused = connected.channel().close();
            } else if (connected.isSuccess()) {
                session = next;
            } else {
                Throwable cause = connected.cause();
                Candidates found = candidates;
                if (found != null && ++current < found.addresses().size()) {
                    tryCurrent(found);
                } else {
                    onEnd(new ConnectFailedException(
                            "cannot connect to " + candidate.address() + ": " + cause.getMessage(),
                            new ErrorContext(candidate.endpoint(), Phase.CONNECT, null, Delivery.NOT_EXECUTED),
                            cause));
                }
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
            Candidates found = candidates;
            if (!ready && found != null && mayGoOnWithoutTls(cause)) {
                withoutTls = true;
                session = null;
                tryCurrent(found);
                return;
            }
            ended = true;
            cancelTimeLimit();
            listener.onEnd(cause);
        }

        private boolean mayGoOnWithoutTls(MySQLException cause) {
            return options.tls().sslMode() == SslMode.PREFERRED
                    && !withoutTls
                    && cause instanceof TlsException
                    && TlsFailure.isAboutVersion(cause);
        }

        private void onTimeLimit() {
            Phase reached = session == null ? phase : session.phase();
            abandon(new MySQLTimeoutException(
                    "no session within the connectTimeout of "
                            + options.timeouts().connectTimeout().toMillis() + " ms; it got as far as the phase "
                            + reached,
                    here(reached),
                    null));
        }

        @Override
        public void abandon(MySQLException reason) {
            if (session == null) {
                onEnd(reason);
                if (connecting != null) {
                    ChannelFuture unused = connecting.close();
                }
            } else {
                session.abort(reason);
            }
        }

        private void cancelTimeLimit() {
            if (timeLimit != null) {
                timeLimit.cancel(false);
                timeLimit = null;
            }
        }

        private ErrorContext here(Phase where) {
            Candidates found = candidates;
            String endpoint = found == null
                    ? options.hosts().get(0).toString()
                    : found.addresses().get(current).endpoint();
            return new ErrorContext(endpoint, where, null, Delivery.NOT_EXECUTED);
        }

        private SessionConfig config(
                Candidates.Candidate candidate, @Nullable TlsClient tls, @Nullable PublicKey serverPublicKey) {
            SessionConfig.TlsPolicy policy = tls == null
                    ? SessionConfig.TlsPolicy.DISABLED
                    : options.tls().sslMode().requiresTls()
                            ? SessionConfig.TlsPolicy.REQUIRED
                            : SessionConfig.TlsPolicy.PREFERRED;
            return new SessionConfig(
                    candidate.endpoint(),
                    new SessionConfig.Identity(
                            options.credentials().user(),
                            options.credentials().password(),
                            start.database(),
                            options.attributes().connectionAttributes()),
                    new SessionConfig.Security(
                            policy,
                            candidate.isUnixSocket(),
                            serverPublicKey,
                            options.authentication().allowPublicKeyRetrieval(),
                            random),
                    new SessionConfig.Features(
                            options.compression().compressionAlgorithms().contains(CompressionAlgorithm.ZLIB),
                            !options.statements().useAffectedRows(),
                            options.statements().allowMultiQueries()),
                    new SessionConfig.Limits(
                            pipeliningLimit,
                            options.statements().prepStmtCacheSize(),
                            options.statements().prepStmtCacheSqlLimit()),
                    SessionConfig.Setup.NONE);
        }
    }
}
