// SPDX-License-Identifier: Apache-2.0
package io.txmysql.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.txmysql.api.ConnectionState;
import io.txmysql.api.MySQLConnection;
import io.txmysql.api.OperationResult;
import io.txmysql.api.Rows;
import io.txmysql.api.SqlRunner;
import io.txmysql.api.Transaction;
import io.txmysql.api.TransactionOptions;
import io.txmysql.api.TransactionOptions.Isolation;
import io.txmysql.embedded.EmbeddedServer;
import io.txmysql.protocol.error.Delivery;
import io.txmysql.protocol.error.ErrorCategory;
import io.txmysql.protocol.error.MySQLException;
import io.txmysql.protocol.error.ServerErrorException;
import io.txmysql.protocol.error.SessionPin;
import io.txmysql.protocol.error.SessionStateLostException;
import io.txmysql.protocol.error.TransactionOutcomeUnknownException;
import io.txmysql.protocol.error.UsageException;
import io.txmysql.testkit.Direction;
import io.txmysql.testkit.Ending;
import io.txmysql.testkit.FaultProxy;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Transactions on real servers: what is committed, what is not, and what the caller is told. */
@MethodSource("io.txmysql.it.TestServer#embeddedOfToday")
class TransactionIT extends ServerSuite {
    private static final TransactionOptions DEFAULT = TransactionOptions.DEFAULT;
    private static final Map<String, String> SHORT_LOCK_WAIT = Map.of("innodb_lock_wait_timeout", "1");

    /** Sees what is committed. */
    @SuppressWarnings("NullAway.Init") // set before each test
    private MySQLConnection other;

    @BeforeEach
    void makeTable() {
        table("t", "id int primary key, n int not null default 0");
        run("insert into t (id) values (1), (2)");
        other = connect(options -> options.sessionVariables(SHORT_LOCK_WAIT));
    }

    // --- Commit, rollback, savepoints ---

    @Test
    @DisplayName("commit keeps, rollback and close undo; the function's value is the call's")
    void ends() {
        Transaction committed = begin(DEFAULT);
        await(insert(committed, 10));
        assertThat(count()).as("not seen before the commit").isEqualTo(2);
        await(committed.commit());
        assertThat(committed.isOpen()).isFalse();
        assertThat(count()).isEqualTo(3);

        Transaction undone = begin(DEFAULT);
        await(insert(undone, 11));
        await(undone.rollback());
        await(undone.rollback()); // it is gone already, which is well
        undone.close();
        try (Transaction closed = begin(DEFAULT)) {
            await(insert(closed, 12));
        }
        assertThat(one("select count(*) from t")).isEqualTo(3L);
        String value = await(db.inTransaction(tx -> insert(tx, 13).thenApply(done -> "value")));
        assertThat(value).isEqualTo("value");
        assertThat(count()).isEqualTo(4);
    }

    @ParameterizedTest
    @ValueSource(strings = {"s", "a b", "select", "`", "a`b``", "ü 名", "x'; drop table t; -- ", "%s ?", "1", "\\"})
    @DisplayName("savepoints, whatever their names")
    void savepoints(String name) {
        String point = name.strip();
        Transaction tx = begin(DEFAULT);
        await(insert(tx, 10));
        await(tx.savepoint(point));
        await(insert(tx, 11));
        await(tx.rollbackTo(point));
        await(insert(tx, 12));
        await(tx.rollbackTo(point)); // it stays
        await(insert(tx, 13));
        await(tx.release(point));
        ServerErrorException unknown = failure(ServerErrorException.class, tx.rollbackTo(point));
        assertThat(unknown.errno()).as("does not exist any more").isEqualTo(1305);
        await(tx.commit());
        assertThat(await(other.runQuery("select id from t order by id")).stream()
                        .map(row -> row.getInt(0)))
                .containsExactly(1, 2, 10, 13);
    }

    @Test
    @DisplayName("a savepoint's name that no server takes is refused at the call")
    void savepointNames() {
        Transaction tx = begin(DEFAULT);
        for (String name : List.of("", "a\0b")) {
            assertThatThrownBy(() -> tx.savepoint(name)).isInstanceOf(UsageException.class);
        }
        await(tx.rollback());
    }

    // --- Options ---

    @ParameterizedTest
    @EnumSource
    @DisplayName("the isolation is in force, by its behaviour, and for this transaction alone")
    void isolation(Isolation isolation) {
        Transaction tx = begin(DEFAULT.isolation(isolation));
        assertThat(seen(tx)).isZero();
        Transaction writer = await(other.begin(DEFAULT));
        CompletableFuture<OperationResult> update = writer.runOperation("update t set n = 7 where id = 1");
        if (isolation == Isolation.SERIALIZABLE) {
            assertThat(failure(ServerErrorException.class, update).category())
                    .as("what was read is locked")
                    .isEqualTo(ErrorCategory.LOCK_WAIT);
            await(writer.rollback());
        } else {
            await(update);
            assertThat(seen(tx)).isEqualTo(isolation == Isolation.READ_UNCOMMITTED ? 7 : 0);
            await(writer.commit());
            assertThat(seen(tx)).isEqualTo(isolation == Isolation.REPEATABLE_READ ? 0 : 7);
        }
        await(tx.commit());

        Transaction next = begin(DEFAULT);
        int before = seen(next);
        await(other.runOperation("update t set n = n + 1 where id = 1"));
        assertThat(seen(next)).as("REPEATABLE READ again").isEqualTo(before);
        await(next.commit());
    }

    @Test
    @DisplayName("readOnly: a write is refused and reading goes on; the next transaction may write")
    void readOnly() {
        Transaction tx = begin(DEFAULT.readOnly(true));
        assertThat(failure(ServerErrorException.class, insert(tx, 10)).category())
                .isEqualTo(ErrorCategory.READ_ONLY);
        assertThat(seen(tx)).isZero();
        await(tx.commit());
        await(db.inTransaction(next -> insert(next, 10)));
        run("set session transaction read only");
        await(db.inTransaction(DEFAULT.readOnly(false), next -> insert(next, 11)));
        assertThat(failure(ServerErrorException.class, db.inTransaction(next -> insert(next, 12)))
                        .category())
                .isEqualTo(ErrorCategory.READ_ONLY);
        assertThat(count()).isEqualTo(4);
    }

    @Test
    @DisplayName("consistentSnapshot: the data of the beginning, not of the first read")
    void consistentSnapshot() {
        Transaction early = begin(DEFAULT.isolation(Isolation.REPEATABLE_READ)
                .consistentSnapshot(true)
                .readOnly(true));
        Transaction late = await(connect().begin(DEFAULT.isolation(Isolation.REPEATABLE_READ)));
        await(other.runOperation("update t set n = 7 where id = 1"));
        assertThat(seen(early)).isZero();
        assertThat(seen(late)).isEqualTo(7);
        await(early.commit());
        await(late.commit());
    }

    // --- Others ---

    @Test
    @DisplayName("other callers of the connection wait until the transaction is over, and are no part of it")
    void others() {
        Transaction tx = begin(DEFAULT);
        await(insert(tx, 10));
        CompletableFuture<?> write = db.runOperation("insert into t (id) values (?)", 20);
        CompletableFuture<Object> read = db.fetchOne("select count(*) from t where id = 10");
        CompletableFuture<Transaction> next = db.begin(DEFAULT);
        for (int i = 0; i < 20; i++) {
            await(tx.runQuery("select 'tx'"));
        }
        assertThat(write).isNotDone();
        assertThat(read).isNotDone();
        await(tx.rollback());
        await(write);
        assertThat(await(read)).isEqualTo(0L);
        await(await(next).commit());
        assertThat(count()).isEqualTo(3);
    }

    @Test
    @DisplayName("closeGracefully lets an open transaction end, and takes nothing new meanwhile")
    void closeGracefully() {
        Transaction tx = begin(DEFAULT);
        await(insert(tx, 10));
        CompletableFuture<?> closed = db.closeGracefully(Duration.ofSeconds(30));
        assertThat(failure(MySQLException.class, db.ping()).category()).isEqualTo(ErrorCategory.CLOSED);
        await(insert(tx, 11));
        assertThat(closed).isNotDone();
        await(tx.commit());
        await(closed);
        assertThat(count()).isEqualTo(4);
    }

    // --- Deadlocks and locks ---

    @Test
    @DisplayName("a deadlock with retryDeadlocks(3): the loser's function is run again, whole, and both succeed")
    void deadlockWithRetries() {
        AtomicInteger calls = new AtomicInteger();
        Deadlock deadlock = new Deadlock(DEFAULT.retryDeadlocks(3), calls);
        await(deadlock.first);
        await(deadlock.second);
        assertThat(calls).hasValue(3);
        assertThat(await(other.fetchOne(Long.class, "select sum(n) from t"))).isEqualTo(4L);
    }

    @Test
    @DisplayName("a deadlock without retries: category DEADLOCK for one, success for the other, and all locks are free")
    void deadlockWithoutRetries() {
        Deadlock deadlock = new Deadlock(DEFAULT, new AtomicInteger());
        List<MySQLException> failures = deadlock.failures();
        assertThat(failures).hasSize(1);
        assertThat(failures.get(0).category()).isEqualTo(ErrorCategory.DEADLOCK);
        assertThat(failures.get(0).errno()).isEqualTo(1213);
        await(other.runOperation("update t set n = n + 10"));
        assertThat(await(other.fetchOne(Long.class, "select sum(n) from t"))).isEqualTo(22L);
        assertThat(await(deadlock.one.fetchOne("select 'free'"))).isEqualTo("free");
        assertThat(await(deadlock.two.fetchOne("select 'free'"))).isEqualTo("free");
    }

    @Test
    @DisplayName("after a deadlock what follows in the transaction fails typed and is not run, queued or called later")
    void afterDeadlock() {
        MySQLConnection one = connect();
        MySQLConnection two = connect();
        Transaction heavy = await(one.begin(DEFAULT));
        Transaction light = await(two.begin(DEFAULT));
        await(heavy.runOperation("insert into t (id) values (30), (31), (32), (33)")); // it has more to lose
        await(heavy.runOperation("update t set n = 1 where id = 1"));
        await(light.runOperation("update t set n = 2 where id = 2"));
        CompletableFuture<OperationResult> waits = heavy.runOperation("update t set n = 1 where id = 2");
        eventually("it waits", () -> running(other, "n = 1 where id = 2") == 1);
        CompletableFuture<OperationResult> loses = light.runOperation("update t set n = 2 where id = 1");
        CompletableFuture<OperationResult> queued = light.runOperation("insert into t (id) values (20)");
        assertThat(failure(ServerErrorException.class, loses).category()).isEqualTo(ErrorCategory.DEADLOCK);
        for (CompletableFuture<?> each : List.of(queued, insert(light, 21), light.commit())) {
            SessionStateLostException e = failure(SessionStateLostException.class, each);
            assertThat(e.lost()).containsExactly(SessionPin.TRANSACTION);
            assertThat(e.delivery()).isEqualTo(Delivery.NOT_EXECUTED);
        }
        await(waits);
        await(heavy.commit());
        assertThat(await(other.fetchOne("select count(*) from t where id between 20 and 29")))
                .isEqualTo(0L);
    }

    @Test
    @DisplayName("a lock wait timeout undoes the statement alone; with retryDeadlocks the function is run again, whole")
    void lockWait() {
        Transaction holder = begin(DEFAULT);
        await(holder.runOperation("update t set n = 1 where id = 1"));
        Transaction waiter = await(other.begin(DEFAULT));
        await(insert(waiter, 10));
        ServerErrorException e =
                failure(ServerErrorException.class, waiter.runOperation("update t set n = 2 where id = 1"));
        assertThat(e.category()).isEqualTo(ErrorCategory.LOCK_WAIT);
        assertThat(waiter.isOpen()).isTrue();
        await(waiter.commit());
        assertThat(count()).isEqualTo(3);

        AtomicInteger calls = new AtomicInteger();
        await(other.inTransaction(
                DEFAULT.retryDeadlocks(3),
                tx -> insert(tx, 11).thenCompose(done -> {
                    if (calls.incrementAndGet() == 2) {
                        CompletableFuture<?> unused = holder.commit();
                    }
                    return tx.runOperation("update t set n = n + 10 where id = 1");
                })));
        assertThat(calls).hasValue(2);
        assertThat(count()).isEqualTo(4);
        assertThat(one("select n from t where id = 1")).isEqualTo(11);
    }

    @Test
    @DisplayName(
            "with innodb_rollback_on_timeout a lock wait ends the transaction: what follows fails typed and is not run")
    void rollbackOnTimeout() {
        try (EmbeddedServer strict =
                server.builder().option("--innodb-rollback-on-timeout=ON").start()) {
            MySQLConnection one = open(TestServer.options(strict));
            await(one.runOperation("create database d"));
            await(one.selectDb("d"));
            await(one.runOperation("create table t (id int primary key)"));
            Transaction holder = await(one.begin(DEFAULT));
            await(insert(holder, 1));
            MySQLConnection two = open(TestServer.options(strict).database("d").sessionVariables(SHORT_LOCK_WAIT));
            Transaction waiter = await(two.begin(DEFAULT));
            await(insert(waiter, 2));
            ServerErrorException e = failure(ServerErrorException.class, insert(waiter, 1));
            assertThat(e.category()).isEqualTo(ErrorCategory.LOCK_WAIT);
            failure(SessionStateLostException.class, insert(waiter, 3));
            failure(SessionStateLostException.class, waiter.commit());
            await(holder.commit());
            assertThat(await(two.runQuery("select id from t")).stream().map(row -> row.getInt(0)))
                    .containsExactly(1);
        }
    }

    // --- The end comes from elsewhere ---

    @Test
    @DisplayName("DDL commits and ends the transaction: what follows fails typed and is not run")
    void ddl() {
        Transaction tx = begin(DEFAULT);
        await(insert(tx, 10));
        await(tx.runOperation("create table if not exists made_in_tx (i int)"));
        for (CompletableFuture<?> each : List.of(insert(tx, 11), tx.runQuery("select 1"), tx.commit())) {
            SessionStateLostException e = failure(SessionStateLostException.class, each);
            assertThat(e.lost()).containsExactly(SessionPin.TRANSACTION);
            assertThat(e).hasMessageContaining("the server has ended it");
        }
        assertThat(await(other.fetchOne("select count(*) from t where id = 10")))
                .isEqualTo(1L);
        assertThat(await(other.fetchOne("select count(*) from t where id = 11")))
                .isEqualTo(0L);
    }

    @Test
    @DisplayName(
            "the session is killed between statements: SessionStateLostException, nothing is committed, the connection goes on")
    void killed() {
        long session = sessionOf(db);
        Transaction tx = begin(DEFAULT);
        await(insert(tx, 10));
        await(other.runOperation("kill " + session));
        eventually("it is gone", () -> sessions(other, session) == 0);
        SessionStateLostException e = failure(SessionStateLostException.class, insert(tx, 11));
        assertThat(e.lost()).containsExactly(SessionPin.TRANSACTION);
        failure(SessionStateLostException.class, insert(tx, 12));
        assertThat(tx.isOpen()).isFalse();
        failure(SessionStateLostException.class, tx.commit());
        assertThat(one("select count(*) from t")).isEqualTo(2L);
    }

    @Test
    @DisplayName(
            "the session is killed after a BEGIN that was sent as text: begin and inTransaction say that it is gone, once")
    void textualBeginKilled() {
        for (boolean function : new boolean[] {false, true}) {
            run("begin");
            await(other.runOperation("kill " + one("select connection_id()")));
            eventually("it is noticed", () -> db.state() == ConnectionState.DISCONNECTED);
            SessionStateLostException gone = function
                    ? failure(SessionStateLostException.class, db.inTransaction(tx -> tx.runOperation("do 1")))
                    : failure(SessionStateLostException.class, db.begin(DEFAULT));
            assertThat(gone.lost()).containsExactly(SessionPin.TRANSACTION);
            await(await(db.begin(DEFAULT)).rollback());
        }
    }

    @Test
    @DisplayName(
            "the session is killed in a statement: inTransaction fails with SessionStateLostException and is not run again")
    void killedInStatement() {
        long session = sessionOf(db);
        AtomicInteger calls = new AtomicInteger();
        CompletableFuture<?> transaction = db.inTransaction(DEFAULT.retryDeadlocks(3), tx -> {
            calls.incrementAndGet();
            return insert(tx, 10).thenCompose(done -> tx.runQuery("select sleep(30)"));
        });
        eventually("it runs", () -> running(other, "select sleep(30)") == 1);
        await(other.runOperation("kill " + session));
        SessionStateLostException e = failure(SessionStateLostException.class, transaction);
        assertThat(e.statement()).isEqualTo("select sleep(30)");
        assertThat(calls).hasValue(1);
        assertThat(one("select count(*) from t")).isEqualTo(2L);
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName(
            "the socket ends in the middle of COMMIT: TransactionOutcomeUnknownException, and the data are whole or absent")
    void lostInCommit(Direction direction) {
        FaultProxy proxy =
                opened(FaultProxy.to("127.0.0.1", server.embeddedServer().port()));
        MySQLConnection proxied = open(options().host("127.0.0.1:" + proxy.port()));
        Transaction tx = await(proxied.begin(DEFAULT));
        await(insert(tx, 10));
        await(insert(tx, 11));
        proxy.cutAfter(direction, 3, Ending.RESET);
        TransactionOutcomeUnknownException e = failure(TransactionOutcomeUnknownException.class, tx.commit());
        assertThat(e.statement()).isEqualTo("COMMIT");
        assertThat(e.delivery()).isEqualTo(Delivery.UNKNOWN);
        long after = direction == Direction.TO_CLIENT ? 4 : 2; // its answer was lost, or COMMIT itself
        eventually("the server has noticed", () -> count() == after && sessionsWithTransactions() == 0);
        assertThat(await(proxied.fetchOne("select count(*) from t"))).isEqualTo(after);
    }

    // --- The function ---

    @Test
    @DisplayName("the function throws, its stage fails, or there is none: rolled back, and the caller has its failure")
    void functionFails() {
        IllegalStateException mine = new IllegalStateException("mine");
        List<Function<Transaction, CompletionStage<@Nullable Object>>> bodies = List.of(
                tx -> {
                    CompletableFuture<?> unused = insert(tx, 10);
                    throw mine;
                },
                tx -> insert(tx, 10).thenCompose(done -> CompletableFuture.failedFuture(mine)));
        for (Function<Transaction, CompletionStage<@Nullable Object>> body : bodies) {
            CompletableFuture<@Nullable Object> transaction = db.inTransaction(body);
            assertThatThrownBy(transaction::get)
                    .isInstanceOf(ExecutionException.class)
                    .hasCause(mine);
        }
        CompletableFuture<?> none = db.inTransaction(tx -> noStage());
        assertThatThrownBy(none::get).hasRootCauseInstanceOf(NullPointerException.class);
        assertThat(one("select count(*) from t")).isEqualTo(2L);
    }

    @Test
    @DisplayName("a transaction that its owner has ended takes nothing more: UsageException")
    void usedAfterCommit() {
        Transaction tx = begin(DEFAULT);
        await(tx.commit());
        assertThatThrownBy(() -> await(insert(tx, 10))).isInstanceOf(UsageException.class);
        assertThatThrownBy(() -> await(tx.savepoint("s"))).isInstanceOf(UsageException.class);
        assertThatThrownBy(() -> await(tx.commit())).isInstanceOf(UsageException.class);
        assertThatThrownBy(() -> await(tx.rollback())).isInstanceOf(UsageException.class);
        assertThat(one("select count(*) from t")).isEqualTo(2L);
    }

    @Test
    @DisplayName("the caller cancels inTransaction: its statement is stopped, all is rolled back, the session stays")
    void cancelled() {
        long session = sessionOf(db);
        CompletableFuture<Rows> transaction =
                db.inTransaction(tx -> insert(tx, 10).thenCompose(done -> tx.runQuery("select sleep(30)")));
        eventually("it runs", () -> running(other, "select sleep(30)") == 1);
        transaction.cancel(false);
        assertThatThrownBy(transaction::get).isInstanceOf(CancellationException.class);
        assertThat(one("select count(*) from t")).isEqualTo(2L);
        assertThat(running(other, "select sleep(30)")).isZero();
        assertThat(sessionOf(db)).isEqualTo(session);
    }

    @Test
    @DisplayName("cancelled while it waits for its turn: the function is never called, and nothing is left open")
    void cancelledWhileWaiting() {
        Transaction tx = begin(DEFAULT);
        AtomicInteger calls = new AtomicInteger();
        CompletableFuture<Rows> waiting = db.inTransaction(next -> {
            calls.incrementAndGet();
            return next.runQuery("select 1");
        });
        waiting.cancel(false);
        await(tx.commit());
        run("insert into t (id) values (10)");
        assertThat(count()).as("committed by itself").isEqualTo(3);
        assertThat(calls).hasValue(0);
    }

    // --- What they have in common ---

    /** Two transactions of which each has what the other wants. */
    private final class Deadlock {
        final MySQLConnection one = connect();
        final MySQLConnection two = connect();
        final CompletableFuture<?> first;
        final CompletableFuture<?> second;

        Deadlock(TransactionOptions options, AtomicInteger calls) {
            CompletableFuture<Boolean> firstLocks = new CompletableFuture<>();
            CompletableFuture<Boolean> secondLocks = new CompletableFuture<>();
            first = begin(one, options, calls, 1, firstLocks, 2, secondLocks);
            second = begin(two, options, calls, 2, secondLocks, 1, firstLocks);
        }

        private static CompletableFuture<OperationResult> begin(
                MySQLConnection connection,
                TransactionOptions options,
                AtomicInteger calls,
                int mine,
                CompletableFuture<Boolean> mineLocked,
                int theirs,
                CompletableFuture<Boolean> theirsLocked) {
            return connection.inTransaction(options, tx -> {
                calls.incrementAndGet();
                return tx.runOperation("update t set n = n + 1 where id = ?", mine)
                        .thenCompose(done -> {
                            mineLocked.complete(true);
                            return theirsLocked;
                        })
                        .thenCompose(both -> tx.runOperation("update t set n = n + 1 where id = ?", theirs));
            });
        }

        List<MySQLException> failures() {
            return List.of(first, second).stream()
                    .map(each -> {
                        try {
                            await(each);
                            return null;
                        } catch (MySQLException e) {
                            return e;
                        }
                    })
                    .filter(Objects::nonNull)
                    .toList();
        }
    }

    @SuppressWarnings("NullAway") // the mistake that is tested
    private static CompletionStage<Object> noStage() {
        return null;
    }

    private Transaction begin(TransactionOptions options) {
        return await(db.begin(options));
    }

    private static CompletableFuture<OperationResult> insert(SqlRunner runner, int id) {
        return runner.runOperation("insert into t (id) values (?)", id);
    }

    /** Without a lock: it reads from what is there. */
    private static int seen(SqlRunner runner) {
        Integer n = await(runner.fetchOne(Integer.class, "select n from t where id = 1"));
        return n == null ? -1 : n;
    }

    /** The rows that are committed. */
    private long count() {
        Long count = await(other.fetchOne(Long.class, "select count(*) from t"));
        return count == null ? -1 : count;
    }

    private long sessionsWithTransactions() {
        Long count = await(other.fetchOne(
                Long.class,
                "select count(*) from information_schema.innodb_trx where trx_mysql_thread_id <> connection_id()"));
        return count == null ? -1 : count;
    }
}
