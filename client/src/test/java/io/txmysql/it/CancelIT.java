// SPDX-License-Identifier: Apache-2.0
package io.txmysql.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.txmysql.api.MySQLConnection;
import io.txmysql.api.MySQLPool;
import io.txmysql.api.Row;
import io.txmysql.api.Rows;
import io.txmysql.api.SqlRunner;
import io.txmysql.api.Transaction;
import io.txmysql.api.TransactionOptions;
import io.txmysql.protocol.error.ConnectionLostException;
import io.txmysql.protocol.error.Delivery;
import io.txmysql.protocol.error.ErrorCategory;
import io.txmysql.protocol.error.MySQLException;
import io.txmysql.protocol.error.MySQLTimeoutException;
import io.txmysql.testkit.FaultProxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What becomes of a statement, its session and its neighbours when its caller turns away or its time is over. */
@MethodSource("io.txmysql.it.TestServer#embeddedOfToday")
class CancelIT extends ServerSuite {
    private static final String SLOW = "select sleep(30)";

    /** From the cancel until the statement is gone, as pitfall#7 has it. */
    private static final Duration SOON = Duration.ofSeconds(2);

    /** How a caller turns away. */
    enum Way {
        CANCEL(future -> future.cancel(false)),
        OR_TIMEOUT(future -> {
            CompletableFuture<?> unused = future.orTimeout(1, TimeUnit.MILLISECONDS);
        }),
        COMPLETE_EXCEPTIONALLY(future -> future.completeExceptionally(new IllegalStateException("enough")));

        @SuppressWarnings("ImmutableEnumChecker") // a lambda without state
        final Consumer<CompletableFuture<?>> turnAway;

        Way(Consumer<CompletableFuture<?>> turnAway) {
            this.turnAway = turnAway;
        }
    }

    /** How a statement that takes long is sent. */
    enum Form {
        TEXT(runner -> runner.runQuery(SLOW)),
        PREPARED(runner -> runner.runQuery("select sleep(?)", 30)),
        FLUENT(runner -> runner.query("select sleep(%s)").bind(30).rows());

        @SuppressWarnings("ImmutableEnumChecker") // a lambda without state
        final Function<SqlRunner, CompletableFuture<Rows>> start;

        Form(Function<SqlRunner, CompletableFuture<Rows>> start) {
            this.start = start;
        }
    }

    @SuppressWarnings("NullAway.Init") // set before each test
    private MySQLConnection admin;

    @BeforeEach
    void openAdmin() {
        admin = connect();
        await(admin.ping());
    }

    // --- The statement goes, the session stays ---

    @ParameterizedTest
    @EnumSource
    @DisplayName("pitfall#1, pitfall#7: a cancelled SELECT SLEEP(30) is gone in 2 s, and the same session answers")
    void cancelled(Form form) {
        long session = sessionOf(db);
        CompletableFuture<Rows> slow = form.start.apply(db);
        awaitSlow(1);
        assertThat(slow.cancel(true)).isTrue();
        awaitNoSlow();
        assertThatThrownBy(slow::get).isInstanceOf(CancellationException.class);
        assertThat(one("select 'free'")).isEqualTo("free");
        assertThat(sessionOf(db)).isEqualTo(session);
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName(
            "cancel, orTimeout and completeExceptionally all stop the statement, and the caller keeps what he said")
    void ways(Way way) {
        long session = sessionOf(db);
        CompletableFuture<Rows> slow = db.runQuery(SLOW);
        awaitSlow(1);
        way.turnAway.accept(slow);
        awaitNoSlow();
        assertThat(sessionOf(db)).isEqualTo(session);
        assertThatThrownBy(slow::get).satisfies(thrown -> {
            switch (way) {
                case CANCEL -> assertThat(thrown).isInstanceOf(CancellationException.class);
                case OR_TIMEOUT ->
                    assertThat(thrown)
                            .isInstanceOf(ExecutionException.class)
                            .hasCauseInstanceOf(TimeoutException.class);
                case COMPLETE_EXCEPTIONALLY -> assertThat(thrown).hasRootCauseMessage("enough");
            }
        });
    }

    @Test
    @DisplayName("pitfall#7: KILL QUERY finds its server through a proxy, too")
    void throughProxy() {
        FaultProxy proxy =
                opened(FaultProxy.to("127.0.0.1", server.embeddedServer().port()));
        MySQLConnection proxied = open(options().host("127.0.0.1:" + proxy.port()));
        long session = sessionOf(proxied);
        CompletableFuture<Rows> slow = proxied.runQuery(SLOW);
        awaitSlow(1);
        slow.cancel(false);
        awaitNoSlow();
        assertThat(sessionOf(proxied)).isEqualTo(session);
        eventually("the session beside is closed", () -> proxy.openConnections() == 1);
    }

    // --- Deadlines ---

    @ParameterizedTest
    @EnumSource(names = {"TEXT", "PREPARED"})
    @DisplayName("statementTimeout: the call fails at its deadline and says where the time went; the session stays")
    void deadline(Form form) {
        MySQLConnection limited = connect(options -> options.statementTimeout(Duration.ofMillis(300)));
        long session = sessionOf(limited);
        CompletableFuture<Rows> slow = form.start.apply(limited);
        MySQLTimeoutException e = failure(MySQLTimeoutException.class, slow);
        assertThat(e.summary())
                .contains("the statementTimeout of 300 ms is over")
                .containsPattern(
                        "\\d+ ms waiting for a session, \\d+ ms waiting for its turn on it, \\d+ ms executing");
        assertThat(e.delivery()).isEqualTo(Delivery.UNKNOWN);
        assertThat(e.category()).isEqualTo(ErrorCategory.TIMEOUT);
        assertThat(e.statement()).startsWith("select sleep(");
        awaitNoSlow();
        eventually("the session answers again", () -> one(limited, "select connection_id()") == session);
    }

    @Test
    @DisplayName(
            "timeout of one query: it counts although the connection has no limit, and Duration.ZERO lifts the limit")
    void deadlineOfOne() {
        MySQLTimeoutException e = failure(
                MySQLTimeoutException.class,
                db.query(SLOW).timeout(Duration.ofMillis(300)).rows());
        assertThat(e.summary()).contains("300 ms is over");
        awaitNoSlow();
        MySQLConnection limited = connect(options -> options.statementTimeout(Duration.ofMillis(200)));
        await(limited.query("select sleep(0.4)").timeout(Duration.ZERO).rows());
    }

    @Test
    @DisplayName("a deadline covers the wait behind others: the statement was never sent, and it says so")
    void deadlineWhileWaiting() {
        table("t", "id int primary key");
        long session = sessionOf(db);
        CompletableFuture<Rows> barrier = db.runQuery("set @slept = sleep(0.5)");
        MySQLTimeoutException e = failure(
                MySQLTimeoutException.class,
                db.query("insert into t values (1)")
                        .timeout(Duration.ofMillis(200))
                        .operation());
        assertThat(e.delivery()).isEqualTo(Delivery.NOT_EXECUTED);
        assertThat(e.summary()).containsPattern("waiting for (its turn on it|a session)$");
        await(barrier);
        assertThat(one("select count(*) from t")).isEqualTo(0L);
        assertThat(sessionOf(db)).as("nothing was killed").isEqualTo(session);
    }

    // --- Neighbours on the wire ---

    @ParameterizedTest
    @EnumSource(names = {"TEXT", "PREPARED"})
    @DisplayName(
            "pitfall#5: cancelled in front of others, and it ends within cancelTimeout: all others have their own answers")
    void followers(Form form) {
        table("t", "id int primary key, n int");
        run("insert into t values (1, 0)");
        Transaction holder = await(admin.begin(TransactionOptions.DEFAULT));
        await(holder.runOperation("update t set n = 1"));
        long session = sessionOf(db);
        CompletableFuture<?> slow = form == Form.TEXT
                ? db.runOperation("update t set n = n + 10 where id = 1")
                : db.runOperation("update t set n = n + ? where id = 1", 10);
        List<CompletableFuture<Object>> others = tokens(db, 40);
        MySQLConnection watcher = connect();
        eventually("it waits for the lock", () -> running(watcher, "update t set n = n +") == 1);
        slow.cancel(false);
        pause(100);
        await(holder.commit());
        for (int i = 0; i < others.size(); i++) {
            assertThat(await(others.get(i))).isEqualTo("token " + i);
        }
        assertThat(sessionOf(db)).isEqualTo(session);
        assertThat(one("select n from t")).as("nothing was killed").isEqualTo(11);
    }

    @ParameterizedTest
    @EnumSource(names = {"TEXT", "PREPARED"})
    @DisplayName(
            "cancelled in front of others, and it does not end: after cancelTimeout the session is closed, what was on the wire is UNKNOWN, the unsent goes on, nobody has an error 1317")
    void followersOfEndless(Form form) {
        MySQLConnection hasty =
                connect(options -> options.cancelTimeout(Duration.ofMillis(300)).pipeliningLimit(8));
        long session = sessionOf(hasty);
        CompletableFuture<Rows> slow = form.start.apply(hasty);
        List<CompletableFuture<Object>> others = tokens(hasty, 20);
        awaitSlow(1);
        slow.cancel(false);
        int unknown = 0;
        for (int i = 0; i < others.size(); i++) {
            try {
                assertThat(await(others.get(i))).isEqualTo("token " + i);
            } catch (MySQLException e) {
                assertThat(e).isInstanceOf(ConnectionLostException.class);
                assertThat(e.delivery()).isEqualTo(Delivery.UNKNOWN);
                assertThat(e).hasMessageContaining("cancelTimeout");
                unknown++;
            }
        }
        assertThat(unknown).isBetween(1, 7); // PREPARE may have held one back
        awaitNoSlow();
        assertThat(sessionOf(hasty)).isNotEqualTo(session);
    }

    @Test
    @DisplayName("all that is on the wire is cancelled: one after the other is killed, and the session stays")
    void allOnTheWire() {
        long session = sessionOf(db);
        List<CompletableFuture<?>> calls = new ArrayList<>();
        await(db.runQuery("select sleep(?)", 0)); // an execution goes out alone only if it is prepared already
        for (Form form : Form.values()) {
            calls.add(form.start.apply(db));
        }
        awaitSlow(1);
        calls.forEach(call -> call.cancel(false));
        assertThat(one("select 'free'")).isEqualTo("free");
        assertThat(sessionOf(db)).isEqualTo(session);
        assertThat(running(admin, "select sleep(")).isZero();
    }

    @Test
    @DisplayName("ten of ten on the wire are cancelled: all are killed within cancelTimeout, and the session stays")
    void manyOnTheWire() {
        long session = sessionOf(db);
        List<CompletableFuture<?>> calls = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            calls.add(db.runQuery(SLOW));
        }
        awaitSlow(1);
        calls.forEach(call -> call.cancel(false));
        assertThat(sessionOf(db)).isEqualTo(session);
    }

    @Test
    @DisplayName("pitfall#7: 1,000 times cancelled at the moment of completion: the next statement is never killed")
    void atCompletion() throws Exception {
        AtomicInteger cancelled = new AtomicInteger();
        Queue<String> wrong = new ConcurrentLinkedQueue<>();
        List<Thread> threads = new ArrayList<>();
        for (int t = 0; t < 4; t++) {
            MySQLConnection victim = connect();
            long session = sessionOf(victim);
            Random random = new Random(t);
            threads.add(new Thread(() -> {
                for (int i = 0; i < 250; i++) {
                    CompletableFuture<Rows> quick = victim.runQuery("select sleep(0.001)");
                    LockSupport.parkNanos(random.nextInt(2_500_000));
                    if (quick.cancel(false)) {
                        cancelled.incrementAndGet();
                    }
                    String next = "connection_id(), " + i;
                    try {
                        Row row = await(victim.runQuery("select sleep(0.002), " + next))
                                .get(0);
                        if (row.getInt(0) != 0 || row.getLong(1) != session || row.getInt(2) != i) {
                            wrong.add(next + " got " + row);
                        }
                    } catch (MySQLException e) {
                        wrong.add(next + " got " + e.getMessage());
                    }
                }
            }));
        }
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join(60_000);
            assertThat(thread.isAlive()).isFalse();
        }
        assertThat(wrong).isEmpty();
        assertThat(cancelled.get()).as("came before the answer").isGreaterThan(100);
    }

    @Test
    @DisplayName("cancelled before anything was sent: it is never executed, without a session as well as behind others")
    void beforeSending() {
        table("t", "id int primary key");
        FaultProxy proxy =
                opened(FaultProxy.to("127.0.0.1", server.embeddedServer().port()));
        proxy.refuse(true);
        MySQLConnection proxied = open(options().host("127.0.0.1:" + proxy.port()));
        CompletableFuture<?> waiting = proxied.runOperation("insert into t values (1)");
        CompletableFuture<Object> after = proxied.fetchOne("select 'after'");
        waiting.cancel(false);
        proxy.refuse(false);
        assertThat(await(after)).isEqualTo("after");
        long session = sessionOf(proxied);
        CompletableFuture<?> barrier = proxied.runQuery("set @slept = sleep(0.3)");
        CompletableFuture<?> behind = proxied.runOperation("insert into t values (2)");
        behind.cancel(false);
        await(barrier);
        assertThat(sessionOf(proxied)).as("nothing was killed").isEqualTo(session);
        assertThat(one("select count(*) from t")).isEqualTo(0L);
    }

    // --- Transactions ---

    @Test
    @DisplayName("cancelled in a transaction: the transaction goes on")
    void inTransaction() {
        table("t", "id int primary key");
        Transaction tx = await(db.begin(TransactionOptions.DEFAULT));
        await(tx.runOperation("insert into t values (1)"));
        CompletableFuture<Rows> slow = tx.runQuery(SLOW);
        awaitSlow(1);
        slow.cancel(false);
        await(tx.runOperation("insert into t values (2)"));
        assertThat(tx.isOpen()).isTrue();
        await(tx.commit());
        assertThat(one("select count(*) from t")).isEqualTo(2L);
    }

    @Test
    @DisplayName("a COMMIT that its caller cancels is not killed, however long it takes")
    void commit() {
        table("t", "id int primary key");
        MySQLConnection hasty = connect(options -> options.cancelTimeout(Duration.ofMillis(100)));
        Transaction tx = await(hasty.begin(TransactionOptions.DEFAULT));
        await(tx.runOperation("insert into t values (1)"));
        await(admin.runOperation("flush tables with read lock"));
        CompletableFuture<?> commit = tx.commit();
        MySQLConnection watcher = connect();
        eventually("COMMIT is held up", () -> running(watcher, "COMMIT") == 1);
        commit.cancel(false);
        pause(300);
        assertThat(running(watcher, "COMMIT")).isOne();
        await(admin.runOperation("unlock tables"));
        assertThat(await(hasty.fetchOne("select count(*) from t"))).isEqualTo(1L);
    }

    // --- The pool ---

    @ParameterizedTest
    @EnumSource
    @DisplayName(
            "pitfall#1: cancelled on a pool, shared, leased and in a transaction: 0 in use, and all sessions answer")
    void pool(Way way) {
        MySQLPool pool = pool(options -> options.maxSize(4));
        List<CompletableFuture<?>> calls = List.of(
                pool.runQuery(SLOW),
                pool.runQuery("select sleep(30) into @slept"),
                pool.withConnection(connection -> connection.runQuery(SLOW)),
                pool.inTransaction(tx -> tx.runQuery(SLOW)));
        awaitSlow(4);
        calls.forEach(way.turnAway);
        awaitNoSlow();
        eventually("nothing is in use", () -> {
            var metrics = pool.metrics();
            return metrics.running() == 0
                    && metrics.leased() == 0
                    && metrics.sharing() == 0
                    && metrics.draining() == 0
                    && metrics.waiting() == 0;
        });
        assertThat(pool.metrics().acquired()).isEqualTo(pool.metrics().released());
        List<CompletableFuture<Object>> others = tokens(pool, 40);
        for (int i = 0; i < others.size(); i++) {
            assertThat(await(others.get(i))).isEqualTo("token " + i);
        }
    }

    @Test
    @DisplayName("a deadline on a pool: MySQLTimeoutException, and nothing stays in use")
    void deadlineOnPool() {
        MySQLPool pool = pool(options -> options.maxSize(2).statementTimeout(Duration.ofMillis(300)));
        List<CompletableFuture<Rows>> calls = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            calls.add(pool.runQuery(SLOW));
        }
        for (CompletableFuture<Rows> call : calls) {
            assertThat(failure(MySQLTimeoutException.class, call).summary()).contains("300 ms is over");
        }
        awaitNoSlow();
        eventually(
                "nothing is in use",
                () -> pool.metrics().running() == 0 && pool.metrics().waiting() == 0);
    }

    // --- What they have in common ---

    private static long one(SqlRunner runner, String sql) {
        try {
            Long value = await(runner.fetchOne(Long.class, sql));
            return value == null ? -1 : value;
        } catch (MySQLTimeoutException e) { // its own limit, while the session is being freed
            return -1;
        }
    }

    /** Text and prepared statements in turn, each with an answer of its own. */
    private static List<CompletableFuture<Object>> tokens(SqlRunner runner, int count) {
        List<CompletableFuture<Object>> calls = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String token = "token " + i;
            calls.add(
                    i % 2 == 0
                            ? runner.fetchOne("select '" + token + "'")
                            : runner.fetchOne("select cast(? as char)", token));
        }
        return calls;
    }

    private void awaitSlow(int count) {
        eventually(count + " run", () -> running(admin, "select sleep(") == count);
    }

    private void awaitNoSlow() {
        long begin = System.nanoTime();
        eventually("none runs", () -> running(admin, "select sleep(") == 0);
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(SOON);
    }
}
