// SPDX-License-Identifier: Apache-2.0
package io.txmysql.it;

import io.netty.channel.EventLoop;
import io.txmysql.api.MySQLOptions;
import io.txmysql.protocol.error.ConnectionClosedException;
import io.txmysql.protocol.error.ErrorContext;
import io.txmysql.protocol.error.MySQLException;
import io.txmysql.protocol.exchange.PingExchange;
import io.txmysql.protocol.exchange.PrepareExchange;
import io.txmysql.protocol.exchange.PreparedStatement;
import io.txmysql.protocol.exchange.ResultEnd;
import io.txmysql.protocol.exchange.ResultSink;
import io.txmysql.protocol.exchange.RowBatch;
import io.txmysql.transport.NettyConnector;
import io.txmysql.transport.Session;
import io.txmysql.transport.SessionListener;
import io.txmysql.transport.SessionStart;
import io.txmysql.transport.SharedThreads;
import java.security.SecureRandom;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** A session below the public API that prepares statements and says what the server answered. Never closes them. */
final class PreparingSession implements SessionListener, AutoCloseable {
    private final SharedThreads threads = SharedThreads.acquire();
    private final EventLoop eventLoop = threads.nextEventLoop();
    private final CompletableFuture<Session> session = new CompletableFuture<>();

    PreparingSession(MySQLOptions options) {
        NettyConnector connector = new NettyConnector(
                eventLoop,
                threads.blocking(),
                new SecureRandom(),
                options,
                options.pipelining().limitOnConnection());
        eventLoop.execute(() -> connector.connect(new SessionStart(options.database(), Map.of()), this));
    }

    /** The statement, prepared or refused. */
    PreparedStatement prepare(String sql) {
        PreparedStatement statement = new PreparedStatement(sql);
        CompletableFuture<PreparedStatement> answered = new CompletableFuture<>();
        Session ready = ServerSuite.await(session);
        eventLoop.execute(() -> {
            ready.submit(new PrepareExchange(statement));
            ready.submit(new PingExchange(new Answered(answered, statement)));
        });
        return ServerSuite.await(answered);
    }

    @Override
    public void onReady(Session ready) {
        session.complete(ready);
    }

    @Override
    public void onEnd(MySQLException cause) {
        session.completeExceptionally(cause);
    }

    @Override
    public void close() {
        ConnectionClosedException reason = new ConnectionClosedException("done", ErrorContext.local(null), null);
        eventLoop.execute(() -> {
            Session ready = session.getNow(null);
            if (ready != null) {
                ready.close(reason);
            }
            threads.release();
        });
    }

    /** A ping that is answered after the statement. */
    private record Answered(CompletableFuture<PreparedStatement> future, PreparedStatement statement)
            implements ResultSink {
        @Override
        public void onRows(RowBatch rows) {}

        @Override
        public void onResultEnd(ResultEnd end) {}

        @Override
        public void onComplete() {
            future.complete(statement);
        }

        @Override
        public void onFailure(MySQLException failure) {
            future.completeExceptionally(failure);
        }
    }
}
