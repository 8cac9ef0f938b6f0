// SPDX-License-Identifier: Apache-2.0
package io.txmysql.pool;

import static org.assertj.core.api.Assertions.assertThat;

import io.txmysql.api.PoolOptions.ResetOnRelease;
import io.txmysql.api.PooledConnection.Use;
import io.txmysql.protocol.message.SessionStateChange;
import io.txmysql.protocol.message.SessionStateChange.SystemVariable;
import io.txmysql.supervisor.FakeServer;
import io.txmysql.supervisor.FakeSession;
import io.txmysql.supervisor.TestCall;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A session that comes back to its pool")
class CleaningTest {
    private static final String RESET = "COM_RESET_CONNECTION";

    private final PoolRig rig = new PoolRig();
    private final FakeServer server = rig.server;

    @AfterEach
    void nothingIsLeft() {
        rig.assertNothingIsLeft();
    }

    private FakeSession giveBackAfter(ResetOnRelease when, String... statements) {
        rig.options.maxSize(1).resetOnRelease(when);
        FakeSession session = rig.open(1).get(0);
        session.answerAll();
        PoolRig.Borrower borrower = rig.borrow();
        for (String sql : statements) {
            TestCall call = borrower.call(sql);
            session.answer();
            call.assertAnswered();
        }
        borrower.lease().release();
        return session;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "begin",
                "set @a = 1",
                "create temporary table t (a int)",
                "lock tables t write",
                "select get_lock('a', 1)",
                "prepare s from 'select 1'",
                "call p()"
            })
    @DisplayName("is reset if its borrower has left anything behind, before anybody else gets it")
    void dirty(String sql) {
        FakeSession session = giveBackAfter(ResetOnRelease.DIRTY, sql);
        PoolRig.Borrower next = rig.borrow();
        assertThat(session.due()).containsExactly(RESET);
        rig.assertUses(Use.DRAINING);
        assertThat(next.waits()).isTrue();
        session.answer();
        assertThat(next.hasLease()).isTrue();
        assertThat(session.received()).filteredOn(each -> each.equals(RESET)).hasSize(1);
        assertThat(rig.metrics().resets()).isEqualTo(1);
        next.lease().release();
        rig.assertUses(Use.IDLE);
    }

    @Test
    @DisplayName("is not reset if it is as it was")
    void clean() {
        FakeSession session = giveBackAfter(ResetOnRelease.DIRTY, "select 1", "insert 1", "begin", "commit");
        assertThat(session.due()).isEmpty();
        rig.assertUses(Use.IDLE);
    }

    @Test
    @DisplayName("is reset after each lease with resetOnRelease=always")
    void always() {
        FakeSession session = giveBackAfter(ResetOnRelease.ALWAYS, "select 1");
        assertThat(session.due()).containsExactly(RESET);
        session.answer();
        rig.assertUses(Use.IDLE);
    }

    @Test
    @DisplayName("is handed on as it is with resetOnRelease=never, but for a transaction, which is rolled back")
    void never() {
        FakeSession session = giveBackAfter(ResetOnRelease.NEVER, "set @a = 1", "begin");
        PoolRig.Borrower next = rig.borrow();
        assertThat(session.due()).containsExactly("ROLLBACK");
        assertThat(next.waits()).isTrue();
        session.answer();
        assertThat(next.hasLease()).isTrue();
        assertThat(session.received()).doesNotContain(RESET);
        next.lease().release();
    }

    @Test
    @DisplayName("is closed if the server refuses the reset, and another is opened for who waits")
    void refused() {
        FakeSession session = giveBackAfter(ResetOnRelease.DIRTY, "set @a = 1");
        PoolRig.Borrower next = rig.borrow();
        session.answerError(1047, "08S01", "Unknown command");
        assertThat(session.isOpen()).isFalse();
        assertThat(next.waits()).isTrue();
        server.accept();
        assertThat(next.hasLease()).isTrue();
        assertThat(rig.metrics().closed()).isEqualTo(1);
        assertThat(rig.metrics().resets()).isZero();
        next.lease().release();
    }

    @Test
    @DisplayName("is gone if it is lost in the middle of the reset")
    void lost() {
        FakeSession session = giveBackAfter(ResetOnRelease.DIRTY, "set @a = 1");
        session.lose();
        assertThat(rig.metrics().size()).isZero();
        assertThat(server.isConnecting()).isFalse();
        PoolRig.Borrower next = rig.borrow();
        server.accept();
        assertThat(next.hasLease()).isTrue();
        next.lease().release();
    }

    @Test
    @DisplayName("is closed if it has a database and the pool has none, since nothing makes a session forget it")
    void databaseOfNone() {
        rig.options.database(null).maxSize(1);
        FakeSession session = rig.open(1).get(0);
        TestCall use = rig.call("use bar");
        session.answer(new SessionStateChange.Schema("bar"));
        use.assertAnswered();
        assertThat(session.isOpen()).isFalse();
        assertThat(rig.metrics().size()).isZero();
    }

    @Test
    @DisplayName("in the pool's own database that was selected later is clean")
    void databaseOfThePool() {
        assertSettles("bar", "bar");
    }

    @Test
    @DisplayName("in another database than the pool's gets the right one with its next use")
    void anotherDatabase() {
        assertSettles("bar", null);
    }

    /** A borrower selects a database; then, perhaps, the pool does. */
    private void assertSettles(String borrowers, @Nullable String pools) {
        rig.options.maxSize(1);
        FakeSession session = rig.open(1).get(0);
        PoolRig.Borrower borrower = rig.borrow();
        borrower.call("use " + borrowers);
        session.answer(new SessionStateChange.Schema(borrowers));
        borrower.lease().release();
        if (pools != null) {
            rig.pool().useDatabase(pools);
        }
        for (int i = 0; i < 3 && session.isOpen() && !session.due().isEmpty(); i++) {
            session.answer();
        }
        assertThat(session.due()).as("commands after three were answered").isEmpty();
        TestCall next = rig.call("select database()");
        FakeSession used = server.isConnecting() ? server.accept() : session;
        for (int i = 0; i < 4 && !next.hasEnded(); i++) {
            used.answer();
        }
        next.assertAnswered();
        assertThat(used.state().schema()).isEqualTo(pools == null ? "foo" : pools);
        assertThat(used.due()).isEmpty();
    }

    @Test
    @DisplayName("after it has lost its session and got another gives nothing of the borrower's to the next one")
    void replayedStateStaysWithTheBorrower() {
        rig.options.maxSize(1);
        FakeSession session = rig.open(1).get(0);
        PoolRig.Borrower borrower = rig.borrow();
        borrower.call("set sql_mode = 'ANSI'");
        session.answer(new SystemVariable("sql_mode", "ANSI"));
        session.lose();
        TestCall again = borrower.call("select 1");
        FakeSession second = server.accept();
        second.answer();
        again.assertAnswered();
        assertThat(server.starts.get(1).variables()).containsKey("sql_mode");
        borrower.lease().release();
        PoolRig.Borrower next = rig.borrow();
        assertThat(next.waits()).isTrue();
        assertThat(second.due()).containsExactly(RESET);
        second.answer();
        assertThat(next.hasLease()).isTrue();
        assertThat(second.state().systemVariables()).isEmpty();
        next.lease().release();
    }
}
