// SPDX-License-Identifier: Apache-2.0
package io.txmysql.supervisor;

import static io.txmysql.supervisor.SupervisorRig.CANCEL;
import static org.assertj.core.api.Assertions.assertThat;

import io.txmysql.api.ConnectionState;
import io.txmysql.protocol.error.ConnectionClosedException;
import io.txmysql.protocol.error.ConnectionLostException;
import io.txmysql.protocol.error.Delivery;
import io.txmysql.protocol.error.MySQLException;
import io.txmysql.protocol.error.SessionPin;
import io.txmysql.protocol.error.SessionStateLostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

@DisplayName("A session that is reserved for a transaction")
class ReservationTest {
    private static final String START = "START TRANSACTION";

    private final SupervisorRig rig = new SupervisorRig();
    private final FakeServer server = rig.server;
    private final Reservation transaction = new Reservation();

    private TestCall open() {
        return rig.call(TestCall.opening(transaction, START));
    }

    private TestCall within(String sql) {
        return rig.call(TestCall.in(transaction, sql));
    }

    /** Opens the session, and the transaction on it. */
    private FakeSession begin() {
        FakeSession session = rig.connect();
        TestCall opening = open();
        session.answer();
        opening.assertAnswered();
        assertThat(transaction.isHeld()).isTrue();
        return session;
    }

    private void release() {
        rig.supervisor().release(transaction);
        rig.time.turn();
    }

    private static void assertOver(TestCall call, String why) {
        MySQLException failure = call.failure();
        assertThat(failure).isInstanceOf(SessionStateLostException.class).hasMessageContaining(why);
        assertThat(((SessionStateLostException) failure).lost()).containsExactly(SessionPin.TRANSACTION);
        assertThat(failure.statement()).isEqualTo(call.work.statement());
    }

    @Nested
    @DisplayName("and held by it")
    class Held {
        private final FakeSession session = begin();

        @Test
        @DisplayName("runs its statements one at a time and lets all others wait, in order, until COMMIT is answered")
        void othersWait() {
            TestCall other = rig.call("select other");
            TestCall another = rig.call("select another");
            TestCall first = within("insert 1");
            TestCall second = within("insert 2");
            assertThat(session.due()).containsExactly("insert 1");
            session.answer();
            assertThat(session.due()).containsExactly("insert 2");
            session.answer();
            first.assertAnswered();
            second.assertAnswered();
            other.assertPending();
            TestCall commit = within("commit");
            session.answer();
            commit.assertAnswered();
            assertThat(session.due()).containsExactly("select other", "select another");
            session.answerAll();
            other.assertAnswered();
            another.assertAnswered();
        }

        @Test
        @DisplayName("lets others in after ROLLBACK, too")
        void rollback() {
            TestCall other = rig.call("select other");
            TestCall rollback = within("rollback");
            session.answer();
            rollback.assertAnswered();
            session.answer();
            other.assertAnswered();
        }

        @Test
        @DisplayName(
                "and lost: others that wait behind it fail if they may need what the session had, and are not run elsewhere")
        void othersMayNeedTheSession() {
            within("set @a = 1");
            session.answer();
            TestCall other = rig.call("select @a");
            session.lose();
            assertThat(other.failure()).isInstanceOf(SessionStateLostException.class);
            assertThat(((SessionStateLostException) other.failure()).lost()).contains(SessionPin.USER_VARIABLE);
            assertThat(server.statements).doesNotContain("select @a");
        }

        @Test
        @DisplayName("is not left by ROLLBACK TO SAVEPOINT")
        void savepoint() {
            TestCall other = rig.call("select other");
            within("rollback to savepoint a");
            session.answer();
            other.assertPending();
            assertThat(session.due()).isEmpty();
        }

        @Test
        @DisplayName("lets others in when its owner releases it, and refuses what its owner sends after that")
        void released() {
            TestCall other = rig.call("select other");
            release();
            undone();
            assertThat(session.due()).containsExactly("select other");
            session.answer();
            other.assertAnswered();
            assertOver(within("insert 1"), "it was ended by its owner");
            assertThat(transaction.hasEnded()).isTrue();
        }

        @Test
        @DisplayName("is told by a deadlock that it is over: what was queued is refused and not run, others go on")
        void deadlock() {
            TestCall victim = within("update 1");
            TestCall queued = within("update 2");
            TestCall commit = within("commit");
            TestCall other = rig.call("select other");
            session.answerError(1213, "40001", "Deadlock found");
            assertThat(victim.failure().errno()).isEqualTo(1213);
            assertOver(queued, "the server has ended it");
            assertOver(commit, "the server has ended it");
            assertThat(queued.failure().delivery()).isEqualTo(Delivery.NOT_EXECUTED);
            undone();
            assertThat(session.due()).containsExactly("select other");
            session.answer();
            other.assertAnswered();
            assertOver(within("insert 3"), "the server has ended it");
            assertThat(server.statements).doesNotContain("update 2", "commit");
        }

        @Test
        @DisplayName("is rolled back once after a deadlock: the next transaction keeps the session to itself")
        void releasedWhileRolledBack() {
            within("update 1");
            session.answerError(1213, "40001", "Deadlock found");
            Reservation next = new Reservation();
            TestCall opening = rig.call(TestCall.opening(next, "START TRANSACTION"));
            rig.supervisor().release(transaction);
            undone();
            session.answer();
            opening.assertAnswered();
            TestCall update = rig.call(TestCall.in(next, "update 2"));
            assertThat(session.due()).containsExactly("update 2");
            session.answer();
            update.assertAnswered();
        }

        @Test
        @DisplayName(
                "is told by the flags of an answer that a statement has committed on its own: what was queued is refused")
        void implicitCommit() {
            TestCall ddl = within("create table t (a int)");
            TestCall queued = within("insert 1");
            session.inTransaction(false);
            session.answer();
            ddl.assertAnswered();
            assertOver(queued, "the server has ended it");
            undone();
            assertThat(session.due()).isEmpty();
        }

        /** Before others have the session: a metadata lock's deadlock, for one, leaves the transaction open. */
        private void undone() {
            assertThat(session.due()).containsExactly("ROLLBACK");
            session.inTransaction(false);
            session.answer();
        }

        @Test
        @DisplayName("asks after a lock wait timeout whether the transaction is still there, and goes on if it is")
        void lockWaitTimeout() {
            TestCall waits = within("update 1");
            TestCall queued = within("update 2");
            session.answerError(1205, "Lock wait timeout exceeded");
            assertThat(waits.failure().errno()).isEqualTo(1205);
            assertThat(session.due()).as("before anything else").containsExactly("DO 0");
            session.answer();
            assertThat(session.due()).containsExactly("update 2");
            session.answer();
            queued.assertAnswered();
        }

        @Test
        @DisplayName("refuses what was queued if the lock wait timeout has rolled all of it back")
        void lockWaitTimeoutRollsBack() {
            within("update 1");
            TestCall queued = within("update 2");
            TestCall other = rig.call("select other");
            session.answerError(1205, "Lock wait timeout exceeded");
            session.inTransaction(false);
            session.answer();
            assertOver(queued, "the server has ended it");
            undone();
            assertThat(session.due()).containsExactly("select other");
            session.answer();
            other.assertAnswered();
        }

        @Test
        @DisplayName("asks nothing after an error that says nothing about transactions")
        void duplicateKey() {
            within("insert 1");
            TestCall queued = within("insert 2");
            session.answerError(1062, "23000", "Duplicate entry");
            assertThat(session.due()).containsExactly("insert 2");
            session.answer();
            queued.assertAnswered();
        }

        @Test
        @DisplayName(
                "which is lost fails its statements typed and runs none elsewhere; others go on with the next session")
        void lost() {
            TestCall sent = within("insert 1");
            TestCall queued = within("insert 2");
            TestCall other = rig.call("select other");
            session.lose();
            assertOver(sent, "its session has ended");
            assertThat(sent.failure().delivery()).isEqualTo(Delivery.UNKNOWN);
            assertThat(sent.failure()).hasCauseInstanceOf(ConnectionLostException.class);
            assertOver(queued, "its session has ended");
            assertThat(queued.failure().delivery()).isEqualTo(Delivery.NOT_EXECUTED);
            assertOver(within("commit"), "its session has ended");
            FakeSession next = server.accept();
            assertThat(next.due()).containsExactly("select other");
            next.answer();
            other.assertAnswered();
        }

        @Test
        @DisplayName("which is lost with nothing on it is told to its owner only")
        void lostIdle() {
            session.lose();
            TestCall other = rig.call("select other");
            server.accept().answer();
            other.assertAnswered();
            assertOver(within("commit"), "its session has ended");
        }

        @Test
        @DisplayName("does not look idle")
        void notIdle() {
            rig.pass(Duration.ofHours(1));
            assertThat(session.isOpen()).isTrue();
        }

        @Test
        @DisplayName("is waited for when the connection drains, and its statements are still taken")
        void drains() {
            List<String> closed = new ArrayList<>();
            rig.supervisor().drain(Duration.ofSeconds(60), () -> closed.add("closed"));
            assertThat(rig.call("select late").failure()).isInstanceOf(ConnectionClosedException.class);
            TestCall insert = within("insert 1");
            session.answer();
            insert.assertAnswered();
            assertThat(closed).isEmpty();
            TestCall commit = within("commit");
            session.answer();
            commit.assertAnswered();
            assertThat(closed).containsExactly("closed");
            assertThat(rig.supervisor().state()).isEqualTo(ConnectionState.CLOSED);
            assertThat(rig.time.waiting()).isZero();
        }

        @Test
        @DisplayName(
                "is rolled back by the server when the connection is closed; its statements fail, and all that come later")
        void closed() {
            TestCall insert = within("insert 1");
            TestCall queued = within("insert 2");
            rig.close();
            assertThat(insert.failure()).isInstanceOf(ConnectionClosedException.class);
            assertThat(queued.failure()).isInstanceOf(ConnectionClosedException.class);
            assertThat(within("commit").failure()).isInstanceOf(ConnectionClosedException.class);
            assertThat(transaction.hasEnded()).isTrue();
            assertThat(rig.time.waiting()).isZero();
        }

        @Test
        @DisplayName("has a cancelled statement killed like any other, and goes on")
        void cancelled() {
            TestCall slow = within("select slow");
            rig.cancel(slow);
            TestCall rollback = within("rollback");
            FakeSession beside = server.acceptBeside();
            assertThat(beside.due()).containsExactly("KILL QUERY " + session.id());
            session.answerError(1317, "70100", "Query execution was interrupted");
            beside.answer();
            while (session.due().contains("DO 0")) {
                session.answer(); // it cleans, and it asks for the transaction
            }
            assertThat(session.due()).containsExactly("rollback");
            session.answer();
            rollback.assertAnswered();
            rig.run("select next");
        }

        @Test
        @DisplayName("has its COMMIT never killed, though its time is over")
        void commitIsNotKilled() {
            TestCall commit = rig.call(TestCall.in(transaction, "commit"));
            rig.cancel(commit);
            FakeSession beside = server.acceptBeside();
            rig.pass(CANCEL.minusMillis(1));
            assertThat(beside.received()).isEmpty();
            session.answer();
            rig.run("select next");
        }
    }

    @Nested
    @DisplayName("before its first statement is answered")
    class Opening {
        @Test
        @DisplayName("waits for what runs on it, and lets nothing in front of it that came later")
        void order() {
            FakeSession session = rig.connect();
            rig.call("select before");
            TestCall opening = open();
            TestCall after = rig.call("select after");
            assertThat(session.due()).containsExactly("select before");
            session.answer();
            assertThat(session.due()).containsExactly(START);
            session.answer();
            opening.assertAnswered();
            after.assertPending();
            assertThat(session.due()).isEmpty();
        }

        @Test
        @DisplayName("is another one if it is lost then: it is opened again")
        void lost() {
            FakeSession session = rig.connect();
            TestCall opening = open();
            TestCall other = rig.call("select other");
            assertThat(session.due()).containsExactly(START);
            session.lose();
            opening.assertPending();
            FakeSession next = server.accept();
            while (!opening.hasEnded()) {
                next.answer();
            }
            opening.assertAnswered();
            assertThat(transaction.isHeld()).isTrue();
            within("commit");
            next.answerAll();
            other.assertAnswered();
            assertThat(next.received()).contains(START, "commit", "select other");
        }

        @Test
        @DisplayName("is free again if the first statement fails")
        void refused() {
            FakeSession session = rig.connect();
            TestCall opening = open();
            TestCall other = rig.call("select other");
            session.answerError(1792, "25006", "Cannot execute statement in a READ ONLY transaction");
            assertThat(opening.failure().errno()).isEqualTo(1792);
            assertThat(transaction.hasEnded()).isTrue();
            session.answer();
            other.assertAnswered();
            assertOver(within("insert 1"), "it could not be opened");
        }

        @Test
        @DisplayName("is not reserved at all if its owner has turned away before")
        void abandonedInTheBacklog() {
            TestCall opening = open();
            TestCall other = rig.call("select other");
            rig.cancel(opening);
            FakeSession session = server.accept();
            assertThat(session.due()).containsExactly("select other");
            session.answer();
            other.assertAnswered();
        }

        @Test
        @DisplayName("is rolled back and released if its owner has turned away and the session cannot tell which it is")
        void abandoned() {
            server.identity = null;
            FakeSession session = rig.connect();
            TestCall opening = open();
            TestCall other = rig.call("select other");
            rig.cancel(opening);
            session.answer();
            assertThat(session.due()).containsExactly("ROLLBACK");
            session.answer();
            assertThat(session.due()).containsExactly("select other");
            session.answer();
            other.assertAnswered();
            assertThat(transaction.hasEnded()).isTrue();
        }

        @Test
        @DisplayName("is given up if the transaction that nobody wants cannot be rolled back")
        void rollbackFails() {
            server.identity = null;
            FakeSession session = rig.connect();
            TestCall opening = open();
            TestCall other = rig.call("select other");
            rig.cancel(opening);
            session.answer();
            session.answerError(1180, "Got error during ROLLBACK");
            assertThat(session.isOpen()).isFalse();
            rig.pass(SupervisorRig.PAUSE);
            server.accept().answer();
            other.assertAnswered();
        }

        @Test
        @DisplayName("is waited for when the connection drains")
        void drains() {
            FakeSession session = rig.connect();
            TestCall opening = open();
            List<String> closed = new ArrayList<>();
            rig.supervisor().drain(Duration.ofSeconds(60), () -> closed.add("closed"));
            session.answer();
            opening.assertAnswered();
            assertThat(closed).isEmpty();
            release();
            rig.supervisor().drain(Duration.ofSeconds(60), () -> closed.add("closed too"));
            assertThat(session.due()).containsExactly("ROLLBACK");
            session.inTransaction(false);
            session.answer();
            assertThat(closed).containsExactly("closed", "closed too");
        }
    }

    @Nested
    @DisplayName("with a server that turns out to be read-only")
    class ReadOnly {
        @Test
        @DisplayName("is given up when the transaction is over, and not before")
        void retiresAfterwards() {
            rig.options.rejectReadOnly(true);
            FakeSession session = begin();
            TestCall insert = within("insert 1");
            TestCall other = rig.call("insert other");
            session.answerError(1836, "Running in read-only mode");
            assertThat(insert.failure().errno()).isEqualTo(1836);
            assertThat(session.isOpen()).isTrue();
            TestCall rollback = within("rollback");
            session.answer();
            rollback.assertAnswered();
            assertThat(session.isOpen()).isFalse();
            rig.pass(SupervisorRig.PAUSE);
            server.accept().answer();
            other.assertAnswered();
        }

        @Test
        @DisplayName("is given up at once if the first statement says so, and the transaction opened on the next")
        void opening() {
            rig.options.rejectReadOnly(true);
            FakeSession session = rig.connect();
            TestCall opening = open();
            session.answerError(1836, "Running in read-only mode");
            opening.assertPending();
            assertThat(session.isOpen()).isFalse();
            rig.pass(SupervisorRig.PAUSE);
            server.accept().answer();
            opening.assertAnswered();
            assertThat(transaction.isHeld()).isTrue();
        }
    }

    @Nested
    @DisplayName("by one who does not know that the server tells of transactions")
    class Untold {
        @Test
        @DisplayName("stays so: a proxy that never sets the flag has not ended anything")
        void proxy() {
            FakeSession session = rig.connect();
            TestCall opening = open();
            session.answerWithout();
            opening.assertAnswered();
            TestCall other = rig.call("select other");
            TestCall insert = within("insert 1");
            session.answer();
            insert.assertAnswered();
            TestCall second = within("insert 2");
            session.answer();
            second.assertAnswered();
            other.assertPending();
            within("commit");
            session.answer();
            session.answer();
            other.assertAnswered();
        }
    }
}
