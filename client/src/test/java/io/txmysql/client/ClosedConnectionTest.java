// SPDX-License-Identifier: Apache-2.0
package io.txmysql.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.txmysql.api.Backoff;
import io.txmysql.api.MySQLOptions;
import io.txmysql.api.Rows;
import io.txmysql.protocol.error.ConnectionClosedException;
import io.txmysql.supervisor.ConnectionEvents;
import io.txmysql.supervisor.Supervisor;
import io.txmysql.transport.NettyLoop;
import io.txmysql.transport.Session;
import io.txmysql.transport.SessionConnector;
import io.txmysql.transport.SessionListener;
import io.txmysql.transport.SessionStart;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ClosedConnectionTest {
    @Test
    @DisplayName("a call after close fails in its future, also when the threads of the driver have ended")
    void callAfterTheEnd() throws Exception {
        MultiThreadIoEventLoopGroup threads = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
        NettyLoop loop = new NettyLoop(threads.next());
        Supervisor supervisor = new Supervisor(
                new NoServer(),
                loop,
                new SplittableRandom(1),
                MySQLOptions.builder().build(),
                "db:3306",
                new ConnectionEvents("db:3306", null),
                null);
        Transactions transactions = new Transactions(loop, new SplittableRandom(1), Backoff.DEFAULT);
        LogicalConnection connection = new LogicalConnection(loop, supervisor, transactions, "db:3306", () -> {
            var unused = threads.shutdownGracefully(0, 1, TimeUnit.SECONDS);
        });
        connection.close();
        assertThat(threads.awaitTermination(10, TimeUnit.SECONDS)).isTrue();

        for (int i = 0; i < 2; i++) {
            CompletableFuture<Rows> call = connection.runQuery("select 1");
            assertThatThrownBy(() -> call.get(10, TimeUnit.SECONDS))
                    .hasCauseInstanceOf(ConnectionClosedException.class);
        }
    }

    /** A connection that is closed at once connects to nothing. */
    private static final class NoServer implements SessionConnector {
        @Override
        public Attempt connect(SessionStart start, SessionListener listener) {
            throw new AssertionError("nothing to connect for");
        }

        @Override
        public Attempt connectBeside(Session other, SessionListener listener) {
            throw new AssertionError("nothing to connect for");
        }
    }
}
