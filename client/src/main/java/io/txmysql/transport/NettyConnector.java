// SPDX-License-Identifier: Apache-2.0
package io.txmysql.transport;

import io.netty.channel.EventLoop;
import io.txmysql.api.CompressionAlgorithm;
import io.txmysql.api.MySQLOptions;
import io.txmysql.protocol.session.SessionConfig;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Opens sessions over TCP and UNIX sockets, all on one event loop. Names and files are read on an executor for blocking
 * work; the addresses are then tried in turn. {@code connectTimeout} covers everything up to the authenticated session.
 */
public final class NettyConnector implements SessionConnector {
    final EventLoop eventLoop;
    final Executor blocking;
    final Sockets sockets;
    final MySQLOptions options;
    private final SecureRandom random;
    private final int pipeliningLimit;

    /** @param pipeliningLimit commands that a session may have on the wire, at least 1 */
    public NettyConnector(
            EventLoop eventLoop, Executor blocking, SecureRandom random, MySQLOptions options, int pipeliningLimit) {
        this.eventLoop = eventLoop;
        this.blocking = blocking;
        this.sockets = Sockets.of(eventLoop);
        this.random = random;
        this.options = options;
        this.pipeliningLimit = pipeliningLimit;
    }

    @Override
    public Attempt connect(SessionStart start, SessionListener listener) {
        assert eventLoop.inEventLoop();
        SessionConfig.Setup setup =
                new SessionConfig.Setup(true, options.session().sessionVariables(), List.of(), start.variables());
        NettyAttempt attempt = new NettyAttempt(this, start.database(), setup, listener);
        attempt.begin();
        return attempt;
    }

    @Override
    public Attempt connectBeside(Session other, SessionListener listener) {
        assert eventLoop.inEventLoop();
        NettyAttempt attempt =
                new NettyAttempt(this, null, new SessionConfig.Setup(true, Map.of(), List.of()), listener);
        attempt.begin(((NettySession) other).route());
        return attempt;
    }

    SessionConfig config(Route route, @Nullable String database, SessionConfig.Setup setup) {
        return new SessionConfig(
                route.endpoint(),
                new SessionConfig.Identity(
                        options.credentials().user(),
                        options.credentials().password(),
                        database,
                        options.attributes().connectionAttributes()),
                new SessionConfig.Security(
                        tlsPolicy(route),
                        route.isUnixSocket(),
                        route.serverPublicKey(),
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
                setup);
    }

    private SessionConfig.TlsPolicy tlsPolicy(Route route) {
        if (route.tls() == null) {
            return SessionConfig.TlsPolicy.DISABLED;
        }
        return options.tls().sslMode().requiresTls()
                ? SessionConfig.TlsPolicy.REQUIRED
                : SessionConfig.TlsPolicy.PREFERRED;
    }
}
