// SPDX-License-Identifier: Apache-2.0
package io.txmysql;

import static io.txmysql.Outcome.connect;
import static io.txmysql.Outcome.value;
import static org.assertj.core.api.Assertions.assertThat;

import io.txmysql.api.MySQLConnection;
import io.txmysql.api.OperationResult;
import io.txmysql.api.Rows;
import io.txmysql.protocol.error.Delivery;
import io.txmysql.protocol.error.MySQLException;
import io.txmysql.testkit.Direction;
import io.txmysql.testkit.Ending;
import io.txmysql.testkit.FaultProxy;
import io.txmysql.testkit.Reply;
import io.txmysql.testkit.ScriptedServer;
import io.txmysql.testkit.ScriptedServerBuilder;
import io.txmysql.testkit.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Each call carries a token, and the server gives it back: a token in the wrong hands is a reply in the wrong hands. */
@Timeout(60)
@DisplayName("No answer ever reaches another caller:")
class TokensTest {
    private static final long SEED = 20_261_123;

    /** Answers a SELECT with its token as a row, an UPDATE with it as the insert id, a SIGNAL with it as the error. */
    private static ScriptedServerBuilder echo() {
        return ScriptedServer.builder()
                .onQuery(
                        sql -> sql.startsWith("select"),
                        reply -> reply.rows(Table.of("token").row(token(reply))))
                .onQuery(sql -> sql.startsWith("update"), reply -> reply.ok(1, token(reply)))
                .onQuery(sql -> sql.startsWith("signal"), reply -> reply.error(1644, "45000", "" + token(reply)));
    }

    private static long token(Reply reply) {
        return reply.arguments().isEmpty()
                ? Long.parseLong(reply.sql().replaceAll("\\D+", ""))
                : ((Number) java.util.Objects.requireNonNull(reply.arguments().get(0))).longValue();
    }

    /** One call of a kind that the token chooses; what it gives is the token that came back. */
    private static CompletableFuture<Long> call(MySQLConnection db, long token) {
        return switch ((int) (token % 7)) {
            case 0 -> db.runQuery("select " + token).thenApply(TokensTest::ofRow);
            case 1 -> db.runQuery("select ? as a", token).thenApply(TokensTest::ofRow);
            case 2 -> db.runQuery("select %s", token).thenApply(TokensTest::ofRow);
            case 3 -> db.runOperation("update t set a = ?", token).thenApply(OperationResult::insertId);
            case 4 -> db.fetchOne(Long.class, "select ? as b", token);
            case 5 ->
                db.runQuery("signal " + token)
                        .thenApply(TokensTest::ofRow)
                        .exceptionally(e -> Long.parseLong(serverError(e).summary()));
            default ->
                db.ping()
                        .thenCompose(done -> db.runQuery("select ? as c", token).thenApply(TokensTest::ofRow));
        };
    }

    private static long ofRow(Rows rows) {
        assertThat(rows.size()).isEqualTo(1);
        return rows.get(0).getLong("token");
    }

    private static MySQLException serverError(Throwable e) {
        Throwable cause = e instanceof CompletionException ? e.getCause() : e;
        if (cause instanceof MySQLException error && error.errno() == 1644) {
            return error;
        }
        throw new CompletionException(cause);
    }

    @Test
    @DisplayName("pitfall#21 tx#21 from 16 threads, 1,000 calls each, over one connection")
    void sixteenThreads() throws InterruptedException {
        ConcurrentLinkedQueue<Throwable> wrong = new ConcurrentLinkedQueue<>();
        try (ScriptedServer server = echo().start();
                MySQLConnection db = connect(server)) {
            List<Thread> threads = new ArrayList<>();
            for (int t = 0; t < 16; t++) {
                long first = t * 1_000L;
                threads.add(new Thread(() -> {
                    try {
                        callAll(db, first, 1_000);
                    } catch (Throwable e) {
                        wrong.add(e);
                    }
                }));
            }
            threads.forEach(Thread::start);
            for (Thread thread : threads) {
                thread.join();
            }
            assertThat(wrong).isEmpty();
            assertThat(server.acceptedConnections()).isEqualTo(1);
            assertThat(server.failures()).isEmpty();
        }
    }

    private static void callAll(MySQLConnection db, long first, int count) {
        List<CompletableFuture<Long>> calls = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            calls.add(call(db, first + i));
        }
        for (int i = 0; i < count; i++) {
            assertThat(value(calls.get(i))).isEqualTo(first + i);
        }
    }

    @Test
    @DisplayName("pitfall#21 with few statements cached, so that COM_STMT_CLOSE travels between the commands")
    void closesBetween() {
        try (ScriptedServer server = echo().start();
                MySQLConnection db = MySQL.connection(Outcome.options(server.port())
                        .prepStmtCacheSize(2)
                        .pipeliningLimit(64)
                        .build())) {
            List<CompletableFuture<Long>> calls = new ArrayList<>();
            for (long i = 0; i < 2_000; i++) {
                calls.add(db.runQuery("select ? as c" + i % 5, i).thenApply(TokensTest::ofRow));
            }
            for (int i = 0; i < calls.size(); i++) {
                assertThat(value(calls.get(i))).isEqualTo(i);
            }
        }
    }

    @Test
    @DisplayName("pitfall#4 pitfall#21 at depth 64, through sockets that are cut at random bytes in both directions")
    void randomCuts() {
        Random random = new Random(SEED);
        int lost = 0;
        long token = 0;
        try (ScriptedServer server = echo().start();
                FaultProxy proxy = FaultProxy.to("127.0.0.1", server.port());
                MySQLConnection db = MySQL.connection(
                        Outcome.options(proxy.port()).pipeliningLimit(64).build())) {
            for (int round = 0; round < 150; round++) {
                Direction direction = random.nextBoolean() ? Direction.TO_SERVER : Direction.TO_CLIENT;
                proxy.cutAfter(direction, random.nextInt(3_000), random.nextBoolean() ? Ending.CLOSE : Ending.RESET);
                List<CompletableFuture<Long>> calls = new ArrayList<>();
                long first = token;
                for (int i = 0; i < 64; i++) {
                    calls.add(call(db, token++));
                }
                for (int i = 0; i < 64; i++) {
                    lost += endsWith(calls.get(i), first + i) ? 0 : 1;
                }
            }
            assertThat(lost).isPositive().isLessThan(150 * 64);
        }
    }

    /** Whether the call brought its token back; any other end than that or a loss fails. */
    private static boolean endsWith(CompletableFuture<Long> call, long token) {
        long given;
        try {
            given = value(call);
        } catch (AssertionError e) {
            Throwable cause = e.getCause() == null ? e : e.getCause().getCause();
            if (cause instanceof CompletionException) {
                cause = cause.getCause();
            }
            assertThat(cause).isInstanceOf(MySQLException.class);
            assertThat(((MySQLException) cause).delivery()).isIn(Delivery.UNKNOWN, Delivery.NOT_EXECUTED);
            return false;
        }
        assertThat(given).isEqualTo(token);
        return true;
    }

    @Test
    @DisplayName("one byte at a time, both ways")
    void singleBytes() {
        try (ScriptedServer server = echo().start();
                FaultProxy proxy = FaultProxy.to("127.0.0.1", server.port());
                MySQLConnection db = connect(proxy.port())) {
            proxy.oneByteAtATime(true);
            callAll(db, 0, 70);
        }
    }

    @Test
    @DisplayName("a cancelled call's answer is dropped, and the next answers are right")
    void cancelled() {
        CountDownLatch cancelled = new CountDownLatch(1);
        try (ScriptedServer server = echo().onQuery("wait", reply -> {
                            awaitLatch(cancelled);
                            reply.rows(Table.of("token").row(-1L));
                        })
                        .start();
                MySQLConnection db = connect(server)) {
            CompletableFuture<Rows> first = db.runQuery("wait");
            CompletableFuture<Rows> second = db.runQuery("select 2");
            server.awaitCommands(Outcome.SETUP_COMMANDS + 1);
            assertThat(first.cancel(true)).isTrue();
            cancelled.countDown();
            assertThat(ofRow(value(second))).isEqualTo(2);
            assertThat(first).isCancelled();
            assertThat(ofRow(value(db.runQuery("select 3")))).isEqualTo(3);
            assertThat(server.acceptedConnections()).isEqualTo(1);
        }
    }

    @Test
    @DisplayName("pitfall#2 cancelled from another thread at 1,000 random instants")
    void cancelledAtRandom() throws Exception {
        Random random = new Random(SEED);
        AtomicInteger cancels = new AtomicInteger();
        try (ScriptedServer server = echo().start();
                MySQLConnection db = connect(server)) {
            for (long i = 0; i < 1_000; i++) {
                CompletableFuture<Rows> victim = db.runQuery(i % 2 == 0 ? "select " + i : "select ?", args(i));
                CompletableFuture<Rows> next = db.runQuery("select " + (i + 1_000_000));
                int spins = random.nextInt(20_000);
                Future<?> canceller = java.util.concurrent.ForkJoinPool.commonPool()
                        .submit(() -> {
                            for (int s = 0; s < spins; s++) {
                                Thread.onSpinWait();
                            }
                            if (victim.cancel(false)) {
                                cancels.incrementAndGet();
                            }
                        });
                assertThat(ofRow(value(next))).isEqualTo(i + 1_000_000);
                canceller.get();
                if (!victim.isCancelled()) {
                    assertThat(ofRow(value(victim))).isEqualTo(i);
                }
            }
            assertThat(cancels.get()).isPositive();
            assertThat(server.acceptedConnections()).isEqualTo(1);
        }
    }

    private static Object[] args(long i) {
        return i % 2 == 0 ? new Object[0] : new Object[] {i};
    }

    @Test
    @DisplayName("what is submitted together leaves in one write, before the session stands and in a callback")
    void oneWrite() {
        CountDownLatch submitted = new CountDownLatch(1);
        try (ScriptedServer server = echo().onLogin(reply -> {
                            awaitLatch(submitted);
                            reply.ok();
                        })
                        .start();
                MySQLConnection db = connect(server)) {
            List<CompletableFuture<Rows>> calls = new ArrayList<>();
            for (int i = 0; i < 30; i++) {
                calls.add(db.runQuery("select " + i));
            }
            submitted.countDown();
            calls.forEach(Outcome::value);
            assertThat(server.reads())
                    .as("the login, the setup, and all queries")
                    .hasSize(3);
            AtomicInteger before = new AtomicInteger();
            CompletableFuture<Void> inCallback = Outcome.onEventLoop(db, () -> {
                before.set(server.reads().size());
                List<CompletableFuture<Rows>> more = new ArrayList<>();
                for (int i = 0; i < 30; i++) {
                    more.add(db.runQuery("select " + i));
                }
                return CompletableFuture.allOf(more.toArray(CompletableFuture[]::new));
            });
            value(inCallback);
            assertThat(server.reads()).as("the queries of the callback").hasSize(before.get() + 1);
        }
    }

    private static void awaitLatch(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
