// SPDX-License-Identifier: Apache-2.0
package io.txmysql.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.util.concurrent.DefaultEventExecutor;
import io.txmysql.api.ConnectionListener;
import io.txmysql.api.MySQLOptions;
import io.txmysql.api.Rows;
import io.txmysql.protocol.error.ConnectionClosedException;
import io.txmysql.supervisor.ConnectionEvents;
import io.txmysql.supervisor.Supervisor;
import io.txmysql.transport.Timers;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ClosedConnectionTest {
    @Test
    @DisplayName("a call after close fails in its future, also when the threads of the driver have ended")
    void callAfterTheEnd() throws Exception {
        DefaultEventExecutor eventLoop = new DefaultEventExecutor();
        Supervisor supervisor = new Supervisor(
                (database, listener) -> {
                    throw new AssertionError("nothing to connect for");
                },
                new NoTimers(),
                new SplittableRandom(1),
                MySQLOptions.builder().build().reconnection(),
                Duration.ZERO,
                "db:3306",
                null,
                new ConnectionEvents("db:3306", new ConnectionListener() {}));
        LogicalConnection connection = new LogicalConnection(eventLoop, supervisor, "db:3306", () -> {
            var unused = eventLoop.shutdownGracefully(0, 1, TimeUnit.SECONDS);
        });
        connection.close();
        assertThat(eventLoop.awaitTermination(10, TimeUnit.SECONDS)).isTrue();

        for (int i = 0; i < 2; i++) {
            CompletableFuture<Rows> call = connection.runQuery("select 1");
            assertThatThrownBy(() -> call.get(10, TimeUnit.SECONDS))
                    .hasCauseInstanceOf(ConnectionClosedException.class);
        }
    }

    /** A connection that is closed at once waits for nothing. */
    private static final class NoTimers implements Timers {
        @Override
        public long nanoTime() {
            return 0;
        }

        @Override
        public Timer schedule(Runnable task, long nanos) {
            throw new AssertionError("nothing to wait for");
        }
    }
}
