// SPDX-License-Identifier: Apache-2.0
package io.txmysql.pool;

import static io.txmysql.pool.PoolRig.CANCEL;
import static org.assertj.core.api.Assertions.assertThat;

import io.txmysql.api.PoolOptions.ValidationDepth;
import io.txmysql.api.PooledConnection.Use;
import io.txmysql.protocol.error.ConnectionClosedException;
import io.txmysql.protocol.error.Delivery;
import io.txmysql.protocol.error.MySQLTimeoutException;
import io.txmysql.protocol.error.SessionStateLostException;
import io.txmysql.supervisor.FakeServer;
import io.txmysql.supervisor.FakeSession;
import io.txmysql.supervisor.Reservation;
import io.txmysql.supervisor.TestCall;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

@DisplayName("A connection of a pool that is lent out")
class LeasingTest {
    private final PoolRig rig = new PoolRig();
    private final FakeServer server = rig.server;

    @AfterEach
    void nothingIsLeft() {
        rig.assertNothingIsLeft();
    }

    /** A pool of one, and that one lent out. */
    private PoolRig.Borrower alone() {
        rig.options.maxSize(1);
        rig.open(1);
        PoolRig.Borrower borrower = rig.borrow();
        assertThat(borrower.hasLease()).isTrue();
        return borrower;
    }

    @Nested
    @DisplayName("is granted")
    class Granted {
        @Test
        @DisplayName("when there is one: nothing else is run on it, and statements go to others")
        void exclusive() {
            List<FakeSession> sessions = rig.open(2);
            PoolRig.Borrower borrower = rig.borrow();
            borrower.call("select mine");
            FakeSession lent = sessions.get(sessions.get(0).due().isEmpty() ? 1 : 0);
            FakeSession shared = sessions.get(sessions.get(0).due().isEmpty() ? 0 : 1);
            for (int i = 0; i < 6; i++) {
                rig.call("select " + i);
            }
            assertThat(lent.due()).containsExactly("select mine");
            assertThat(shared.due()).hasSize(4);
            rig.assertUses(Use.LEASED, Use.SHARING);
            assertThat(rig.metrics().waiting()).isEqualTo(2);
            borrower.lease().release();
        }

        @Test
        @DisplayName("with a new session if there is none idle")
        void grows() {
            PoolRig.Borrower first = rig.borrow();
            PoolRig.Borrower second = rig.borrow();
            assertThat(server.connecting()).isEqualTo(2);
            server.accept();
            assertThat(first.hasLease()).isTrue();
            assertThat(second.waits()).isTrue();
            server.accept();
            assertThat(second.hasLease()).isTrue();
            assertThat(rig.metrics().acquired()).isEqualTo(2);
            first.lease().release();
            second.lease().release();
        }

        @Test
        @DisplayName("in the order of the requests")
        void order() {
            PoolRig.Borrower holder = alone();
            PoolRig.Borrower first = rig.borrow();
            PoolRig.Borrower second = rig.borrow();
            holder.lease().release();
            assertThat(first.hasLease()).isTrue();
            assertThat(second.waits()).isTrue();
            first.lease().release();
            assertThat(second.hasLease()).isTrue();
            second.lease().release();
        }

        @Test
        @DisplayName("under constant load of shared statements, too: one session is kept from getting more of them")
        void fairness() {
            List<FakeSession> sessions = rig.open(2);
            for (int i = 0; i < 8; i++) {
                rig.call("select " + i);
            }
            PoolRig.Borrower borrower = rig.borrow();
            int rounds = 0;
            for (; borrower.waits() && rounds < 20; rounds++) {
                rig.call("select more");
                rig.call("select more");
                for (FakeSession session : sessions) {
                    if (!session.due().isEmpty()) {
                        session.answer();
                    }
                }
            }
            assertThat(borrower.hasLease()).isTrue();
            assertThat(rounds).isLessThanOrEqualTo(4);
            borrower.lease().release();
        }

        @Test
        @DisplayName("to nobody who has taken his request back")
        void takenBack() {
            PoolRig.Borrower holder = alone();
            PoolRig.Borrower first = rig.borrow();
            PoolRig.Borrower second = rig.borrow();
            assertThat(rig.pool().cancel(first.request)).isTrue();
            holder.lease().release();
            assertThat(first.waits()).isTrue();
            assertThat(second.hasLease()).isTrue();
            assertThat(rig.pool().cancel(second.request)).isFalse();
            second.lease().release();
        }

        @Test
        @DisplayName("within maxAcquireTime, or the request is refused and what all are doing is told")
        void maxAcquireTime() {
            rig.options.maxAcquireTime(Duration.ofSeconds(1));
            PoolRig.Borrower holder = alone();
            rig.time.pass(Duration.ofMillis(400));
            PoolRig.Borrower waiting = rig.borrow();
            rig.time.pass(Duration.ofMillis(600));
            assertThat(waiting.waits()).isTrue();
            rig.time.pass(Duration.ofMillis(400));
            assertThat(waiting.refusal())
                    .isInstanceOf(MySQLTimeoutException.class)
                    .hasMessageContaining("maxAcquireTime of 1000 ms; 1 of 1 connections: 1 leased");
            assertThat(waiting.refusal().delivery()).isEqualTo(Delivery.NOT_EXECUTED);
            assertThat(rig.metrics().acquireTimeouts()).isEqualTo(1);
            assertThat(rig.metrics().waiting()).isZero();
            holder.lease().release();
        }

        @Test
        @DisplayName("after a ping, with validationDepth=remote; a dead one is replaced by another")
        void remoteValidation() {
            rig.options.validationDepth(ValidationDepth.REMOTE);
            PoolRig.Borrower first = rig.borrow();
            FakeSession session = server.accept();
            assertThat(session.due()).containsExactly("COM_PING");
            assertThat(first.waits()).isTrue();
            session.answer();
            assertThat(first.hasLease()).isTrue();
            first.lease().release();

            PoolRig.Borrower second = rig.borrow();
            assertThat(session.due()).containsExactly("COM_PING");
            rig.time.pass(CANCEL);
            assertThat(session.isOpen()).isFalse();
            server.accept().answer();
            assertThat(second.hasLease()).isTrue();
            second.lease().release();
        }

        @Test
        @DisplayName("without a ping otherwise, but for a stale session")
        void localValidation() {
            server.waitTimeoutSeconds = 100;
            rig.open(1);
            PoolRig.Borrower first = rig.borrow();
            assertThat(first.hasLease()).isTrue();
            first.lease().release();
            rig.time.pass(Duration.ofSeconds(51));
            PoolRig.Borrower second = rig.borrow();
            assertThat(second.waits()).isTrue();
            server.session().answer();
            assertThat(second.hasLease()).isTrue();
            second.lease().release();
            server.accept();
        }

        @Test
        @DisplayName("in the pool's database, which is selected in front of the borrower's first statement")
        void database() {
            rig.open(1);
            rig.pool().useDatabase("bar");
            PoolRig.Borrower borrower = rig.borrow();
            TestCall call = borrower.call("select 1");
            FakeSession session = server.session();
            assertThat(session.due()).containsExactly("COM_INIT_DB bar");
            session.answer();
            session.answer();
            call.assertAnswered();
        }
    }

    @Nested
    @DisplayName("is given back")
    class GivenBack {
        @Test
        @DisplayName("once: the second time does nothing, though somebody else has the connection now")
        void once() {
            PoolRig.Borrower first = alone();
            first.lease().release();
            PoolRig.Borrower second = rig.borrow();
            first.lease().release();
            assertThat(second.lease().isOver()).isFalse();
            rig.assertUses(Use.LEASED);
            assertThat(rig.metrics().released()).isEqualTo(2);
            second.lease().release();
            rig.assertUses(Use.IDLE);
        }

        @Test
        @DisplayName("clean, without a reset: nothing was left behind")
        void clean() {
            PoolRig.Borrower borrower = alone();
            FakeSession session = server.session();
            TestCall call = borrower.call("select 1");
            session.answer();
            call.assertAnswered();
            borrower.lease().release();
            assertThat(session.due()).isEmpty();
            rig.assertUses(Use.IDLE);
        }

        @Test
        @DisplayName(
                "with calls that have no answer: they fail, what runs is stopped, and the next waits until the session is clean")
        void worksOutstanding() {
            PoolRig.Borrower borrower = alone();
            FakeSession session = server.session();
            TestCall running = borrower.call("update 1");
            TestCall queued = borrower.call("set @a = 1");
            rig.time.turn();
            borrower.lease().release();
            assertThat(running.failure()).isInstanceOf(ConnectionClosedException.class);
            assertThat(running.failure().delivery()).isEqualTo(Delivery.UNKNOWN);
            assertThat(queued.failure()).hasMessageContaining("given back to its pool");
            assertThat(queued.failure().delivery()).isEqualTo(Delivery.NOT_EXECUTED);
            PoolRig.Borrower next = rig.borrow();
            rig.assertUses(Use.DRAINING);
            FakeSession beside = server.acceptBeside();
            session.answerError(1317, "70100", "Query execution was interrupted");
            beside.answer();
            session.answer();
            assertThat(session.received()).doesNotContain("set @a = 1");
            assertThat(next.hasLease()).isTrue();
            next.lease().release();
        }

        @Test
        @DisplayName("and takes no calls after that")
        void late() {
            PoolRig.Borrower borrower = alone();
            borrower.lease().release();
            assertThat(borrower.call("select late").failure()).isInstanceOf(ConnectionClosedException.class);
            assertThat(server.session().due()).isEmpty();
        }

        @Test
        @DisplayName(
                "with a transaction that is open: its owner is told, and it is rolled back before the next gets it")
        void openTransaction() {
            PoolRig.Borrower borrower = alone();
            FakeSession session = server.session();
            Reservation transaction = new Reservation();
            TestCall begin = TestCall.opening(transaction, "start transaction").on(borrower.lease());
            session.answer();
            begin.assertAnswered();
            TestCall insert = TestCall.in(transaction, "insert 1").on(borrower.lease());
            session.answer();
            insert.assertAnswered();
            borrower.lease().release();
            PoolRig.Borrower next = rig.borrow();
            assertThat(transaction.hasEnded()).isTrue();
            TestCall commit = TestCall.in(transaction, "commit").on(borrower.lease());
            assertThat(commit.failure()).isInstanceOf(ConnectionClosedException.class);
            assertThat(next.waits()).isTrue();
            assertThat(session.due()).containsExactly("ROLLBACK");
            session.inTransaction(false);
            session.answer();
            assertThat(next.hasLease()).isTrue();
            next.lease().release();
        }

        @Test
        @DisplayName("when all that was called is answered, if it is to be given back then; new calls are refused")
        void whenDone() {
            PoolRig.Borrower borrower = alone();
            FakeSession session = server.session();
            TestCall first = borrower.call("select 1");
            TestCall second = borrower.call("select 2");
            List<String> done = new ArrayList<>();
            borrower.lease().releaseWhenDone(rig.time, Duration.ofSeconds(5), () -> done.add("first"));
            borrower.lease().releaseWhenDone(rig.time, Duration.ofSeconds(5), () -> done.add("second"));
            assertThat(borrower.call("select late").failure()).isInstanceOf(ConnectionClosedException.class);
            session.answer();
            assertThat(done).isEmpty();
            session.answer();
            first.assertAnswered();
            second.assertAnswered();
            assertThat(done).containsExactly("first", "second");
            rig.assertUses(Use.IDLE);
            borrower.lease().releaseWhenDone(rig.time, Duration.ofSeconds(5), () -> done.add("third"));
            assertThat(done).hasSize(3);
            assertThat(rig.time.waiting()).isLessThanOrEqualTo(1); // the upkeep
        }

        @Test
        @DisplayName("with all that is not answered when the time for that is over")
        void whenDoneTimesOut() {
            PoolRig.Borrower borrower = alone();
            TestCall slow = borrower.call("select slow");
            List<String> done = new ArrayList<>();
            borrower.lease().releaseWhenDone(rig.time, Duration.ofSeconds(5), () -> done.add("done"));
            rig.time.pass(Duration.ofSeconds(5));
            assertThat(slow.failure()).isInstanceOf(ConnectionClosedException.class);
            assertThat(done).containsExactly("done");
        }

        @Test
        @DisplayName("at once, if nothing is outstanding")
        void whenDoneAtOnce() {
            PoolRig.Borrower borrower = alone();
            List<String> done = new ArrayList<>();
            borrower.lease().releaseWhenDone(rig.time, Duration.ofSeconds(5), () -> done.add("done"));
            assertThat(done).containsExactly("done");
            assertThat(borrower.lease().isOver()).isTrue();
        }

        @Test
        @DisplayName("by itself when the pool is closed, with all its calls")
        void closed() {
            PoolRig.Borrower borrower = alone();
            TestCall running = borrower.call("update 1");
            PoolRig.Borrower waiting = rig.borrow();
            rig.close();
            assertThat(borrower.lease().isOver()).isTrue();
            assertThat(running.failure()).isInstanceOf(ConnectionClosedException.class);
            assertThat(waiting.refusal()).isInstanceOf(ConnectionClosedException.class);
            assertThat(rig.borrow().refusal()).isInstanceOf(ConnectionClosedException.class);
        }

        @Test
        @DisplayName("after many calls, of which it keeps none but the outstanding")
        void manyCalls() {
            PoolRig.Borrower borrower = alone();
            FakeSession session = server.session();
            for (int i = 0; i < 200; i++) {
                TestCall call = borrower.call("select " + i);
                session.answer();
                call.assertAnswered();
            }
            TestCall last = borrower.call("select last");
            borrower.lease().release();
            assertThat(last.failure()).isInstanceOf(ConnectionClosedException.class);
        }
    }

    @Nested
    @DisplayName("loses its session")
    class Loses {
        @Test
        @DisplayName("and connects again for the borrower's next call")
        void reconnects() {
            PoolRig.Borrower borrower = alone();
            server.lose();
            rig.assertUses(Use.LEASED);
            TestCall call = borrower.call("select 1");
            server.accept().answer();
            call.assertAnswered();
            assertThat(rig.metrics().lost()).isEqualTo(1);
            assertThat(rig.metrics().opened()).isEqualTo(2);
            borrower.lease().release();
            rig.assertUses(Use.IDLE);
        }

        @Test
        @DisplayName("and tells its borrower what was lost with it, but not the next one")
        void pinned() {
            PoolRig.Borrower borrower = alone();
            TestCall set = borrower.call("set @a = 1");
            server.answer();
            set.assertAnswered();
            server.lose();
            assertThat(borrower.call("select @a").failure()).isInstanceOf(SessionStateLostException.class);
            borrower.lease().release();

            PoolRig.Borrower next = rig.borrow();
            server.accept();
            TestCall call = next.call("select 1");
            server.answer();
            call.assertAnswered();
            next.lease().release();
        }

        @Test
        @DisplayName("and is of no use when it is given back before there is another")
        void givenBackWithoutASession() {
            PoolRig.Borrower borrower = alone();
            TestCall waiting = borrower.call("select 1");
            server.lose();
            assertThat(waiting.hasEnded()).isTrue();
            TestCall reconnecting = borrower.call("select 2");
            assertThat(server.isConnecting()).isTrue();
            borrower.lease().release();
            assertThat(reconnecting.failure()).isInstanceOf(ConnectionClosedException.class);
            assertThat(server.isConnecting()).isFalse();
            assertThat(rig.metrics().size()).isZero();
        }
    }

    @Nested
    @DisplayName("for one statement that changes its session")
    class ForOneStatement {
        @Test
        @DisplayName("comes back by itself and is cleaned")
        void comesBack() {
            rig.options.maxSize(1);
            FakeSession session = rig.open(1).get(0);
            TestCall set = rig.call("set @a = 1");
            TestCall next = rig.call("select 1");
            rig.assertUses(Use.LEASED);
            assertThat(session.due()).containsExactly("set @a = 1");
            session.answer();
            set.assertAnswered();
            assertThat(session.due()).containsExactly("COM_RESET_CONNECTION");
            session.answer();
            session.answer();
            next.assertAnswered();
            assertThat(rig.metrics().acquired()).isEqualTo(2);
            assertThat(rig.metrics().released()).isEqualTo(2);
        }

        @Test
        @DisplayName("is not needed when the caller turns away before")
        void cancelledBefore() {
            PoolRig.Borrower holder = alone();
            TestCall set = rig.call("set @a = 1");
            assertThat(rig.metrics().waiting()).isEqualTo(1);
            rig.cancel(set);
            assertThat(rig.metrics().waiting()).isZero();
            holder.lease().release();
            assertThat(server.session().due()).isEmpty();
            set.assertPending();
        }

        @Test
        @DisplayName("comes back when the caller turns away while it runs")
        void cancelledWhileRunning() {
            rig.options.maxSize(1);
            FakeSession session = rig.open(1).get(0);
            TestCall set = rig.call("set @a = sleep(100)");
            rig.cancel(set);
            FakeSession beside = server.acceptBeside();
            session.answerError(1317, "70100", "Query execution was interrupted");
            beside.answer();
            session.answer(); // DO 0
            assertThat(session.due()).containsExactly("COM_RESET_CONNECTION");
            session.answer();
            rig.assertUses(Use.IDLE);
            set.assertPending();
        }

        @Test
        @DisplayName("has a time limit like any other, in the queue and on the wire")
        void deadline() {
            PoolRig.Borrower holder = alone();
            TestCall waiting = rig.call(TestCall.within(Duration.ofMillis(300), "set @a = 1"));
            rig.time.pass(Duration.ofMillis(300));
            assertThat(waiting.failure()).hasMessageContaining("300 ms waiting for a session");
            holder.lease().release();
            TestCall running = rig.call(TestCall.within(Duration.ofMillis(300), "set @a = sleep(100)"));
            rig.time.pass(Duration.ofMillis(300));
            assertThat(running.failure()).hasMessageContaining("300 ms executing");
            assertThat(running.failure().delivery()).isEqualTo(Delivery.UNKNOWN);
        }

        @Test
        @DisplayName("is run on another session if it was not sent to the one that was lost")
        void lost() {
            rig.options.maxSize(1);
            FakeSession session = rig.open(1).get(0);
            session.jam();
            TestCall set = rig.call("set @a = 1");
            session.lose();
            set.assertPending();
            FakeSession next = server.accept();
            next.answer();
            set.assertAnswered();
            assertThat(next.due()).containsExactly("COM_RESET_CONNECTION");
        }

        @Test
        @DisplayName("gets the error of a hopeless attempt")
        void hopeless() {
            TestCall set = rig.call("set @a = 1");
            server.refuse(PoolRig.accessDenied());
            assertThat(set.failure().errno()).isEqualTo(1045);
            assertThat(set.failure().statement()).isEqualTo("set @a = 1");
        }
    }

    @Nested
    @DisplayName("for too long")
    class TooLong {
        @Test
        @DisplayName("raises an alarm that counts, once; one that is given back in time does not")
        void leak() {
            rig.options.leakDetectionThreshold(Duration.ofSeconds(10));
            PoolRig.Borrower borrower = alone();
            rig.time.pass(Duration.ofSeconds(9));
            borrower.lease().release();
            rig.time.pass(Duration.ofSeconds(9));
            assertThat(rig.metrics().leaks()).isZero();
            PoolRig.Borrower forgetful = rig.borrow();
            rig.time.pass(Duration.ofSeconds(60));
            assertThat(rig.metrics().leaks()).isEqualTo(1);
            assertThat(forgetful.lease().isOver()).isFalse();
            assertThat(rig.pool().connections().get(0).borrower()).hasMessage("borrowed");
            forgetful.lease().release();
        }
    }

    @Nested
    @DisplayName("while the pool drains")
    class Drains {
        @Test
        @DisplayName("is waited for, and its calls are taken; nobody else gets anything")
        void waitedFor() {
            PoolRig.Borrower borrower = alone();
            List<String> closed = new ArrayList<>();
            rig.pool().drain(Duration.ofSeconds(60), () -> closed.add("closed"));
            assertThat(rig.call("select late").failure()).isInstanceOf(ConnectionClosedException.class);
            assertThat(rig.borrow().refusal()).isInstanceOf(ConnectionClosedException.class);
            TestCall mine = borrower.call("select mine");
            server.answer();
            mine.assertAnswered();
            assertThat(closed).isEmpty();
            borrower.lease().release();
            assertThat(closed).containsExactly("closed");
        }

        @Test
        @DisplayName("is given back when the time for that is over")
        void limit() {
            PoolRig.Borrower borrower = alone();
            TestCall mine = borrower.call("select mine");
            List<String> closed = new ArrayList<>();
            rig.pool().drain(Duration.ofSeconds(60), () -> closed.add("closed"));
            rig.time.pass(Duration.ofSeconds(60));
            assertThat(closed).containsExactly("closed");
            assertThat(mine.failure()).isInstanceOf(ConnectionClosedException.class);
            assertThat(borrower.lease().isOver()).isTrue();
        }

        @Test
        @DisplayName("lets statements and requests be served that were there before")
        void servesTheQueue() {
            PoolRig.Borrower borrower = alone();
            TestCall waiting = rig.call("select waiting");
            PoolRig.Borrower next = rig.borrow();
            List<String> closed = new ArrayList<>();
            rig.pool().drain(Duration.ofSeconds(60), () -> closed.add("closed"));
            borrower.lease().release();
            next.lease().release();
            server.answer();
            waiting.assertAnswered();
            assertThat(closed).containsExactly("closed");
        }

        @Test
        @DisplayName("and closes at once if there is nothing to wait for")
        void atOnce() {
            rig.open(1);
            List<String> closed = new ArrayList<>();
            rig.pool().drain(Duration.ofSeconds(60), () -> closed.add("closed"));
            assertThat(closed).containsExactly("closed");
            rig.pool().drain(Duration.ofSeconds(60), () -> closed.add("again"));
            assertThat(closed).containsExactly("closed", "again");
        }
    }
}
