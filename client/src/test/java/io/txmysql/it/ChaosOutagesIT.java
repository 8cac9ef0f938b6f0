// SPDX-License-Identifier: Apache-2.0
package io.txmysql.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.txmysql.MySQL;
import io.txmysql.api.Backoff;
import io.txmysql.api.ConnectionListener;
import io.txmysql.api.ConnectionState;
import io.txmysql.api.MySQLConnection;
import io.txmysql.api.MySQLOptions;
import io.txmysql.api.MySQLOptionsBuilder;
import io.txmysql.api.RetryPolicy;
import io.txmysql.api.Rows;
import io.txmysql.embedded.EmbeddedServer;
import io.txmysql.protocol.error.ConnectionLostException;
import io.txmysql.protocol.error.Delivery;
import io.txmysql.protocol.error.MySQLException;
import io.txmysql.protocol.error.MySQLTimeoutException;
import io.txmysql.testkit.Direction;
import io.txmysql.testkit.Ending;
import io.txmysql.testkit.FaultProxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.provider.MethodSource;

/** Outages one by one, each with what must come of it; {@link ChaosIT} has them all at once. */
@MethodSource("io.txmysql.it.TestServer#embedded")
class ChaosOutagesIT extends ServerSuite {
    private static final long SEED = 20_270_402;
    private static final int CUTS = 300;
    private static final Backoff PAUSE = new Backoff(Duration.ofMillis(2), 2, Duration.ofMillis(50), 0.5);

    private FaultProxy proxy() {
        EmbeddedServer shared = server.embeddedServer();
        return FaultProxy.to(shared.host(), shared.port());
    }

    private MySQLOptionsBuilder through(FaultProxy proxy) {
        return options().host("127.0.0.1").port(proxy.port()).backoff(PAUSE);
    }

    private static CompletableFuture<Boolean> hasItsToken(MySQLConnection connection, int token) {
        CompletableFuture<Rows> rows = token % 2 == 0
                ? connection.runQuery("select 'token " + token + "'")
                : connection.runQuery("select concat('token ', ?)", token);
        return rows.thenApply(
                all -> all.size() == 1 && ("token " + token).equals(all.get(0).getString(0)));
    }

    @Test
    @DisplayName(
            "pitfall#4, tx#22: the socket cut at 300 random offsets, both ways: every call has its own token or an error")
    void cutAtRandomOffsets() {
        Random random = new Random(SEED);
        AtomicInteger noticed = new AtomicInteger();
        ConnectionListener listener = new ConnectionListener() {
            @Override
            public void onLost(MySQLException cause) {
                noticed.incrementAndGet();
            }

            @Override
            public void onRetry(MySQLException cause, Duration pause) {
                noticed.incrementAndGet();
            }
        };
        int right = 0;
        int failed = 0;
        try (FaultProxy proxy = proxy();
                MySQLConnection connection = MySQL.connection(through(proxy).build(), listener)) {
            for (int cut = 0; cut < CUTS; cut++) {
                int before = noticed.get();
                Direction direction = random.nextBoolean() ? Direction.TO_CLIENT : Direction.TO_SERVER;
                proxy.cutAfter(direction, random.nextInt(2_000), random.nextBoolean() ? Ending.CLOSE : Ending.RESET);
                while (noticed.get() == before) {
                    List<CompletableFuture<Boolean>> calls = new ArrayList<>();
                    for (int i = 0; i < 20; i++) {
                        calls.add(hasItsToken(connection, right + failed + i));
                    }
                    for (CompletableFuture<Boolean> call : calls) {
                        if (endsWithToken(call)) {
                            right++;
                        } else {
                            failed++;
                        }
                    }
                }
            }
        }
        assertThat(right).isGreaterThan(CUTS);
        assertThat(failed).isGreaterThan(CUTS / 2);
    }

    private static boolean endsWithToken(CompletableFuture<Boolean> call) {
        try {
            assertThat(await(call)).as("the token").isTrue();
            return true;
        } catch (MySQLException e) {
            assertThat(e.delivery()).as(e.getMessage()).isIn(Delivery.UNKNOWN, Delivery.NOT_EXECUTED);
            return false;
        }
    }

    @Test
    @DisplayName(
            "tx#34: killed and restarted under 200 queued queries: those on the wire fail, all others are answered")
    void killedUnderQueue() {
        try (EmbeddedServer mortal = server.builder().start()) {
            MySQLConnection connection = open(TestServer.options(mortal).pipeliningLimit(8));
            List<CompletableFuture<Boolean>> calls = killUnder(mortal, connection);
            int lost = 0;
            for (CompletableFuture<Boolean> call : calls) {
                try {
                    assertThat(await(call)).isTrue();
                } catch (ConnectionLostException e) {
                    assertThat(e.delivery()).isEqualTo(Delivery.UNKNOWN);
                    lost++;
                }
            }
            assertThat(lost).as("behind the sleep, which is the first of 8").isEqualTo(7);
        }
    }

    @Test
    @DisplayName("tx#34, tx#32: the same under always(): all 200 are answered, each with its own token")
    void killedUnderQueueAlways() {
        try (EmbeddedServer mortal = server.builder().start()) {
            MySQLConnection connection =
                    open(TestServer.options(mortal).pipeliningLimit(8).retryPolicy(RetryPolicy.always()));
            killUnder(mortal, connection)
                    .forEach(call -> assertThat(await(call)).isTrue());
        }
    }

    private static List<CompletableFuture<Boolean>> killUnder(EmbeddedServer mortal, MySQLConnection connection) {
        assertThat(await(hasItsToken(connection, 1))).as("prepared").isTrue(); // a PREPARE holds up what is behind it
        CompletableFuture<?> head = connection.runQuery("select sleep(1)");
        List<CompletableFuture<Boolean>> calls = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            calls.add(hasItsToken(connection, i));
        }
        try (MySQLConnection watcher =
                MySQL.connection(TestServer.options(mortal).build())) {
            String sleeping = "select count(*) from information_schema.processlist where info = 'select sleep(1)'";
            awaitTrue(() -> Long.valueOf(1).equals(await(watcher.fetchOne(Long.class, sleeping))));
        }
        mortal.kill();
        assertThat(calls)
                .as("still waiting or lost")
                .noneMatch(call -> call.isDone() && !call.isCompletedExceptionally());
        mortal.restart();
        CompletableFuture<Boolean> ended = head.handle((rows, failure) -> true);
        assertThat(await(ended)).isTrue();
        return calls;
    }

    @Test
    @DisplayName(
            "tx#39, tx#8: an impostor in the server's place is given up after connectTimeout, again and again, until the"
                    + " real one answers, in the database that was selected")
    void impostor() throws Exception {
        CountDownLatch threeGivenUp = new CountDownLatch(3);
        Queue<MySQLException> causes = new ConcurrentLinkedQueue<>();
        ConnectionListener listener = new ConnectionListener() {
            @Override
            public void onRetry(MySQLException cause, Duration pause) {
                causes.add(cause);
                threeGivenUp.countDown();
            }
        };
        MySQLOptions options;
        try (FaultProxy proxy = proxy()) {
            options = through(proxy)
                    .connectTimeout(Duration.ofMillis(200))
                    .database(null)
                    .build();
            try (MySQLConnection connection = MySQL.connection(options, listener)) {
                await(connection.selectDb(database()));
                proxy.impostor(true);
                proxy.cutAll(Ending.RESET);
                awaitTrue(() -> connection.state() == ConnectionState.DISCONNECTED);
                CompletableFuture<Object> patient = connection.fetchOne("select database()");
                threeGivenUp.await();
                assertThat(patient).isNotDone();
                proxy.impostor(false);
                assertThat(await(patient)).isEqualTo(database());
                assertThat(causes)
                        .allSatisfy(cause -> assertThat(cause)
                                .isInstanceOf(MySQLTimeoutException.class)
                                .hasMessageContaining("connectTimeout of 200 ms"));
                awaitTrue(() -> proxy.openConnections() == 1); // none is left in the impostor's hands
            }
        }
    }

    @Test
    @DisplayName("pitfall#9: all sessions killed while idle: the next call on each connection works, at the first try")
    void killedWhileIdle() {
        List<MySQLConnection> all = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            MySQLConnection connection = connect();
            all.add(connection);
            Object id = await(connection.fetchOne("select connection_id()"));
            run("kill " + id);
        }
        for (MySQLConnection connection : all) {
            awaitTrue(() -> connection.state() == ConnectionState.DISCONNECTED);
            assertThat(await(connection.fetchOne("select database()"))).isEqualTo(database());
        }
    }

    private static void awaitTrue(BooleanSupplier condition) {
        long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("it does not come").isLessThan(deadline);
            sleepAMoment();
        }
    }

    private static void sleepAMoment() {
        try {
            Thread.sleep(5);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}
