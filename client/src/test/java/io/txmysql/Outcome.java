// SPDX-License-Identifier: Apache-2.0
package io.txmysql;

import static org.assertj.core.api.Assertions.assertThat;

import io.txmysql.api.MySQLConnection;
import io.txmysql.api.MySQLOptions;
import io.txmysql.api.MySQLOptionsBuilder;
import io.txmysql.protocol.error.Delivery;
import io.txmysql.protocol.error.MySQLException;
import io.txmysql.testkit.ScriptedServer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** How calls end. A call that does not end within 20 seconds fails its test: no future may be forgotten. */
final class Outcome {
    /** What the client sends by itself after each login. */
    static final int SETUP_COMMANDS = 2;

    private static final int SECONDS = 20;

    private Outcome() {}

    static MySQLConnection connect(ScriptedServer server) {
        return connect(server.port());
    }

    static MySQLConnection connect(int port) {
        return MySQL.connection(options(port).build());
    }

    /** Without patience for a server that cannot be reached: these tests want to see the first failure. */
    static MySQLOptionsBuilder options(int port) {
        return MySQLOptions.builder()
                .host("127.0.0.1")
                .port(port)
                .user("bob")
                .password("secret")
                .maxBackoffTime(Duration.ZERO);
    }

    static <T extends @Nullable Object> T value(CompletableFuture<T> future) {
        try {
            return future.get(SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new AssertionError("no value", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /**
     * Does the work on the connection's event loop. A callback that is attached to a call which is done already runs on
     * the thread that attaches it: then there is another try.
     */
    static <T> T onEventLoop(MySQLConnection db, Supplier<T> work) {
        Thread caller = Thread.currentThread();
        while (true) {
            List<T> result = value(
                    db.ping().thenApply(pong -> Thread.currentThread() == caller ? List.of() : List.of(work.get())));
            if (!result.isEmpty()) {
                return result.get(0);
            }
        }
    }

    /** The error that a call ends with. */
    static MySQLException failure(CompletableFuture<?> future) {
        try {
            Object value = future.get(SECONDS, TimeUnit.SECONDS);
            throw new AssertionError("a value where an error is due: " + value);
        } catch (ExecutionException e) {
            assertThat(e.getCause()).isInstanceOf(MySQLException.class);
            return (MySQLException) e.getCause();
        } catch (TimeoutException e) {
            throw new AssertionError("no end", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    static <E extends MySQLException> E failure(CompletableFuture<?> future, Class<E> type, Delivery delivery) {
        MySQLException failure = failure(future);
        assertThat(failure).isInstanceOf(type);
        assertThat(failure.delivery()).as(failure.getMessage()).isEqualTo(delivery);
        return type.cast(failure);
    }
}
