// SPDX-License-Identifier: Apache-2.0
package io.txmysql.supervisor;

import static org.assertj.core.api.Assertions.assertThat;

import io.txmysql.api.ConnectionState;
import io.txmysql.api.RetryPolicy;
import io.txmysql.protocol.codec.StatementTraits;
import io.txmysql.protocol.codec.StatementTraits.TransactionControl;
import io.txmysql.protocol.error.ConnectionLostException;
import io.txmysql.protocol.error.Delivery;
import io.txmysql.protocol.error.SessionPin;
import io.txmysql.protocol.error.SessionStateLostException;
import io.txmysql.protocol.exchange.PingExchange;
import io.txmysql.protocol.exchange.ResetConnectionExchange;
import io.txmysql.protocol.message.SessionStateChange;
import io.txmysql.protocol.message.SessionStateChange.SystemVariable;
import io.txmysql.transport.SessionStart;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("What a lost session had")
class LostStateTest {
    private final SupervisorRig rig = new SupervisorRig();
    private final FakeServer server = rig.server;

    private static void assertLost(TestCall call, SessionPin... pins) {
        assertThat(call.failure()).isInstanceOf(SessionStateLostException.class);
        assertThat(((SessionStateLostException) call.failure()).lost()).containsExactlyInAnyOrder(pins);
    }

    /** Runs a statement, and loses the session when it has nothing to do. */
    private void loseAfter(String sql) {
        rig.connect();
        rig.run(sql);
        server.lose();
    }

    private TestCall answered(TestCall call) {
        if (server.isConnecting()) {
            server.accept();
        }
        server.answer();
        call.assertAnswered();
        return call;
    }

    private static TestCall pinging() {
        return TestCall.of(Command.plain(StatementTraits.ORDINARY, Command.Repeat.HARMLESS, PingExchange::new));
    }

    private static TestCall reset() {
        StatementTraits traits =
                new StatementTraits(true, Set.of(), EnumSet.allOf(SessionPin.class), TransactionControl.NONE, false);
        return TestCall.of(Command.plain(traits, Command.Repeat.HARMLESS, ResetConnectionExchange::new));
    }

    @Nested
    @DisplayName("and another lacks")
    class Pins {
        @ParameterizedTest(name = "{1}: {0}")
        @CsvSource(delimiter = '|', textBlock = """
                        begin                              | TRANSACTION
                        create temporary table t (a int)   | TEMPORARY_TABLE
                        select get_lock('a', 1)            | USER_LOCK
                        lock tables t write                | TABLE_LOCK
                        set @a = 1                         | USER_VARIABLE
                        prepare s from 'select 1'          | PREPARED_STATEMENT
                        call p()                           | OTHER
                        """)
        @DisplayName("is told by the failure of the next call, once; then the connection goes on")
        void toldOnce(String sql, SessionPin pin) {
            loseAfter(sql);
            TestCall next = rig.call("select 2");
            assertLost(next, pin);
            assertThat(next.failure().delivery()).isEqualTo(Delivery.NOT_EXECUTED);
            assertThat(next.failure()).hasCauseInstanceOf(ConnectionLostException.class);
            assertThat(server.isConnecting()).isFalse();
            answered(rig.call("select 3"));
        }

        @Test
        @DisplayName("is told to all who called before anybody was told")
        void calledTogether() {
            loseAfter("set @a = 1");
            int known = rig.supervisor().lossesTold();
            TestCall first = TestCall.of("select 2").on(rig.supervisor(), known);
            TestCall second = TestCall.of("select @a").on(rig.supervisor(), known);
            rig.time.turn();
            assertLost(first, SessionPin.USER_VARIABLE);
            assertLost(second, SessionPin.USER_VARIABLE);
            answered(rig.call("select 3"));
        }

        @Test
        @DisplayName("is told also when another session has come and gone meanwhile that only a ping has used")
        void notHiddenByAnotherSession() {
            loseAfter("select get_lock('a', 1)");
            answered(rig.call(pinging()));
            server.lose();
            assertLost(rig.call("select 2"), SessionPin.USER_LOCK);
            answered(rig.call("select 3"));
        }

        @Test
        @DisplayName("is told also to those who called before the statement failed that would have made it")
        void calledBeforeTheFailure() {
            rig.connect();
            int known = rig.supervisor().lossesTold();
            TestCall set = rig.call("set @a = 1");
            server.lose();
            assertThat(set.hasFailed()).isTrue();
            TestCall second = TestCall.of("select @a").on(rig.supervisor(), known);
            rig.time.turn();
            assertLost(second, SessionPin.USER_VARIABLE);
            answered(rig.call("select 3"));
        }

        @Test
        @DisplayName("is not told by the failure of a transaction's opening that nobody waits for")
        void openingThatNobodyWaitsFor() {
            rig.connect();
            rig.run("create temporary table t (a int)");
            TestCall opening = rig.call(TestCall.opening(new Reservation(), "START TRANSACTION"))
                    .unheard();
            server.lose();
            assertThat(opening.hasFailed()).isTrue();
            assertLost(rig.call("select 2"), SessionPin.TEMPORARY_TABLE);
            answered(rig.call("select 3"));
        }

        @Test
        @DisplayName("is a variable whose value the server did not tell")
        void unreportedVariable() {
            FakeSession session = rig.connect();
            rig.call("set sql_log_bin = 0");
            session.answer(new SessionStateChange.StateChanged(true));
            session.lose();
            assertLost(rig.call("select 2"), SessionPin.SESSION_VARIABLE);
        }

        @Test
        @DisplayName("is several things at once")
        void several() {
            rig.connect();
            rig.run("set @a = 1");
            rig.run("begin");
            server.lose();
            assertLost(rig.call("select 2"), SessionPin.USER_VARIABLE, SessionPin.TRANSACTION);
        }

        @ParameterizedTest
        @ValueSource(strings = {"commit", "rollback"})
        @DisplayName("is nothing when it was given back before")
        void givenBack(String end) {
            rig.connect();
            rig.run("begin");
            rig.run(end);
            server.lose();
            answered(rig.call("select 2"));
        }

        @Test
        @DisplayName("is told to the work that was on the wire, and to nobody else after that")
        void workOnTheWire() {
            rig.options.retryPolicy(RetryPolicy.always());
            rig.connect();
            rig.run("set @a = 1");
            TestCall sent = rig.call("select @a");
            server.lose();
            assertLost(sent, SessionPin.USER_VARIABLE);
            assertThat(sent.failure().delivery()).isEqualTo(Delivery.UNKNOWN);
            answered(rig.call("select 3"));
        }

        @Test
        @DisplayName("is told to the work that the session had not sent, which is not run elsewhere")
        void unsentWork() {
            server.pipelining = 1;
            rig.connect();
            rig.run("set @a = 1");
            TestCall sent = rig.call("select 2");
            TestCall unsent = rig.call("insert into t values (@a)");
            server.lose();
            assertLost(sent, SessionPin.USER_VARIABLE);
            assertLost(unsent, SessionPin.USER_VARIABLE);
            assertThat(unsent.failure().delivery()).isEqualTo(Delivery.NOT_EXECUTED);
            assertThat(server.isConnecting()).isFalse();
        }

        @Test
        @DisplayName("does not matter to work that is run on any session")
        void selfContained() {
            rig.connect();
            rig.run("set @a = 1");
            TestCall sent = rig.call(TestCall.selfContained("select 2"));
            server.session().jam();
            TestCall unsent = rig.call(TestCall.selfContained("select 3"));
            server.lose();
            assertThat(sent.failure()).isInstanceOf(ConnectionLostException.class);
            answered(unsent);
            answered(rig.call(TestCall.selfContained("select 4")));
            assertLost(rig.call("select 5"), SessionPin.USER_VARIABLE);
        }

        @Test
        @DisplayName("does not matter to a command without SQL")
        void ping() {
            loseAfter("set @a = 1");
            Command ping = Command.plain(StatementTraits.ORDINARY, Command.Repeat.HARMLESS, PingExchange::new);
            answered(rig.call(TestCall.of(ping)));
            assertLost(rig.call("select 2"), SessionPin.USER_VARIABLE);
        }

        @Test
        @DisplayName("is forgotten by whoever takes the connection over")
        void forgotten() {
            loseAfter("begin");
            rig.supervisor().forgetSessions(null);
            answered(rig.call("commit"));
        }

        @Test
        @DisplayName("is forgotten by a reset, which has nothing to fail for")
        void reset() {
            loseAfter("set @a = 1");
            answered(rig.call(LostStateTest.reset()));
            answered(rig.call("select 2"));
        }

        @Test
        @DisplayName("is told to the call that waits for a sign of life of it, and that is not run elsewhere")
        void waitedForASignOfLife() {
            server.waitTimeoutSeconds = 100;
            FakeSession session = rig.connect();
            rig.run("set @a = 1");
            rig.pass(Duration.ofSeconds(60));
            TestCall next = rig.call("insert into t values (@a)");
            assertThat(session.due()).containsExactly("COM_PING");
            session.lose();
            assertLost(next, SessionPin.USER_VARIABLE);
            assertThat(server.isConnecting()).isFalse();
        }

        @Test
        @DisplayName("is told again when another session with something is lost")
        void eachEpoch() {
            loseAfter("set @a = 1");
            assertLost(rig.call("select 2"), SessionPin.USER_VARIABLE);
            answered(rig.call("call p()"));
            server.lose();
            assertLost(rig.call("select 3"), SessionPin.OTHER);
        }

        @Test
        @DisplayName("fails work on a session that still has it and says that it cannot go on")
        void temporaryErrorOfPinnedWork() {
            rig.options.rejectReadOnly(true);
            rig.connect();
            rig.run("set @a = 1");
            TestCall insert = rig.call("insert into t values (@a)");
            server.answerError(1836, "Running in read-only mode");
            assertThat(insert.failure().errno()).isEqualTo(1836);
            assertThat(server.hasSession()).isTrue();
        }
    }

    @Nested
    @DisplayName("when a transaction was open")
    class Transactions {
        @ParameterizedTest
        @ValueSource(strings = {"commit", "savepoint a", "rollback to a", "release savepoint a"})
        @DisplayName("COMMIT and SAVEPOINT still fail, when another call has been told already")
        void commitWouldLie(String sql) {
            loseAfter("begin");
            assertLost(rig.call("select 2"), SessionPin.TRANSACTION);
            answered(rig.call("select 3"));
            assertLost(rig.call(sql), SessionPin.TRANSACTION);
        }

        @Test
        @DisplayName("COMMIT fails once: the next is about another transaction")
        void commitOnce() {
            loseAfter("begin");
            assertLost(rig.call("commit"), SessionPin.TRANSACTION);
            answered(rig.call("commit"));
        }

        @Test
        @DisplayName("SAVEPOINT fails as often as it comes, and COMMIT after it")
        void savepointsThenCommit() {
            loseAfter("begin");
            assertLost(rig.call("savepoint a"), SessionPin.TRANSACTION);
            assertLost(rig.call("savepoint b"), SessionPin.TRANSACTION);
            assertLost(rig.call("commit"), SessionPin.TRANSACTION);
            answered(rig.call("commit"));
        }

        @ParameterizedTest
        @ValueSource(strings = {"rollback", "begin"})
        @DisplayName("ROLLBACK and another BEGIN make COMMIT mean something again")
        void beginsAnew(String sql) {
            loseAfter("begin");
            assertLost(rig.call("select 2"), SessionPin.TRANSACTION);
            answered(rig.call(sql));
            answered(rig.call("commit"));
        }

        @Test
        @DisplayName("a COMMIT on the wire is of unknown fate, and told so")
        void commitOnTheWire() {
            rig.options.retryPolicy(RetryPolicy.always());
            rig.connect();
            rig.run("begin");
            TestCall commit = rig.call("commit");
            server.lose();
            assertLost(commit, SessionPin.TRANSACTION);
            assertThat(commit.failure().delivery()).isEqualTo(Delivery.UNKNOWN);
            assertThat(server.isConnecting()).isFalse();
        }

        @Test
        @DisplayName("after a deadlock what was queued in it is refused, not run by itself")
        void deadlock() {
            rig.connect();
            rig.run("begin");
            TestCall victim = rig.call("update t set a = 1");
            TestCall queued = rig.call("update t set a = 2");
            TestCall commit = rig.call("commit");
            server.session().answerError(1213, "40001", "Deadlock found");
            assertThat(victim.failure().errno()).isEqualTo(1213);
            assertLost(queued, SessionPin.TRANSACTION);
            assertLost(commit, SessionPin.TRANSACTION);
            assertThat(server.session().due()).isEmpty();
            rig.run("select 2");
        }

        @Test
        @DisplayName("an ordinary error in it refuses nothing")
        void ordinaryError() {
            rig.connect();
            rig.run("begin");
            rig.call("insert twice");
            TestCall queued = rig.call("update t set a = 2");
            server.session().answerError(1062, "23000", "Duplicate entry");
            server.answer();
            queued.assertAnswered();
        }
    }

    @Nested
    @DisplayName("is what was being done in it")
    class OnTheWire {
        @Test
        @DisplayName("a lost BEGIN takes with it what was queued behind it, and the COMMIT that comes later")
        void begin() {
            rig.connect();
            TestCall begin = rig.call("begin");
            TestCall insert = rig.call("insert into t values (1)");
            server.lose();
            assertThat(begin.failure().delivery()).isEqualTo(Delivery.UNKNOWN);
            assertLost(insert, SessionPin.TRANSACTION);
            assertThat(insert.failure().delivery()).isEqualTo(Delivery.NOT_EXECUTED);
            assertLost(rig.call("commit"), SessionPin.TRANSACTION);
            answered(rig.call("select 2"));
        }

        @Test
        @DisplayName("a lost SET @a takes with it what was queued behind it")
        void set() {
            rig.connect();
            TestCall set = rig.call("set @a = 1");
            TestCall insert = rig.call("insert into t values (@a)");
            server.lose();
            assertThat(set.failure().delivery()).isEqualTo(Delivery.UNKNOWN);
            assertLost(insert, SessionPin.USER_VARIABLE);
            answered(rig.call("select 2"));
        }

        @Test
        @DisplayName("a BEGIN that was not sent is run on the next session, and all behind it too, in order")
        void unsentBegin() {
            server.pipelining = 1;
            rig.connect();
            TestCall sent = rig.call("select 2");
            TestCall begin = rig.call("begin");
            TestCall insert = rig.call("insert into t values (1)");
            server.lose();
            assertThat(sent.failure().delivery()).isEqualTo(Delivery.UNKNOWN);
            FakeSession session = server.accept();
            session.answerAll();
            begin.assertAnswered();
            insert.assertAnswered();
            assertThat(session.received()).containsExactly("begin", "insert into t values (1)");
        }

        @Test
        @DisplayName("a BEGIN that may be run twice is, and what was queued behind it follows")
        void repeatedBegin() {
            rig.options.retryPolicy(RetryPolicy.always());
            rig.connect();
            TestCall begin = rig.call("begin");
            TestCall insert = rig.call("insert into t values (1)");
            server.lose();
            FakeSession session = server.accept();
            session.answerAll();
            begin.assertAnswered();
            insert.assertAnswered();
            assertThat(session.received()).containsExactly("begin", "insert into t values (1)");
        }

        @Test
        @DisplayName("what a lost BEGIN's followers were is told also if the caller of BEGIN has turned away")
        void cancelledBegin() {
            rig.connect();
            TestCall begin = rig.call("begin");
            TestCall insert = rig.call("insert into t values (1)");
            rig.cancel(begin);
            server.lose();
            assertLost(insert, SessionPin.TRANSACTION);
        }
    }

    @Nested
    @DisplayName("and the next is told in its login")
    class Replay {
        @Test
        @DisplayName("is the database that was selected, by USE or by the server's report")
        void database() {
            FakeSession session = rig.connect();
            rig.call("use bar");
            session.answer(new SessionStateChange.Schema("bar"));
            session.lose();
            answered(rig.call("select 2"));
            assertThat(server.starts).extracting(SessionStart::database).containsExactly("foo", "bar");
        }

        @Test
        @DisplayName("is no database after the selected one was dropped")
        void noDatabase() {
            FakeSession session = rig.connect();
            rig.call("drop database foo");
            session.answer(new SessionStateChange.Schema(""));
            session.lose();
            answered(rig.call("select 2"));
            assertThat(server.starts).extracting(SessionStart::database).containsExactly("foo", null);
        }

        @Test
        @DisplayName(
                "are the variables that were changed and reported, over any number of sessions; nobody has to fail for them")
        void variables() {
            FakeSession session = rig.connect();
            rig.call("set sql_mode = 'ANSI'");
            session.answer(new SystemVariable("sql_mode", "ANSI"));
            session.lose();
            answered(rig.call("set lock_wait_timeout = 7"));
            assertThat(server.starts.get(1).variables()).isEqualTo(Map.of("sql_mode", "'ANSI'"));

            rig.call("set lock_wait_timeout = 8");
            server.session().answer(new SystemVariable("lock_wait_timeout", "8"));
            server.lose();
            answered(rig.call("select 2"));
            assertThat(server.starts.get(2).variables())
                    .isEqualTo(Map.of("sql_mode", "'ANSI'", "lock_wait_timeout", "8"));
        }

        @Test
        @DisplayName("is not what an earlier session had, once a reset has undone it")
        void resetAfterALoss() {
            FakeSession session = rig.connect();
            rig.call("set sql_mode = 'ANSI'");
            session.answer(new SystemVariable("sql_mode", "ANSI"));
            session.lose();
            answered(rig.call(LostStateTest.reset()));
            server.lose();
            answered(rig.call("select 2"));
            assertThat(server.starts.get(2).variables()).isEmpty();
        }

        @Test
        @DisplayName("is not what a reset has undone")
        void reset() {
            FakeSession session = rig.connect();
            rig.call("set sql_mode = 'ANSI'");
            session.answer(new SystemVariable("sql_mode", "ANSI"));
            answered(rig.call(LostStateTest.reset()));
            session.lose();
            answered(rig.call("select 2"));
            assertThat(server.starts.get(1).variables()).isEmpty();
        }
    }

    @Nested
    @DisplayName("keeps it from being given up")
    class Idleness {
        @Test
        @DisplayName("while it has something that another would lack, and no longer")
        void pinned() {
            rig.options.idleTimeout(Duration.ofSeconds(10));
            rig.connect();
            rig.run("begin");
            rig.pass(Duration.ofMinutes(5));
            assertThat(server.hasSession()).isTrue();
            rig.run("rollback");
            rig.pass(Duration.ofSeconds(20));
            assertThat(server.hasSession()).isFalse();
            assertThat(rig.supervisor().state()).isEqualTo(ConnectionState.DISCONNECTED);
            assertThat(rig.time.waiting()).isZero();
            answered(rig.call("commit"));
        }
    }
}
