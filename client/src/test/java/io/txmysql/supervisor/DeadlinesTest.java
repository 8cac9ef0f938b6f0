// SPDX-License-Identifier: Apache-2.0
package io.txmysql.supervisor;

import static org.assertj.core.api.Assertions.assertThat;

import io.txmysql.api.ConnectionState;
import io.txmysql.protocol.error.Delivery;
import io.txmysql.protocol.error.MySQLTimeoutException;
import io.txmysql.protocol.error.Phase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

@DisplayName("A time limit")
class DeadlinesTest {
    private static final Duration LIMIT = Duration.ofMillis(300);

    @Nested
    @DisplayName("of work")
    class OfWork {
        private final VirtualTime time = new VirtualTime();
        private final List<String> expired = new ArrayList<>();
        private final Deadlines deadlines = deadlines(Duration.ZERO);

        private Deadlines deadlines(Duration usual) {
            return new Deadlines(time, usual, work -> expired.add(work.statement()));
        }

        private Work add(Deadlines to, TestCall call) {
            call.work.submitted(time.nanoTime());
            to.add(call.work);
            return call.work;
        }

        private Work add(int millis) {
            return add(deadlines, TestCall.within(Duration.ofMillis(millis), "select " + millis));
        }

        @Test
        @DisplayName("is over in the order of the limits, not of the calls, and with one timer for all")
        void order() {
            add(30);
            add(10);
            add(20);
            assertThat(time.waiting()).isEqualTo(1);
            time.pass(Duration.ofMillis(10).minusNanos(1));
            assertThat(expired).isEmpty();
            time.pass(Duration.ofNanos(1));
            assertThat(expired).containsExactly("select 10");
            time.pass(Duration.ofMillis(20));
            assertThat(expired).containsExactly("select 10", "select 20", "select 30");
            assertThat(time.waiting()).isZero();
        }

        @Test
        @DisplayName("is not over for work that was forgotten")
        void forgotten() {
            Work work = add(10);
            add(20);
            Deadlines.forget(work);
            Deadlines.forget(work);
            time.pass(Duration.ofMillis(30));
            assertThat(expired).containsExactly("select 20");
            assertThat(time.waiting()).isZero();
        }

        @Test
        @DisplayName("counts from the call, though it is watched later")
        void countsFromTheCall() {
            TestCall call = TestCall.within(LIMIT, "select 1");
            call.work.submitted(time.nanoTime());
            time.pass(LIMIT.multipliedBy(2));
            deadlines.add(call.work);
            time.turn();
            assertThat(expired).containsExactly("select 1");
        }

        @Test
        @DisplayName("is the usual one where the work has none of its own; zero is none")
        void usual() {
            Deadlines usual = deadlines(LIMIT);
            add(usual, TestCall.of("select usual"));
            add(usual, TestCall.within(Duration.ZERO, "select for ever"));
            add(deadlines, TestCall.of("select without"));
            time.pass(Duration.ofDays(1));
            assertThat(expired).containsExactly("select usual");
            assertThat(time.waiting()).isZero();
        }

        @Test
        @DisplayName("may be set by whoever hears that another is over")
        void addedWhileExpiring() {
            List<String> heard = new ArrayList<>();
            Deadlines[] all = new Deadlines[1];
            all[0] = new Deadlines(time, Duration.ZERO, work -> {
                heard.add(work.statement());
                if (heard.size() < 3) {
                    add(all[0], TestCall.within(Duration.ofMillis(5), "select " + heard.size()));
                }
            });
            add(all[0], TestCall.within(Duration.ofMillis(5), "select 0"));
            add(all[0], TestCall.within(Duration.ofMillis(50), "select last"));
            time.pass(Duration.ofMillis(20));
            assertThat(heard).containsExactly("select 0", "select 1", "select 2");
            time.pass(Duration.ofMillis(30));
            assertThat(heard).endsWith("select last");
            assertThat(time.waiting()).isZero();
        }

        @Test
        @DisplayName("is forgotten with all others at the end")
        void closed() {
            Work work = add(10);
            add(20);
            deadlines.close();
            assertThat(time.waiting()).isZero();
            time.pass(Duration.ofMillis(30));
            assertThat(expired).isEmpty();
            Deadlines.forget(work);
        }

        @Test
        @DisplayName("of less than what is being waited for moves the one timer")
        void earlier() {
            for (int millis = 100; millis > 0; millis--) {
                add(millis);
                assertThat(time.waiting()).isEqualTo(1);
            }
        }
    }

    @Nested
    @DisplayName("of a call")
    class OfACall {
        private final SupervisorRig rig = new SupervisorRig();
        private final FakeServer server = rig.server;

        private TestCall limited(String sql) {
            return rig.call(TestCall.within(LIMIT, sql));
        }

        @Test
        @DisplayName("covers the wait for a session: the attempt to connect is given up with the last who waits")
        void inTheBacklog() {
            TestCall call = limited("select 2");
            rig.pass(LIMIT);
            assertThat(call.failure())
                    .isInstanceOf(MySQLTimeoutException.class)
                    .hasMessageContaining("the statementTimeout of 300 ms is over: 300 ms waiting for a session");
            assertThat(call.failure().delivery()).isEqualTo(Delivery.NOT_EXECUTED);
            assertThat(call.failure().phase()).isEqualTo(Phase.CONNECT);
            assertThat(call.failure().statement()).isEqualTo("select 2");
            assertThat(rig.supervisor().state()).isEqualTo(ConnectionState.DISCONNECTED);
            assertThat(rig.supervisor().pending()).isZero();
            assertThat(server.isConnecting()).isFalse();
            assertThat(rig.time.waiting()).isZero();
        }

        @Test
        @DisplayName("covers the pauses between attempts to connect")
        void inAPause() {
            TestCall call = limited("select 2");
            server.refuse();
            rig.pass(Duration.ofMillis(100));
            server.refuse();
            rig.pass(Duration.ofMillis(200));
            assertThat(call.failure())
                    .isInstanceOf(MySQLTimeoutException.class)
                    .hasMessageContaining("statementTimeout");
            assertThat(rig.time.waiting()).isZero();
        }

        @Test
        @DisplayName("covers the wait behind others on the session: it is never sent, and the others are not disturbed")
        void inTheQueue() {
            server.pipelining = 1;
            FakeSession session = rig.connect();
            TestCall slow = rig.call("select slow");
            rig.pass(Duration.ofMillis(50));
            TestCall call = limited("insert 2");
            rig.pass(LIMIT);
            assertThat(call.failure())
                    .isInstanceOf(MySQLTimeoutException.class)
                    .hasMessageContaining("0 ms waiting for a session, 300 ms waiting for its turn on it");
            assertThat(call.failure().delivery()).isEqualTo(Delivery.NOT_EXECUTED);
            assertThat(call.failure().phase()).isEqualTo(Phase.COMMAND);
            assertThat(server.isConnectingBeside()).isFalse();
            session.answer();
            slow.assertAnswered();
            assertThat(session.received()).doesNotContain("insert 2");
            assertThat(rig.supervisor().pending()).isZero();
            assertThat(rig.time.waiting()).isZero();
        }

        @Test
        @DisplayName(
                "covers the execution: the caller knows at the limit, the statement is stopped, the connection is kept")
        void onTheWire() {
            FakeSession session = rig.connect();
            TestCall call = limited("insert slow");
            rig.pass(LIMIT.minusMillis(1));
            call.assertPending();
            rig.pass(Duration.ofMillis(1));
            assertThat(call.failure())
                    .isInstanceOf(MySQLTimeoutException.class)
                    .hasMessageContaining("0 ms waiting for its turn on it, 300 ms executing");
            assertThat(call.failure().delivery()).isEqualTo(Delivery.UNKNOWN);
            FakeSession beside = server.acceptBeside();
            assertThat(beside.due()).hasSize(1);
            session.answerError(1317, "70100", "Query execution was interrupted");
            beside.answer();
            session.answer();
            rig.run("select next");
            assertThat(session.isOpen()).isTrue();
            assertThat(call.failure()).as("still the same").isInstanceOf(MySQLTimeoutException.class);
            assertThat(rig.time.waiting()).isZero();
        }

        @Test
        @DisplayName("is over once: an answer that comes late is dropped")
        void lateAnswer() {
            FakeSession session = rig.connect();
            TestCall call = limited("insert slow");
            rig.pass(LIMIT);
            session.answer();
            assertThat(call.failure()).isInstanceOf(MySQLTimeoutException.class);
            rig.run("select next");
            assertThat(rig.time.waiting()).isZero();
        }

        @Test
        @DisplayName("is not over when the answer was in time, and leaves nothing when it is")
        void inTime() {
            FakeSession session = rig.connect();
            TestCall call = limited("select 2");
            rig.pass(LIMIT.minusMillis(1));
            session.answer();
            call.assertAnswered();
            rig.pass(LIMIT);
            call.assertAnswered();
            assertThat(rig.time.waiting()).isZero();
        }

        @Test
        @DisplayName("goes on through the loss of a session")
        void throughALoss() {
            FakeSession session = rig.connect();
            session.jam();
            TestCall call = limited("insert 2");
            rig.pass(Duration.ofMillis(100));
            session.lose();
            call.assertPending();
            rig.pass(Duration.ofMillis(200));
            assertThat(call.failure())
                    .isInstanceOf(MySQLTimeoutException.class)
                    .hasMessageContaining("300 ms waiting for a session");
            assertThat(rig.time.waiting()).isZero();
        }

        @Test
        @DisplayName("is the statementTimeout of the options for all calls that say nothing else")
        void ofTheOptions() {
            rig.options.statementTimeout(LIMIT);
            TestCall call = rig.call("select 2");
            TestCall longer = rig.call(TestCall.within(LIMIT.multipliedBy(2), "select 3"));
            rig.pass(LIMIT);
            assertThat(call.failure()).hasMessageContaining("statementTimeout of 300 ms");
            longer.assertPending();
            server.accept().answer();
            longer.assertAnswered();
        }

        @Test
        @DisplayName("of many calls costs one timer")
        void oneTimer() {
            FakeSession session = rig.connect();
            for (int i = 0; i < 50; i++) {
                limited("select " + i);
            }
            assertThat(rig.time.waiting()).isEqualTo(1);
            session.answerAll();
            rig.pass(LIMIT);
            assertThat(rig.time.waiting()).isZero();
        }
    }
}
