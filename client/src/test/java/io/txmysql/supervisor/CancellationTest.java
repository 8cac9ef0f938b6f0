// SPDX-License-Identifier: Apache-2.0
package io.txmysql.supervisor;

import static io.txmysql.supervisor.SupervisorRig.CANCEL;
import static org.assertj.core.api.Assertions.assertThat;

import io.txmysql.protocol.error.ConnectionClosedException;
import io.txmysql.protocol.error.ConnectionLostException;
import io.txmysql.protocol.error.Delivery;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

@DisplayName("A cancelled statement")
class CancellationTest {
    private static final Duration FIRST_REPEAT = Duration.ofMillis(50);
    private static final int INTERRUPTED = 1317;
    private static final int NO_SUCH_THREAD = 1094;

    private final SupervisorRig rig = new SupervisorRig();
    private final FakeServer server = rig.server;

    /** No test may end otherwise. */
    @AfterEach
    void nothingIsLeft() {
        rig.close();
        rig.pass(CANCEL); // the session beside may have a last word
        assertThat(rig.time.waiting()).isZero();
        assertThat(server.openBeside()).isEmpty();
        assertThat(server.isConnectingBeside()).isFalse();
        assertThat(server.hasSession()).isFalse();
    }

    private static String killQuery(FakeSession victim) {
        return "KILL QUERY " + victim.id();
    }

    private void interrupt(FakeSession session) {
        session.answerError(INTERRUPTED, "70100", "Query execution was interrupted");
    }

    @Nested
    @DisplayName("that is alone on the wire")
    class Alone {
        private final FakeSession session = rig.connect();
        private final TestCall slow = rig.call("select slow");

        @Test
        @DisplayName(
                "is killed over a session beside, and DO 0 takes what is left of the blow, before anything else is sent")
        void killed() {
            rig.cancel(slow);
            TestCall next = rig.call("select next");
            FakeSession beside = server.acceptBeside();
            assertThat(beside.beside()).isSameAs(session);
            assertThat(beside.due()).containsExactly(killQuery(session));
            assertThat(session.due()).containsExactly("select slow");

            interrupt(session);
            assertThat(session.due()).as("while KILL has no answer").isEmpty();
            beside.answer();
            assertThat(session.due()).containsExactly("DO 0");
            assertThat(next.hasEnded()).isFalse();

            interrupt(session);
            assertThat(session.due()).containsExactly("select next");
            assertThat(beside.isOpen()).isFalse();
            session.answer();
            next.assertAnswered();
            slow.assertPending();
            assertThat(rig.supervisor().running()).isZero();
            assertThat(rig.time.waiting()).isZero();
        }

        @Test
        @DisplayName("frees the session also when KILL's answer comes before its own")
        void killAnsweredFirst() {
            rig.cancel(slow);
            FakeSession beside = server.acceptBeside();
            beside.answer();
            assertThat(session.due()).containsExactly("select slow");
            interrupt(session);
            assertThat(session.due()).containsExactly("DO 0");
            session.answer();
            rig.run("select next");
        }

        @Test
        @DisplayName("counts as cancelled though it is answered well: a killed SLEEP returns a row")
        void answeredWell() {
            rig.cancel(slow);
            FakeSession beside = server.acceptBeside();
            session.answer();
            beside.answer();
            assertThat(session.due()).containsExactly("DO 0");
            session.answer();
            slow.assertPending();
            rig.run("select next");
        }

        @Test
        @DisplayName(
                "is not killed when it is answered before the session beside is there, and nothing has to be cleaned")
        void answeredBefore() {
            rig.cancel(slow);
            TestCall next = rig.call("select next");
            session.answer();
            assertThat(session.due()).containsExactly("select next");
            assertThat(server.isConnectingBeside()).isFalse();
            session.answer();
            next.assertAnswered();
            assertThat(rig.time.waiting()).isZero();
        }

        @Test
        @DisplayName("is killed again, after growing pauses, when KILL came too early for it")
        void repeated() {
            rig.cancel(slow);
            FakeSession beside = server.acceptBeside();
            beside.answer();
            rig.pass(FIRST_REPEAT);
            assertThat(beside.due()).containsExactly(killQuery(session));
            beside.answer();
            rig.pass(FIRST_REPEAT);
            assertThat(beside.due()).isEmpty();
            rig.pass(FIRST_REPEAT);
            assertThat(beside.due()).containsExactly(killQuery(session));
            interrupt(session);
            beside.answer();
            session.answer();
            assertThat(session.received()).endsWith("DO 0");
            assertThat(rig.time.waiting()).isZero();
            rig.run("select next");
        }

        @Test
        @DisplayName("is not killed a second time while the first KILL has no answer")
        void oneKillAtATime() {
            rig.cancel(slow);
            FakeSession beside = server.acceptBeside();
            rig.pass(FIRST_REPEAT.multipliedBy(4));
            assertThat(beside.received()).containsExactly(killQuery(session));
            beside.answer();
            assertThat(beside.due()).as("the repetition that was due").containsExactly(killQuery(session));
            interrupt(session);
            beside.answer();
            session.answer();
        }

        @Test
        @DisplayName("whose KILL is refused is killed again, and the session is cleaned in any case")
        void killRefused() {
            rig.cancel(slow);
            FakeSession beside = server.acceptBeside();
            beside.answerError(NO_SUCH_THREAD, "Unknown thread id");
            rig.pass(FIRST_REPEAT);
            assertThat(beside.due()).hasSize(1);
            beside.answerError(NO_SUCH_THREAD, "Unknown thread id");
            session.answer();
            assertThat(session.due()).containsExactly("DO 0");
            session.answer();
            rig.run("select next");
        }

        @Test
        @DisplayName(
                "which does not end costs the session at cancelTimeout, with KILL; the calls that waited go on with another")
        void doesNotEnd() {
            rig.cancel(slow);
            TestCall next = rig.call("select next");
            FakeSession beside = server.acceptBeside();
            beside.answer();
            rig.pass(CANCEL);
            assertThat(session.isOpen()).isFalse();
            while (beside.due().contains(killQuery(session))) {
                beside.answer();
            }
            assertThat(beside.due()).containsExactly("KILL " + session.id());
            assertThat(beside.isOpen()).isTrue();
            beside.answer();
            assertThat(beside.isOpen()).isFalse();
            assertThat(rig.time.waiting()).isZero();

            server.accept().answer();
            next.assertAnswered();
            slow.assertPending();
        }

        @Test
        @DisplayName("does not keep the session beside for longer than cancelTimeout after its last word")
        void lastWordUnanswered() {
            rig.cancel(slow);
            FakeSession beside = server.acceptBeside();
            rig.pass(CANCEL.multipliedBy(2).minusMillis(1));
            assertThat(beside.isOpen()).isTrue();
            rig.pass(Duration.ofMillis(1));
            assertThat(beside.isOpen()).isFalse();
            assertThat(rig.time.waiting()).isZero();
        }

        @Test
        @DisplayName("whose cleaning is not answered either costs the session at cancelTimeout")
        void cleaningHangs() {
            rig.cancel(slow);
            server.acceptBeside().answer();
            interrupt(session);
            assertThat(session.due()).containsExactly("DO 0");
            rig.pass(CANCEL);
            assertThat(session.isOpen()).isFalse();
        }

        @Test
        @DisplayName("is waited for until cancelTimeout when the session beside is refused, and ends well within it")
        void besideRefused() {
            rig.cancel(slow);
            server.refuseBeside();
            rig.pass(CANCEL.minusMillis(1));
            session.answer();
            assertThat(session.due()).isEmpty();
            assertThat(rig.time.waiting()).isZero();
            rig.run("select next");
        }

        @Test
        @DisplayName("closes the session at cancelTimeout when the session beside is refused")
        void besideRefusedForGood() {
            rig.cancel(slow);
            server.refuseBeside();
            rig.pass(CANCEL);
            assertThat(session.isOpen()).isFalse();
            assertThat(rig.events).endsWith("DISCONNECTED", "lost");
        }

        @Test
        @DisplayName("has the session cleaned when the session beside is lost with KILL on the wire")
        void besideLost() {
            rig.cancel(slow);
            server.acceptBeside().lose();
            assertThat(session.due()).containsExactly("select slow");
            interrupt(session);
            assertThat(session.due()).containsExactly("DO 0");
            session.answer();
            rig.run("select next");
        }

        @Test
        @DisplayName("is not killed where the session beside is with another server, as behind a proxy")
        void anotherServer() {
            rig.cancel(slow);
            server.identity = "server 2";
            FakeSession beside = server.acceptBeside();
            assertThat(beside.isOpen()).isFalse();
            assertThat(beside.received()).isEmpty();
            rig.pass(CANCEL);
            assertThat(session.isOpen()).isFalse();
        }

        @Test
        @DisplayName("leaves nothing behind when the connection is closed in the middle, wherever that is")
        void closedInTheMiddle() {
            rig.cancel(slow);
            server.acceptBeside();
            TestCall next = rig.call("select next");
            rig.close();
            assertThat(next.failure()).isInstanceOf(ConnectionClosedException.class);
            assertThat(rig.time.waiting()).isZero();
            assertThat(server.openBeside()).isEmpty();
        }

        @Test
        @DisplayName("has its attempt to connect beside abandoned when the connection is closed")
        void closedWhileConnecting() {
            rig.cancel(slow);
            assertThat(server.isConnectingBeside()).isTrue();
            rig.close();
            assertThat(server.isConnectingBeside()).isFalse();
            assertThat(rig.time.waiting()).isZero();
        }

        @Test
        @DisplayName("has the session beside closed when its own session is lost")
        void lost() {
            rig.cancel(slow);
            FakeSession beside = server.acceptBeside();
            session.lose();
            assertThat(beside.isOpen()).isFalse();
            slow.assertPending();
            assertThat(rig.time.waiting()).isZero();
        }

        @Test
        @DisplayName("is told to the listener as ended without a failure, once")
        void told() {
            rig.cancel(slow);
            server.acceptBeside().answer();
            interrupt(session);
            session.answer();
            assertThat(rig.statements).hasSize(2);
            assertThat(rig.statements.get(1).failure()).isNull();
        }
    }

    @Nested
    @DisplayName("of a session that cannot tell which it is")
    class Unknown {
        @Test
        @DisplayName("is never killed: the session is closed at cancelTimeout")
        void closes() {
            server.identity = null;
            FakeSession session = rig.connect();
            TestCall slow = rig.call("select slow");
            rig.cancel(slow);
            assertThat(server.isConnectingBeside()).isFalse();
            rig.pass(CANCEL.minusMillis(1));
            assertThat(session.isOpen()).isTrue();
            rig.pass(Duration.ofMillis(1));
            assertThat(session.isOpen()).isFalse();
        }

        @Test
        @DisplayName("frees the session when it ends by itself")
        void ends() {
            server.identity = null;
            FakeSession session = rig.connect();
            rig.cancel(rig.call("select slow"));
            rig.pass(CANCEL.minusMillis(1));
            session.answer();
            assertThat(session.due()).as("no KILL was sent").isEmpty();
            rig.run("select next");
        }
    }

    @Nested
    @DisplayName("with others on the wire")
    class WithOthers {
        @Test
        @DisplayName(
                "is not killed, since the blow could hit a follower; they get their answers, and nothing new is sent until then")
        void notKilled() {
            FakeSession session = rig.connect();
            TestCall slow = rig.call("select slow");
            TestCall follower = rig.call("select follower");
            rig.cancel(slow);
            TestCall next = rig.call("select next");
            FakeSession beside = server.acceptBeside();
            assertThat(beside.due()).isEmpty();
            assertThat(session.due()).containsExactly("select slow", "select follower");

            session.answer();
            session.answer();
            follower.assertAnswered();
            assertThat(session.due()).as("nothing to clean").containsExactly("select next");
            assertThat(beside.isOpen()).isFalse();
            session.answer();
            next.assertAnswered();
        }

        @Test
        @DisplayName(
                "which does not end closes the session at cancelTimeout, with KILL: followers are UNKNOWN, the unsent runs on")
        void closes() {
            server.pipelining = 2;
            FakeSession session = rig.connect();
            TestCall slow = rig.call("select slow");
            TestCall follower = rig.call("insert follower");
            TestCall unsent = rig.call("insert unsent");
            rig.cancel(slow);
            FakeSession beside = server.acceptBeside();
            rig.pass(CANCEL);
            assertThat(beside.due()).containsExactly("KILL " + session.id());
            beside.answer();
            assertThat(follower.failure()).isInstanceOf(ConnectionLostException.class);
            assertThat(follower.failure().delivery()).isEqualTo(Delivery.UNKNOWN);
            assertThat(follower.failure()).hasMessageContaining("cancelTimeout of 1000 ms");
            unsent.assertPending();
            server.accept().answer();
            unsent.assertAnswered();
            assertThat(server.statements)
                    .containsExactly("select 1", "select slow", "insert follower", "insert unsent");
        }

        @Test
        @DisplayName("is killed as soon as it is the last one on the wire")
        void lastOnTheWire() {
            FakeSession session = rig.connect();
            TestCall first = rig.call("select first");
            TestCall slow = rig.call("select slow");
            rig.cancel(slow);
            FakeSession beside = server.acceptBeside();
            assertThat(beside.due()).isEmpty();
            session.answer();
            first.assertAnswered();
            assertThat(beside.due()).containsExactly(killQuery(session));
            interrupt(session);
            beside.answer();
            session.answer();
            rig.run("select next");
        }

        @Test
        @DisplayName("which are all cancelled is killed like them, one after the other")
        void allCancelled() {
            FakeSession session = rig.connect();
            TestCall first = rig.call("select first");
            TestCall second = rig.call("select second");
            rig.cancel(first);
            FakeSession beside = server.acceptBeside();
            assertThat(beside.due()).isEmpty();
            rig.cancel(second);
            assertThat(beside.due()).containsExactly(killQuery(session));
            interrupt(session);
            beside.answer();
            rig.pass(FIRST_REPEAT);
            assertThat(beside.due()).containsExactly(killQuery(session));
            interrupt(session);
            beside.answer();
            assertThat(session.due()).containsExactly("DO 0");
            session.answer();
            rig.run("select next");
        }

        @Test
        @DisplayName("and not sent yet is passed over, and costs nothing")
        void notSent() {
            server.pipelining = 1;
            FakeSession session = rig.connect();
            TestCall slow = rig.call("select slow");
            TestCall waiting = rig.call("select waiting");
            TestCall last = rig.call("select last");
            rig.cancel(waiting);
            assertThat(server.isConnectingBeside()).isFalse();
            session.answer();
            slow.assertAnswered();
            session.answer();
            last.assertAnswered();
            waiting.assertPending();
            assertThat(session.received()).containsExactly("select 1", "select slow", "select last");
            assertThat(rig.supervisor().pending()).isZero();
        }
    }

    @Nested
    @DisplayName("that ends a transaction")
    class EndingATransaction {
        @Test
        @DisplayName("is never killed: COMMIT is waited for")
        void commit() {
            FakeSession session = rig.connect();
            rig.run("begin");
            TestCall commit = rig.call("commit");
            rig.cancel(commit);
            FakeSession beside = server.acceptBeside();
            rig.pass(CANCEL.minusMillis(1));
            assertThat(beside.received()).isEmpty();
            session.answer();
            assertThat(session.due()).isEmpty();
            rig.run("select next");
        }
    }

    @Nested
    @DisplayName("before there is a session")
    class BeforeThereIsASession {
        @Test
        @DisplayName("leaves the attempt to others who wait, and abandons it when it was the last")
        void abandonsTheAttempt() {
            TestCall first = rig.call("select 1");
            TestCall second = rig.call("select 2");
            rig.cancel(first);
            assertThat(server.isConnecting()).isTrue();
            rig.cancel(second);
            assertThat(server.isConnecting()).isFalse();
            assertThat(rig.time.waiting()).isZero();
            TestCall third = rig.call("select 3");
            server.accept().answer();
            third.assertAnswered();
        }

        @Test
        @DisplayName("ends the pause between two attempts when it was the last")
        void endsThePause() {
            TestCall call = rig.call("select 1");
            server.refuse();
            assertThat(rig.time.waiting()).isEqualTo(1);
            rig.cancel(call);
            assertThat(rig.time.waiting()).isZero();
            rig.pass(Duration.ofHours(1));
            assertThat(server.attempts()).isEqualTo(1);
        }
    }
}
