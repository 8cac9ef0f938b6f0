// SPDX-License-Identifier: Apache-2.0
package io.txmysql.it;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxy;
import io.txmysql.ConnectionLog;
import io.txmysql.MySQL;
import io.txmysql.api.MySQLConnection;
import io.txmysql.api.MySQLOptions;
import io.txmysql.api.MySQLPool;
import io.txmysql.api.PoolMetrics;
import io.txmysql.api.PoolOptions.ValidationDepth;
import io.txmysql.api.PooledConnection;
import io.txmysql.api.PooledConnection.Use;
import io.txmysql.api.Rows;
import io.txmysql.api.SqlRunner;
import io.txmysql.api.SslMode;
import io.txmysql.api.Transaction;
import io.txmysql.api.TransactionOptions;
import io.txmysql.protocol.error.ConnectionClosedException;
import io.txmysql.protocol.error.MySQLTimeoutException;
import io.txmysql.protocol.error.ServerErrorException;
import io.txmysql.testkit.FaultProxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.provider.MethodSource;

/** A pool on real servers: who gets a connection, when, and what becomes of the connections. */
@MethodSource("io.txmysql.it.TestServer#embeddedOfToday")
class PoolIT extends ServerSuite {
    /** No call here takes nearly that long unless it hangs. */
    private static final Duration IN_TIME = Duration.ofSeconds(10);

    // --- Nothing is lost ---

    @Test
    @DisplayName(
            "pitfall#3: 1,000 times a slow good and a fast bad one together; afterwards five are idle, and each answers")
    void slowGoodAndFastBad() {
        MySQLPool pool = pool(options -> options.maxSize(5));
        Queue<String> wrong = new ConcurrentLinkedQueue<>();
        List<CompletableFuture<?>> chains = IntStream.range(0, 20)
                .<CompletableFuture<?>>mapToObj(chain -> zips(pool, chain * 50, 50, wrong))
                .toList();
        chains.forEach(chain -> await(chain));
        assertThat(wrong).isEmpty();
        eventually("five are idle", () -> pool.metrics().idle() == 5);
        assertQuiet(pool);
        assertThat(sessionsOf(pool, 5)).hasSize(5);
    }

    private static CompletableFuture<?> zips(MySQLPool pool, int from, int count, Queue<String> wrong) {
        if (count == 0) {
            return CompletableFuture.completedFuture(null);
        }
        String token = "token" + from;
        CompletableFuture<?> good = pool.fetchOne("select concat('" + token + "', sleep(0.001))")
                .handle((value, failure) -> (token + "0").equals(value) || wrong.add(token + ": " + value + failure));
        CompletableFuture<?> bad = (from % 2 == 0
                        ? pool.runQuery("select 1 from " + token)
                        : pool.runQuery("select ? from " + token, 1))
                .handle((rows, failure) -> (failure instanceof ServerErrorException e
                                && e.errno() == 1146
                                && e.summary().contains(token + "'"))
                        || wrong.add(token + ": " + rows + failure));
        return CompletableFuture.allOf(good, bad).thenCompose(both -> zips(pool, from + 1, count - 1, wrong));
    }

    @Test
    @DisplayName("pitfall#17, tx#49: statements that fail, in every way of calling, lose no slot")
    void failures() {
        MySQLPool pool = pool(options -> options.maxSize(2));
        String bad = "select nothing from nowhere";
        List<Function<MySQLPool, CompletableFuture<?>>> calls = List.of(
                each -> each.runQuery(bad),
                each -> each.runOperation(bad),
                each -> each.fetchOne(bad),
                each -> each.fetchOne("set nothing = 1"),
                each -> each.runOperation("call nothing(?)", 1),
                each -> each.selectDb("nothing"),
                each -> each.withConnection(connection -> connection.runQuery(bad)),
                each -> each.inTransaction(tx -> tx.runQuery(bad)));
        for (int i = 0; i < 10; i++) {
            calls.stream()
                    .map(call -> call.apply(pool))
                    .toList()
                    .forEach(call -> failure(ServerErrorException.class, call));
        }
        assertQuiet(pool);
        assertThat(sessionsOf(pool, 2)).hasSize(2);
    }

    @Test
    @DisplayName(
            "pitfall#13: every way of calling fails in time while all are lent out; acquired = released, all gauges are back")
    void saturated() {
        MySQLPool pool = pool(options -> options.maxSize(2).maxAcquireTime(Duration.ofMillis(300)));
        MySQLConnection one = await(pool.acquire());
        MySQLConnection two = await(pool.acquire());
        List<Function<MySQLPool, CompletableFuture<?>>> entries = List.of(
                each -> each.runQuery("select 1"),
                each -> each.runQuery("select ?", 1),
                each -> each.runOperation("do 0"),
                each -> each.runOperation("set @a = 1"),
                each -> each.fetchOne("select 1"),
                each -> each.fetchOne(Long.class, "select 1"),
                each -> each.query("select 1").rows(),
                each -> each.query("do 0").operation(),
                MySQLPool::ping,
                MySQLPool::acquire,
                each -> each.begin(TransactionOptions.DEFAULT),
                each -> each.withConnection(MySQLConnection::ping),
                each -> each.inTransaction(tx -> tx.runQuery("select 1")),
                each -> each.selectDb(database()));
        long begin = System.nanoTime();
        List<CompletableFuture<?>> calls = new ArrayList<>();
        entries.forEach(entry -> calls.add(entry.apply(pool)));
        eventually("all wait", () -> pool.metrics().waiting() == entries.size());
        for (CompletableFuture<?> call : calls) {
            MySQLTimeoutException e = failure(MySQLTimeoutException.class, call);
            assertThat(e.summary()).contains("maxAcquireTime of 300 ms", "2 leased");
        }
        assertThat(since(begin)).isLessThan(IN_TIME);
        assertThat(pool.metrics().acquireTimeouts()).isEqualTo(entries.size());
        one.close();
        two.close();
        assertQuiet(pool);
        assertThat(pool.metrics().acquired()).isEqualTo(2);
        entries.forEach(entry -> {
            Object value = await(entry.apply(pool));
            if (value instanceof MySQLConnection connection) {
                connection.close();
            } else if (value instanceof Transaction tx) {
                await(tx.rollback());
            }
        });
        assertQuiet(pool);
    }

    @Test
    @DisplayName(
            "pitfall#15: given back twice is given back once; closing a pool tells 50 who wait, each way of waiting")
    void doubleReleaseAndClose() {
        MySQLPool pool = pool(options -> options.maxSize(1));
        MySQLConnection lent = await(pool.acquire());
        lent.close();
        lent.close();
        MySQLConnection next = await(pool.acquire());
        lent.close(); // it is another's now
        failure(ConnectionClosedException.class, lent.ping());
        CompletableFuture<MySQLConnection> third = pool.acquire();
        assertThat(await(next.fetchOne("select 'mine'"))).isEqualTo("mine");
        assertThat(third).isNotDone();
        assertThat(pool.metrics().released()).isEqualTo(1);

        List<CompletableFuture<?>> waiting = new ArrayList<>(List.of(third));
        for (int i = 0; i < 50; i++) {
            waiting.add(
                    switch (i % 4) {
                        case 0 -> pool.acquire();
                        case 1 -> pool.runQuery("select 1");
                        case 2 -> pool.inTransaction(tx -> tx.runQuery("select 1"));
                        default -> pool.withConnection(MySQLConnection::ping);
                    });
        }
        CompletableFuture<Rows> running = next.runQuery("select sleep(30)");
        pool.close();
        pool.close();
        waiting.forEach(each -> failure(ConnectionClosedException.class, each));
        failure(ConnectionClosedException.class, running);
        failure(ConnectionClosedException.class, pool.runQuery("select 1"));
        failure(ConnectionClosedException.class, pool.acquire());
    }

    @Test
    @DisplayName("pitfall#15: ten connections of one options object, by themselves and in a pool: all are encrypted")
    void allEncrypted() {
        MySQLOptions options = options().sslMode(SslMode.REQUIRED).maxSize(10).build();
        MySQLPool pool = opened(MySQL.pool(options));
        List<SqlRunner> all = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            all.add(await(pool.acquire()));
            all.add(opened(MySQL.connection(options)));
        }
        Set<Long> sessions = new HashSet<>();
        for (SqlRunner each : all) {
            sessions.add(sessionOf(each));
            assertThat(await(each.runQuery("show session status like 'Ssl_cipher'"))
                            .get(0)
                            .getString(1))
                    .isNotEmpty();
        }
        assertThat(sessions).hasSize(20);
    }

    // --- Servers that do not answer ---

    @Test
    @DisplayName(
            "pitfall#10: a session that does not answer any more is not put back: it is closed in time, and the pool goes on")
    void blackHole() {
        FaultProxy proxy = proxy();
        MySQLPool pool = pool(options -> options.host("127.0.0.1:" + proxy.port())
                .maxSize(2)
                .connectTimeout(Duration.ofMillis(500))
                .cancelTimeout(Duration.ofMillis(200))
                .validationDepth(ValidationDepth.REMOTE)
                .maxAcquireTime(Duration.ofMillis(800)));
        Set<Long> before = sessionsOf(pool, 2);
        assertThat(before).hasSize(2);
        proxy.stall(true);
        long begin = System.nanoTime();
        failure(
                MySQLTimeoutException.class,
                pool.query("select 1").timeout(Duration.ofMillis(200)).rows());
        eventually("it is evicted", () -> pool.metrics().lost() == 1);
        failure(MySQLTimeoutException.class, pool.acquire()); // the other one does not answer its ping, either
        eventually("it is evicted, too", () -> pool.metrics().lost() == 2);
        assertThat(since(begin)).isLessThan(IN_TIME);
        proxy.stall(false);
        Set<Long> after = sessionsOf(pool, 2);
        assertThat(after).hasSize(2).doesNotContainAnyElementsOf(before);
        assertQuiet(pool);
    }

    @Test
    @DisplayName(
            "pitfall#12: a server that accepts and never speaks, and one that refuses: 100 staggered acquires all fail in time")
    void deadHost() {
        FaultProxy silent = proxy();
        silent.stall(true);
        FaultProxy refusing = proxy();
        refusing.refuse(true);
        List<Duration> latencies = new ArrayList<>();
        List<CompletableFuture<?>> calls = new ArrayList<>();
        List<MySQLPool> pools = Stream.of(silent, refusing)
                .map(proxy -> pool(options -> options.host("127.0.0.1:" + proxy.port())
                        .maxSize(5)
                        .connectTimeout(Duration.ofMillis(400))
                        .maxAcquireTime(Duration.ofMillis(500))))
                .toList();
        for (int i = 0; i < 100; i++) {
            for (MySQLPool pool : pools) {
                long begin = System.nanoTime();
                calls.add(pool.acquire().whenComplete((lease, failure) -> {
                    synchronized (latencies) {
                        latencies.add(since(begin));
                    }
                }));
            }
            pause(10);
        }
        calls.forEach(call -> failure(MySQLTimeoutException.class, call));
        synchronized (latencies) {
            assertThat(latencies)
                    .hasSize(200)
                    .allSatisfy(latency -> assertThat(latency).isBetween(Duration.ofMillis(400), IN_TIME));
        }
        pools.forEach(pool -> {
            assertThat(pool.metrics().acquireTimeouts()).isEqualTo(100);
            eventually("nobody waits", () -> pool.metrics().waiting() == 0);
        });
    }

    @Test
    @DisplayName("pitfall#14b: a session that does not come free delays nobody else")
    void stuckWhileDraining() {
        table("t", "id int primary key");
        MySQLPool pool = pool(options -> options.maxSize(2).cancelTimeout(Duration.ofSeconds(60)));
        MySQLConnection admin = connect();
        MySQLConnection lent = await(pool.acquire());
        await(lent.runOperation("begin"));
        await(lent.runOperation("insert into t values (1)"));
        await(admin.runOperation("flush tables with read lock"));
        CompletableFuture<?> stuck = lent.runOperation("commit"); // which is never killed
        eventually("it is held up", () -> running(db, "commit") == 1);
        lent.close();
        failure(ConnectionClosedException.class, stuck);
        for (int i = 0; i < 50; i++) {
            assertThat(await(pool.fetchOne("select ?", "v" + i))).isEqualTo("v" + i);
            await(pool.withConnection(MySQLConnection::ping));
        }
        assertThat(pool.metrics().draining()).isOne();
        await(admin.runOperation("unlock tables"));
        eventually("it comes free", () -> pool.metrics().idle() == 2);
        assertQuiet(pool);
    }

    // --- Who is next ---

    @Test
    @DisplayName("tx#45: a pool does no I/O until it is used, and opens no more than it needs")
    void lazy() {
        FaultProxy proxy = proxy();
        MySQLPool pool =
                pool(options -> options.host("127.0.0.1:" + proxy.port()).maxSize(5));
        pause(50);
        assertThat(proxy.openConnections()).isZero();
        assertThat(pool.metrics().size()).isZero();
        for (int i = 0; i < 20; i++) {
            assertThat(await(pool.fetchOne("select 'x'"))).isEqualTo("x");
        }
        assertThat(proxy.openConnections()).isOne();
    }

    @Test
    @DisplayName(
            "tx#48: all busy: first come, first served, whether it is a lease, a transaction or a statement of its own")
    void fair() {
        MySQLPool pool = pool(options -> options.maxSize(1));
        MySQLConnection first = await(pool.acquire());
        Queue<Integer> order = new ConcurrentLinkedQueue<>();
        List<CompletableFuture<?>> calls = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            int number = i;
            calls.add(
                    switch (i % 3) {
                        case 0 ->
                            pool.withConnection(connection -> {
                                order.add(number);
                                return connection.ping();
                            });
                        case 1 ->
                            pool.inTransaction(tx -> {
                                order.add(number);
                                return tx.runQuery("select 1");
                            });
                        default -> pool.runOperation("set @a = 1").thenAccept(done -> order.add(number));
                    });
        }
        eventually("all wait", () -> pool.metrics().waiting() == 60);
        first.close();
        calls.forEach(call -> await(call));
        assertThat(order)
                .containsExactlyElementsOf(IntStream.range(0, 60).boxed().toList());
        assertQuiet(pool);
    }

    @Test
    @DisplayName(
            "a slow statement delays only what was on its wire: what comes 20 ms later, and what was not sent, goes elsewhere")
    void slowStatement() {
        MySQLPool pool = pool(options -> options.maxSize(2).minIdle(2));
        await(pool.warmUp());
        CompletableFuture<Rows> slow = pool.runQuery("select sleep(1.5)");
        List<CompletableFuture<Object>> together = tokens(pool, 0, 200);
        pause(100);
        List<CompletableFuture<Object>> later = tokens(pool, 200, 400);
        for (int i = 0; i < later.size(); i++) {
            assertThat(await(later.get(i))).isEqualTo("token " + (200 + i));
        }
        assertThat(slow).as("they did not wait for it").isNotDone();
        assertThat(together.stream().filter(call -> !call.isDone()).count())
                .as("what was on its wire")
                .isBetween(1L, 15L);
        for (int i = 0; i < together.size(); i++) {
            assertThat(await(together.get(i))).isEqualTo("token " + i);
        }
        await(slow);
        assertQuiet(pool);
    }

    // --- How long they live ---

    @Test
    @DisplayName(
            "maxLifeTime replaces sessions in turn, with no error; maxIdleTime closes those beyond minIdle; warmUp opens minIdle")
    void lifeTimes() {
        MySQLPool shortLived = pool(options -> options.maxSize(3).maxLifeTime(Duration.ofMillis(300)));
        MySQLPool shrinking = pool(options -> options.maxSize(4).minIdle(1).maxIdleTime(Duration.ofMillis(200)));
        MySQLPool warm = pool(options -> options.maxSize(4).minIdle(3));
        await(warm.warmUp());
        assertThat(warm.metrics().idle()).isEqualTo(3);
        assertThat(sessionsOf(shrinking, 4)).hasSize(4);
        Set<Long> seen = new HashSet<>();
        eventually("sessions are replaced", () -> {
            seen.add(sessionOf(shortLived));
            return seen.size() >= 4;
        });
        assertThat(shortLived.metrics().closed()).isGreaterThanOrEqualTo(3);
        assertThat(shortLived.metrics().lost()).isZero();
        eventually("it shrinks", () -> shrinking.metrics().size() == 1);
        assertThat(shrinking.metrics().closed()).isEqualTo(3);
        assertThat(warm.metrics().idle()).isEqualTo(3);
        assertThat(warm.metrics().opened()).isEqualTo(3);
    }

    @Test
    @DisplayName(
            "leakDetectionThreshold: a connection that is lent out for too long: one WARN line and the listing say who has it")
    void leak() {
        try (ConnectionLog log = new ConnectionLog()) {
            MySQLPool pool = pool(options -> options.maxSize(2).leakDetectionThreshold(Duration.ofMillis(100)));
            MySQLConnection lent = await(pool.acquire());
            await(pool.withConnection(MySQLConnection::ping)); // given back in time
            eventually("it is noticed", () -> pool.metrics().leaks() == 1);
            List<PooledConnection> leased = await(pool.connections()).stream()
                    .filter(each -> each.use() == Use.LEASED)
                    .toList();
            assertThat(leased).hasSize(1);
            assertThat(leased.get(0).borrower()).isNotNull().satisfies(PoolIT::isOfThisTest);
            lent.close();
            assertQuiet(pool);
            assertThat(pool.metrics().leaks()).isOne();
            assertThat(log.events()).hasSize(1);
            ILoggingEvent event = log.events().get(0);
            assertThat(event.getFormattedMessage()).contains("lent out for more than 100 ms");
            assertThat(event.getThrowableProxy()).isInstanceOf(ThrowableProxy.class);
            isOfThisTest(((ThrowableProxy) event.getThrowableProxy()).getThrowable());
        }
    }

    private static void isOfThisTest(Throwable borrower) {
        assertThat(borrower.getStackTrace())
                .anyMatch(frame -> frame.getClassName().equals(PoolIT.class.getName())
                        && frame.getMethodName().equals("leak"));
    }

    @Test
    @DisplayName(
            "closeGracefully: leases and statements end in their own time, nothing new is taken, and no session is left")
    void closeGracefully() {
        MySQLPool pool = pool(options -> options.maxSize(3));
        MySQLConnection lent = await(pool.acquire());
        long session = sessionOf(lent);
        CompletableFuture<Rows> running = pool.runQuery("select sleep(0.3)");
        CompletableFuture<?> closed = pool.closeGracefully(Duration.ofSeconds(30));
        failure(ConnectionClosedException.class, pool.ping());
        await(running);
        assertThat(await(lent.fetchOne("select 'still mine'"))).isEqualTo("still mine");
        assertThat(closed).isNotDone();
        lent.close();
        await(closed);
        eventually("no session is left", () -> sessions(db, session) == 0);
    }

    @Test
    @DisplayName(
            "pitfall#13: a random mix of calls, cancels and errors: acquired = released, and nothing is in use at the end")
    void mix() {
        MySQLPool pool = pool(options -> options.maxSize(3));
        Random random = new Random(7);
        AtomicInteger ended = new AtomicInteger();
        List<CompletableFuture<?>> calls = new ArrayList<>();
        for (int i = 0; i < 400; i++) {
            CompletableFuture<?> call = switch (random.nextInt(8)) {
                case 0 -> thenEnd(pool.acquire(), MySQLConnection::close);
                case 1 -> pool.withConnection(connection -> connection.runQuery("select sleep(0.005)"));
                case 2 -> pool.inTransaction(tx -> tx.runQuery("select nothing"));
                case 3 -> pool.runOperation("set @a = 1");
                case 4 -> pool.runQuery("select nothing");
                case 5 -> pool.runQuery("select sleep(0.005)");
                case 6 -> thenEnd(pool.begin(TransactionOptions.DEFAULT), Transaction::close);
                default -> pool.fetchOne("select ?", i);
            };
            calls.add(call);
            CompletableFuture<?> unused = call.whenComplete((value, failure) -> ended.incrementAndGet());
            if (random.nextInt(4) == 0) {
                calls.get(random.nextInt(calls.size())).cancel(false);
            }
        }
        eventually("every future ends", () -> ended.get() == 400);
        assertQuiet(pool);
        assertThat(sessionsOf(pool, 3)).hasSize(3);
    }

    /** Gives the future itself, because the JDK does not carry a cancel upstream. */
    private static <T> CompletableFuture<T> thenEnd(CompletableFuture<T> call, Consumer<T> end) {
        CompletableFuture<?> unused = call.thenAccept(end);
        return call;
    }

    // --- What they have in common ---

    private FaultProxy proxy() {
        return opened(FaultProxy.to("127.0.0.1", server.embeddedServer().port()));
    }

    private static Duration since(long begin) {
        return Duration.ofNanos(System.nanoTime() - begin);
    }

    private static List<CompletableFuture<Object>> tokens(SqlRunner runner, int from, int to) {
        return IntStream.range(from, to)
                .mapToObj(i -> runner.fetchOne("select 'token " + i + "'"))
                .toList();
    }

    /** Borrows so many at once and asks each which session it has. */
    private static Set<Long> sessionsOf(MySQLPool pool, int count) {
        List<MySQLConnection> lent = Stream.generate(pool::acquire).limit(count).toList().stream()
                .map(ServerSuite::await)
                .toList();
        Set<Long> sessions = new HashSet<>();
        lent.forEach(each -> sessions.add(sessionOf(each)));
        lent.forEach(MySQLConnection::close);
        return sessions;
    }

    private static void assertQuiet(MySQLPool pool) {
        eventually("nothing is in use", () -> {
            PoolMetrics now = pool.metrics();
            return LongStream.of(
                                    now.leased(),
                                    now.sharing(),
                                    now.draining(),
                                    now.connecting(),
                                    now.waiting(),
                                    now.running())
                            .sum()
                    == 0;
        });
        assertThat(pool.metrics().acquired()).isEqualTo(pool.metrics().released());
    }
}
