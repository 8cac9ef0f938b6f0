// SPDX-License-Identifier: Apache-2.0
package io.txmysql;

import static io.txmysql.Outcome.connect;
import static io.txmysql.Outcome.failure;
import static io.txmysql.Outcome.onEventLoop;
import static io.txmysql.Outcome.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.txmysql.api.MySQLConnection;
import io.txmysql.api.Rows;
import io.txmysql.protocol.error.UsageException;
import io.txmysql.testkit.ScriptedServer;
import io.txmysql.testkit.Table;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
@DisplayName("The future of a call")
class FuturesTest {
    private final CountDownLatch released = new CountDownLatch(1);
    private final ScriptedServer server = ScriptedServer.builder()
            .onQuery("select 1", reply -> reply.rows(Table.of("a").row(1)))
            .onQuery("wait", reply -> {
                try {
                    released.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                reply.rows(Table.of("a").row(2));
            })
            .start();
    private final MySQLConnection db = connect(server);

    @AfterEach
    void close() {
        released.countDown();
        db.close();
        server.close();
    }

    @Test
    @DisplayName("cannot be waited for on the event loop that has to complete it")
    void waitingOnEventLoop() {
        assertThat(onEventLoop(db, () -> thrownBy(() -> db.ping().join())))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("event loop");
        assertThat(onEventLoop(db, () -> thrownBy(() -> db.ping().get()))).isInstanceOf(UsageException.class);
        assertThat(onEventLoop(db, () -> thrownBy(() -> db.ping().get(1, TimeUnit.DAYS))))
                .isInstanceOf(UsageException.class);
        assertThat(onEventLoop(
                        db,
                        () -> thrownBy(() ->
                                db.runQuery("select 1").thenApply(Rows::size).join())))
                .isInstanceOf(UsageException.class);
        assertThat(value(db.runQuery("select 1")).size()).isEqualTo(1);
    }

    @Test
    @DisplayName("can be asked for its value on the event loop once it is there")
    void doneOnEventLoop() {
        CompletableFuture<Rows> first = db.runQuery("select 1");
        CompletableFuture<Integer> asked = first.thenApply(rows -> first.join().size());
        assertThat(value(asked)).isEqualTo(1);
    }

    private interface Action {
        void run() throws Exception;
    }

    private static Throwable thrownBy(Action action) {
        try {
            action.run();
        } catch (Throwable e) {
            return e;
        }
        throw new AssertionError("nothing was thrown");
    }

    @Test
    @DisplayName("completes on the event loop, well or badly")
    void completesOnEventLoop() {
        CompletableFuture<Thread> well = db.runQuery("wait").thenApply(rows -> Thread.currentThread());
        CompletableFuture<Thread> badly = db.runQuery("no such").handle((rows, e) -> Thread.currentThread());
        released.countDown();
        assertThat(value(well).getName()).startsWith("txmysql");
        assertThat(value(badly)).isSameAs(value(well));
    }

    @Test
    @DisplayName("is not complete when the call returns, also on the event loop and also when the connection is closed")
    void neverCompletedInsideTheCall() {
        assertThat(onEventLoop(db, () -> db.runQuery("select 1").isDone())).isFalse();
        AtomicBoolean done = new AtomicBoolean();
        CompletableFuture<Rows> afterClose = onEventLoop(db, () -> {
            db.close();
            CompletableFuture<Rows> call = db.runQuery("select 1");
            done.set(call.isDone());
            return call;
        });
        failure(afterClose);
        assertThat(done).isFalse();
    }

    @Test
    @DisplayName("may have a callback that throws: the connection goes on")
    void callbackThatThrows() {
        CompletableFuture<Object> throwing = db.runQuery("select 1").thenApply(rows -> {
            throw new IllegalStateException("the user's own");
        });
        CompletableFuture<Rows> error = db.runQuery("select 1").whenComplete((rows, e) -> {
            throw new StackOverflowError("the user's own");
        });
        CompletableFuture<Rows> next = db.runQuery("select 1");
        assertThatThrownBy(throwing::get)
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(IllegalStateException.class);
        assertThatThrownBy(error::get).hasCauseInstanceOf(StackOverflowError.class);
        assertThat(value(next).size()).isEqualTo(1);
        assertThat(server.acceptedConnections()).isEqualTo(1);
    }

    @Test
    @DisplayName("ends also where the result cannot be made of the answer")
    @SuppressWarnings("NullAway") // what a caller without NullAway can do
    void resultThatCannotBeMade() {
        CompletableFuture<?> impossible = db.fetchOne((Class<?>) null, "select 1");
        assertThatThrownBy(() -> impossible.get(20, TimeUnit.SECONDS)).isInstanceOf(ExecutionException.class);
        assertThat(value(db.runQuery("select 1")).size()).isEqualTo(1);
    }

    @Test
    @DisplayName("may have a callback that submits, a thousand times over")
    void callbackThatSubmits() {
        CompletableFuture<Rows> chain = db.runQuery("select 1");
        for (int i = 0; i < 1_000; i++) {
            chain = chain.thenCompose(rows -> db.runQuery("select 1"));
        }
        assertThat(value(chain).size()).isEqualTo(1);
        assertThat(server.statements()).hasSize(Outcome.SETUP_COMMANDS + 1_001);
    }

    @Test
    @DisplayName("completed by its owner, or by a time limit of his, detaches the call like a cancel")
    void detached() {
        CompletableFuture<Rows> waiting = db.runQuery("wait");
        CompletableFuture<Rows> limited = db.runQuery("wait").orTimeout(1, TimeUnit.MILLISECONDS);
        assertThat(waiting.completeExceptionally(new IllegalStateException("enough")))
                .isTrue();
        assertThatThrownBy(limited::get).hasCauseInstanceOf(java.util.concurrent.TimeoutException.class);
        released.countDown();
        assertThat(value(db.runQuery("select 1")).get(0).getInt(0)).isEqualTo(1);
        assertThat(waiting).isCompletedExceptionally();
    }
}
