// SPDX-License-Identifier: Apache-2.0
package io.txmysql.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.txmysql.MySQL;
import io.txmysql.api.Backoff;
import io.txmysql.api.MySQLConnection;
import io.txmysql.api.MySQLOptions;
import io.txmysql.api.MySQLOptionsBuilder;
import io.txmysql.api.RetryPolicy;
import io.txmysql.protocol.error.Delivery;
import io.txmysql.protocol.error.MySQLException;
import io.txmysql.testkit.Direction;
import io.txmysql.testkit.Ending;
import io.txmysql.testkit.FaultProxy;
import io.txmysql.testkit.ScriptedServer;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What chaos has found, each in the fewest steps. */
@Timeout(60)
@DisplayName("Found by chaos:")
class ChaosFindingsTest {
    private static final Backoff PAUSE = new Backoff(Duration.ofMillis(10), 1, Duration.ofMillis(10), 0);

    /** The server gets the statement, and its answer never arrives. */
    private static CompletableFuture<?> executedUnheard(ScriptedServer server, FaultProxy proxy, MySQLConnection db) {
        proxy.stall(Direction.TO_CLIENT, true);
        CompletableFuture<?> call = db.runOperation("insert");
        while (!server.statements().contains("insert")) {
            Thread.onSpinWait();
        }
        return call;
    }

    private static MySQLOptionsBuilder options(FaultProxy proxy) {
        return MySQLOptions.builder()
                .host("127.0.0.1")
                .port(proxy.port())
                .user("bob")
                .retryPolicy(RetryPolicy.always())
                .backoff(PAUSE);
    }

    @Test
    @DisplayName("no session within maxBackoffTime, for a statement that may have been executed once: UNKNOWN")
    void noSession() {
        try (ScriptedServer server = ScriptedServer.builder()
                        .onQuery("insert", reply -> reply.ok(1, 0))
                        .start();
                FaultProxy proxy = FaultProxy.to("127.0.0.1", server.port());
                MySQLConnection db = MySQL.connection(
                        options(proxy).maxBackoffTime(Duration.ofMillis(50)).build())) {
            ServerSuite.await(db.ping());
            CompletableFuture<?> call = executedUnheard(server, proxy, db);
            proxy.refuse(true);
            proxy.cutAll(Ending.RESET);
            assertThat(ServerSuite.failure(MySQLException.class, call).delivery())
                    .isEqualTo(Delivery.UNKNOWN);
        }
    }

    @Test
    @DisplayName("closed while a statement that may have been executed waits to be run again: UNKNOWN")
    void closedMeanwhile() {
        try (ScriptedServer server = ScriptedServer.builder()
                        .onQuery("insert", reply -> reply.ok(1, 0))
                        .start();
                FaultProxy proxy = FaultProxy.to("127.0.0.1", server.port())) {
            MySQLConnection db = MySQL.connection(options(proxy).build());
            ServerSuite.await(db.ping());
            CompletableFuture<?> call = executedUnheard(server, proxy, db);
            proxy.impostor(true);
            proxy.cutAll(Ending.RESET);
            while (proxy.openConnections() == 0) { // the impostor has it: the statement waits for a session
                Thread.onSpinWait();
            }
            db.close();
            assertThat(ServerSuite.failure(MySQLException.class, call).delivery())
                    .isEqualTo(Delivery.UNKNOWN);
        }
    }

    @Test
    @DisplayName("a write that fails at once, before the end of the session is seen: what was written is run again")
    void writeFails() {
        try (ScriptedServer server = ScriptedServer.builder()
                        .onQuery("insert", reply -> reply.ok(1, 0))
                        .start();
                FaultProxy proxy = FaultProxy.to("127.0.0.1", server.port());
                MySQLConnection db = MySQL.connection(options(proxy).build())) {
            Thread caller = Thread.currentThread();
            AtomicReference<@Nullable CompletableFuture<?>> call = new AtomicReference<>();
            while (call.get() == null) { // a callback of what is done already runs on the thread that attaches it
                ServerSuite.await(db.ping().thenAccept(pong -> {
                    if (Thread.currentThread() != caller) {
                        call.set(afterReset(proxy, db));
                    }
                }));
            }
            ServerSuite.await(Objects.requireNonNull(call.get()));
        }
    }

    /** On the event loop, which therefore cannot notice that the socket is dead before it writes. */
    private static CompletableFuture<?> afterReset(FaultProxy proxy, MySQLConnection db) {
        proxy.cutAll(Ending.RESET);
        LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
        return db.runOperation("insert");
    }
}
