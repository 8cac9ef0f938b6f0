// SPDX-License-Identifier: Apache-2.0
package io.txmysql.pool;

import static io.txmysql.pool.PoolRig.CANCEL;
import static io.txmysql.pool.PoolRig.PAUSE;
import static org.assertj.core.api.Assertions.assertThat;

import io.txmysql.api.PooledConnection.Use;
import io.txmysql.api.RetryPolicy;
import io.txmysql.api.TemporaryError;
import io.txmysql.protocol.error.BacklogFullException;
import io.txmysql.protocol.error.ConnectionClosedException;
import io.txmysql.protocol.error.ConnectionLostException;
import io.txmysql.protocol.error.Delivery;
import io.txmysql.protocol.error.MySQLTimeoutException;
import io.txmysql.protocol.error.ServerErrorException;
import io.txmysql.protocol.message.SessionStateChange.SystemVariable;
import io.txmysql.supervisor.FakeServer;
import io.txmysql.supervisor.FakeSession;
import io.txmysql.supervisor.TestCall;
import io.txmysql.transport.SessionStart;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

@DisplayName("Statements of a pool")
class SharingTest {
    private final PoolRig rig = new PoolRig();
    private final FakeServer server = rig.server;

    @AfterEach
    void nothingIsLeft() {
        rig.assertNothingIsLeft();
    }

    @Nested
    @DisplayName("share its sessions")
    class Share {
        @Test
        @DisplayName("and the first opens one; nothing is opened before")
        void first() {
            rig.pool();
            assertThat(server.attempts()).isZero();
            TestCall call = rig.call("select 1");
            assertThat(server.connecting()).isEqualTo(1);
            rig.assertUses(Use.CONNECTING);
            server.accept();
            rig.assertUses(Use.SHARING);
            server.answer();
            call.assertAnswered();
            rig.assertUses(Use.IDLE);
            assertThat(rig.metrics().opened()).isEqualTo(1);
        }

        @Test
        @DisplayName("and each goes to the one with the least to do")
        void leastLoaded() {
            List<FakeSession> sessions = rig.open(2);
            for (int i = 0; i < 6; i++) {
                rig.call("select " + i);
            }
            assertThat(sessions.get(0).due()).hasSize(3);
            assertThat(sessions.get(1).due()).hasSize(3);
            sessions.get(1).answerAll();
            rig.call("select 6");
            rig.call("select 7");
            assertThat(sessions.get(1).due()).containsExactly("select 6", "select 7");
            assertThat(rig.metrics().running()).isEqualTo(5);
        }

        @Test
        @DisplayName("up to the pipeliningLimit of each; the rest waits, and goes on in order")
        void limit() {
            List<FakeSession> sessions = rig.open(2);
            for (int i = 0; i < 11; i++) {
                rig.call("select " + i);
            }
            assertThat(sessions.get(0).due()).hasSize(4);
            assertThat(sessions.get(1).due()).hasSize(4);
            assertThat(rig.metrics().waiting()).isEqualTo(3);
            sessions.get(0).answer();
            assertThat(sessions.get(0).due()).endsWith("select 8");
            sessions.get(1).answer();
            assertThat(sessions.get(1).due()).endsWith("select 9");
            assertThat(rig.metrics().waiting()).isEqualTo(1);
            sessions.get(0).answerAll();
            sessions.get(1).answerAll();
            rig.assertUses(Use.IDLE, Use.IDLE);
        }

        @Test
        @DisplayName("and one that has to share lets the pool grow, up to maxSize")
        void growsWhenCrowded() {
            rig.open(1);
            rig.call("select 1");
            assertThat(server.isConnecting()).isFalse();
            rig.call("select 2");
            assertThat(server.connecting()).isEqualTo(1);
            rig.call("select 3");
            assertThat(server.connecting()).isEqualTo(1);
            FakeSession second = server.accept();
            rig.call("select 4");
            assertThat(second.due()).containsExactly("select 4");
            rig.call("select 5");
            assertThat(server.isConnecting()).isFalse();
        }

        @Test
        @DisplayName("whose session ends go on with others, if they had not been sent")
        void sessionLost() {
            List<FakeSession> sessions = rig.open(2);
            sessions.get(0).jam();
            sessions.get(1).jam();
            TestCall a = rig.call("select a");
            TestCall b = rig.call("select b");
            sessions.get(0).lose();
            sessions.get(1).lose();
            server.accept().answerAll();
            a.assertAnswered();
            b.assertAnswered();
            assertThat(rig.metrics().lost()).isEqualTo(2);
        }

        @Test
        @DisplayName("and of unknown fate fail when the session is lost, as the policy says")
        void unknownFate() {
            FakeSession session = rig.open(1).get(0);
            TestCall call = rig.call("insert 1");
            session.lose();
            assertThat(call.failure()).isInstanceOf(ConnectionLostException.class);
            assertThat(call.failure().delivery()).isEqualTo(Delivery.UNKNOWN);
            assertThat(rig.metrics().size()).isZero();
        }

        @Test
        @DisplayName("and of unknown fate are run again on any session under always()")
        void runAgain() {
            rig.options.retryPolicy(RetryPolicy.always());
            List<FakeSession> sessions = rig.open(2);
            TestCall call = rig.call("insert 1");
            boolean onFirst = !sessions.get(0).due().isEmpty();
            sessions.get(onFirst ? 0 : 1).lose();
            sessions.get(onFirst ? 1 : 0).answer();
            call.assertAnswered();
        }

        @Test
        @DisplayName("that have a temporary error come back after a pause, and the session ends")
        void temporaryError() {
            rig.options.temporaryErrors(List.of(TemporaryError.errno(1114)));
            FakeSession session = rig.open(1).get(0);
            TestCall call = rig.call("insert 1");
            session.answerError(1114, "The table is full");
            assertThat(session.isOpen()).isFalse();
            assertThat(server.isConnecting()).isFalse();
            rig.time.pass(PAUSE);
            server.accept().answer();
            call.assertAnswered();
        }

        @Test
        @DisplayName("that are asked of a stale session wait for its sign of life")
        void stale() {
            server.waitTimeoutSeconds = 100;
            FakeSession session = rig.open(1).get(0);
            rig.time.pass(Duration.ofSeconds(51));
            TestCall call = rig.call("select 1");
            assertThat(session.due()).containsExactly("COM_PING");
            session.answer();
            session.answer();
            call.assertAnswered();
            server.accept(); // meanwhile it had looked as if one more were of use
        }
    }

    @Nested
    @DisplayName("wait")
    class Wait {
        @Test
        @DisplayName("for no longer than maxAcquireTime, and are told where the time went and what the others do")
        void maxAcquireTime() {
            rig.options.maxAcquireTime(Duration.ofSeconds(1)).maxSize(1);
            PoolRig.Borrower borrower = rig.borrow();
            server.accept();
            rig.time.pass(Duration.ofMillis(500));
            TestCall early = rig.call("select early");
            rig.time.pass(Duration.ofMillis(500));
            TestCall late = rig.call("select late");
            rig.time.pass(Duration.ofMillis(500));
            assertThat(early.failure())
                    .isInstanceOf(MySQLTimeoutException.class)
                    .hasMessageContaining("maxAcquireTime of 1000 ms: 1000 ms waiting for a session")
                    .hasMessageContaining("1 of 1 connections: 1 leased");
            assertThat(early.failure().delivery()).isEqualTo(Delivery.NOT_EXECUTED);
            late.assertPending();
            borrower.lease().release();
            rig.time.turn();
            server.answer();
            late.assertAnswered();
            assertThat(rig.metrics().acquireTimeouts()).isEqualTo(1);
        }

        @Test
        @DisplayName("up to maxWaitQueueSize of them; more are refused at once, and none of the others forgotten")
        void maxWaitQueueSize() {
            rig.options.maxWaitQueueSize(2);
            TestCall a = rig.call("select a");
            PoolRig.Borrower b = rig.borrow();
            TestCall c = rig.call("select c");
            assertThat(c.failure()).isInstanceOf(BacklogFullException.class).hasMessageContaining("2 callers wait");
            assertThat(rig.borrow().refusal()).isInstanceOf(BacklogFullException.class);
            server.accept();
            server.accept();
            b.lease().release();
            server.open().forEach(FakeSession::answerAll);
            a.assertAnswered();
        }

        @Test
        @DisplayName("up to maxBacklogBytes of them")
        void maxBytes() {
            rig.options.maxBacklogBytes(1000);
            rig.call("select " + "1".repeat(900));
            assertThat(rig.call("select " + "2".repeat(900)).failure()).isInstanceOf(BacklogFullException.class);
        }

        @Test
        @DisplayName("no longer than their own time limit")
        void deadline() {
            TestCall call = rig.call(TestCall.within(Duration.ofMillis(300), "select 1"));
            rig.time.pass(Duration.ofMillis(300));
            assertThat(call.failure())
                    .isInstanceOf(MySQLTimeoutException.class)
                    .hasMessageContaining("statementTimeout of 300 ms is over: 300 ms waiting for a session");
            assertThat(server.accept().due()).isEmpty();
            assertThat(rig.metrics().waiting()).isZero();
        }

        @Test
        @DisplayName("and are taken out when their caller turns away")
        void cancelled() {
            TestCall call = rig.call("select 1");
            rig.cancel(call);
            assertThat(rig.metrics().waiting()).isZero();
            FakeSession session = server.accept();
            assertThat(session.due()).isEmpty();
            call.assertPending();
        }

        @Test
        @DisplayName("after a temporary error, too, and may be cancelled then")
        void cancelledWhilePausing() {
            rig.options.temporaryErrors(List.of(TemporaryError.errno(1114)));
            FakeSession session = rig.open(1).get(0);
            TestCall call = rig.call("insert 1");
            session.answerError(1114, "The table is full");
            rig.cancel(call);
            rig.time.pass(PAUSE);
            assertThat(server.isConnecting()).isFalse();
            call.assertPending();
        }

        @Test
        @DisplayName("and all fail when the pool is closed, those in a pause and those that come later included")
        void closed() {
            rig.options.temporaryErrors(List.of(TemporaryError.errno(1114)));
            FakeSession session = rig.open(1).get(0);
            TestCall pausing = rig.call("insert 1");
            session.answerError(1114, "The table is full");
            TestCall waiting = rig.call("select 1");
            rig.close();
            assertThat(pausing.failure()).isInstanceOf(ConnectionClosedException.class);
            assertThat(waiting.failure()).isInstanceOf(ConnectionClosedException.class);
            assertThat(rig.call("select 2").failure()).isInstanceOf(ConnectionClosedException.class);
            rig.time.pass(PAUSE);
            pausing.failure();
        }
    }

    @Nested
    @DisplayName("run")
    class Run {
        @Test
        @DisplayName(
                "no longer than their time limit: the statement is stopped, and its session takes nothing until it is free")
        void deadline() {
            rig.options.maxSize(1);
            FakeSession session = rig.open(1).get(0);
            TestCall slow = rig.call(TestCall.within(Duration.ofMillis(300), "select slow"));
            rig.time.pass(Duration.ofMillis(300));
            assertThat(slow.failure()).hasMessageContaining("300 ms executing");
            TestCall next = rig.call("select next");
            rig.assertUses(Use.DRAINING);
            FakeSession beside = server.acceptBeside();
            session.answerError(1317, "70100", "Query execution was interrupted");
            beside.answer();
            session.answer();
            assertThat(session.due()).containsExactly("select next");
            session.answer();
            next.assertAnswered();
        }

        @Test
        @DisplayName("until their caller turns away; others move to other sessions meanwhile")
        void cancelled() {
            List<FakeSession> sessions = rig.open(2);
            TestCall slow = rig.call("select slow");
            FakeSession busy = sessions.get(sessions.get(0).due().isEmpty() ? 1 : 0);
            FakeSession other = sessions.get(sessions.get(0).due().isEmpty() ? 0 : 1);
            rig.cancel(slow);
            for (int i = 0; i < 4; i++) {
                rig.call("select " + i);
            }
            assertThat(other.due()).hasSize(4);
            assertThat(busy.due()).containsExactly("select slow");
            rig.time.pass(CANCEL);
            assertThat(busy.isOpen()).isFalse();
            assertThat(rig.metrics().lost()).isEqualTo(1);
        }

        @Test
        @DisplayName(
                "on a session that gets nothing more when its oldest answer is due for pipeliningMaxWait; what it has not sent moves on")
        void stuck() {
            rig.options.pipeliningMaxWait(Duration.ofMillis(20));
            List<FakeSession> sessions = rig.open(2);
            server.open();
            TestCall slow = rig.call("select slow");
            FakeSession stuck = sessions.get(sessions.get(0).due().isEmpty() ? 1 : 0);
            FakeSession other = sessions.get(sessions.get(0).due().isEmpty() ? 0 : 1);
            PoolRig.Borrower borrower = rig.borrow(); // the other one is not to be had
            stuck.jam();
            TestCall behind = rig.call("select behind");
            assertThat(rig.metrics().running()).isEqualTo(2);
            rig.time.pass(Duration.ofMillis(20));
            assertThat(rig.metrics().running()).isEqualTo(1);
            assertThat(rig.metrics().waiting()).isEqualTo(1);
            borrower.lease().release();
            assertThat(other.due()).containsExactly("select behind");
            other.answer();
            behind.assertAnswered();
            for (int i = 0; i < 4; i++) {
                rig.call("select " + i);
            }
            assertThat(rig.metrics().waiting()).isZero();
            assertThat(other.due()).hasSize(4);
            slow.assertPending();
        }

        @Test
        @DisplayName("and one that leaves something behind takes its session out of the rotation until that is reset")
        void dirty() {
            rig.options.maxSize(1);
            FakeSession session = rig.open(1).get(0);
            TestCall sneaky = rig.call("select a_function_that_sets_something()");
            TestCall beside = rig.call("select 2");
            session.answer(new SystemVariable("sql_mode", "ANSI"));
            TestCall next = rig.call("select 3");
            sneaky.assertAnswered();
            assertThat(session.due()).containsExactly("select 2");
            rig.assertUses(Use.DRAINING);
            session.answer();
            beside.assertAnswered();
            assertThat(session.due()).containsExactly("COM_RESET_CONNECTION");
            next.assertPending();
            session.answer();
            assertThat(session.due()).containsExactly("select 3");
            session.answer();
            next.assertAnswered();
            assertThat(rig.metrics().resets()).isEqualTo(1);
        }

        @Test
        @DisplayName("and one that turns autocommit off, or opens a transaction, is found out by the flags")
        void flags() {
            FakeSession session = rig.open(1).get(0);
            rig.call("select sneaky()");
            session.autocommit(false);
            session.answer();
            assertThat(session.due()).containsExactly("COM_RESET_CONNECTION");
            session.autocommit(true);
            session.answer();
            rig.call("select sneaky()");
            session.inTransaction(true);
            session.answer();
            assertThat(session.due()).containsExactly("COM_RESET_CONNECTION");
        }
    }

    @Nested
    @DisplayName("while there is no server")
    class Outage {
        @Test
        @DisplayName(
                "are tried for with growing pauses, one attempt at a time, and with all wanted ones after a success")
        void oneAttemptAtATime() {
            rig.options.maxSize(4);
            for (int i = 0; i < 4; i++) {
                rig.borrow();
            }
            assertThat(server.connecting()).isEqualTo(4);
            for (int i = 0; i < 4; i++) {
                server.refuse();
            }
            assertThat(server.isConnecting()).isFalse();
            rig.time.pass(PAUSE);
            assertThat(server.connecting()).isEqualTo(1);
            server.refuse();
            rig.time.pass(PAUSE);
            assertThat(server.isConnecting()).as("the pauses grow").isFalse();
            rig.time.pass(PAUSE);
            assertThat(server.connecting()).isEqualTo(1);
            server.accept();
            assertThat(server.connecting()).isEqualTo(3);
        }

        @Test
        @DisplayName("fail at once where that cannot heal and there is no session")
        void hopeless() {
            TestCall call = rig.call("select 1");
            PoolRig.Borrower borrower = rig.borrow();
            server.refuse(PoolRig.accessDenied());
            assertThat(call.failure()).isInstanceOf(ServerErrorException.class);
            assertThat(call.failure().statement()).isEqualTo("select 1");
            assertThat(call.failure().delivery()).isEqualTo(Delivery.NOT_EXECUTED);
            assertThat(borrower.refusal().errno()).isEqualTo(1045);
        }

        @Test
        @DisplayName("wait for the sessions that there are where another cannot be had")
        void hopelessWithASession() {
            rig.open(1);
            PoolRig.Borrower first = rig.borrow();
            PoolRig.Borrower second = rig.borrow();
            server.refuse(PoolRig.accessDenied());
            assertThat(second.waits()).isTrue();
            first.lease().release();
            assertThat(second.hasLease()).isTrue();
            second.lease().release();
        }

        @Test
        @DisplayName("fail after maxBackoffTime, each counted from its own call, with the last cause")
        void maxBackoffTime() {
            TestCall early = rig.call("select early");
            server.refuse();
            rig.time.pass(Duration.ofMillis(1500));
            TestCall late = rig.call("select late");
            for (int i = 0; i < 10 && !early.hasEnded(); i++) {
                if (server.isConnecting()) {
                    server.refuse();
                }
                rig.time.pass(PAUSE);
            }
            assertThat(early.failure()).hasMessageContaining("connection refused");
            late.assertPending();
            rig.time.pass(Duration.ofSeconds(1));
            server.accept().answer();
            late.assertAnswered();
        }

        @Test
        @DisplayName("are the first to be served when it is back")
        void back() {
            TestCall call = rig.call("select 1");
            server.refuse();
            rig.time.pass(PAUSE);
            server.accept().answer();
            call.assertAnswered();
            assertThat(rig.events).containsExactly("retry in 100 ms");
        }
    }

    @Nested
    @DisplayName("are run in the pool's database")
    class InTheDatabase {
        @Test
        @DisplayName("which new sessions select in their login")
        void login() {
            rig.call("select 1");
            server.accept().answer();
            assertThat(server.starts).extracting(SessionStart::database).containsExactly("foo");
        }

        @Test
        @DisplayName("and which open sessions select in front of the next statement")
        void openSessions() {
            FakeSession session = rig.open(1).get(0);
            rig.pool().useDatabase("bar");
            TestCall call = rig.call("select 1");
            assertThat(session.due()).containsExactly("COM_INIT_DB bar");
            session.answer();
            assertThat(session.due()).containsExactly("select 1");
            session.answer();
            call.assertAnswered();
        }

        @Test
        @DisplayName("and in no other: if it cannot be selected the session is closed and they go elsewhere")
        void notSelected() {
            FakeSession session = rig.open(1).get(0);
            rig.pool().useDatabase("bar");
            TestCall call = rig.call("select 1");
            session.answerError(1049, "42000", "Unknown database 'bar'");
            assertThat(session.isOpen()).isFalse();
            assertThat(session.received()).doesNotContain("select 1");
            server.accept().answer();
            call.assertAnswered();
            assertThat(server.starts).extracting(SessionStart::database).containsExactly("foo", "bar");
        }
    }
}
