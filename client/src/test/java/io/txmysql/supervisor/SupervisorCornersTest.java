// SPDX-License-Identifier: Apache-2.0
package io.txmysql.supervisor;

import static io.txmysql.supervisor.SupervisorRig.CANCEL;
import static org.assertj.core.api.Assertions.assertThat;

import io.txmysql.api.TemporaryError;
import io.txmysql.protocol.error.SessionStateLostException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What a supervisor does where several things meet; each was wrong once. */
@DisplayName("A supervisor, where several things meet,")
class SupervisorCornersTest {
    private static final String CRASHED = "Table './test/t' is marked as crashed and should be repaired";
    private final SupervisorRig rig = new SupervisorRig();
    private final FakeServer server = rig.server;
    private final Reservation transaction = new Reservation();

    private FakeSession begin() {
        FakeSession session = rig.connect();
        rig.call(TestCall.opening(transaction, "START TRANSACTION"));
        session.answer();
        return session;
    }

    @Test
    @DisplayName("ends the reservation of a cancelled START TRANSACTION that was never sent")
    void cancelledOpeningThatWasNeverSent() {
        rig.options.temporaryErrors(List.of(TemporaryError.errno(1114)));
        FakeSession session = rig.connect();
        TestCall full = rig.call("insert 1");
        TestCall opening = rig.call(TestCall.opening(transaction, "START TRANSACTION")); // waits for insert's answer
        rig.cancel(opening);
        session.answerError(1114, "The table is full");
        rig.pass(Duration.ofMinutes(1));
        assertThat(session.isOpen()).isFalse();
        server.accept().answer();
        full.assertAnswered();
    }

    @Test
    @DisplayName("ends work that waits for the repair of a table when it is closed")
    void closeDuringRepair() {
        rig.options.autoRepair(true);
        FakeSession session = rig.connect();
        TestCall call = rig.call("insert into t values (1)");
        session.answerError(145, CRASHED);
        rig.close();
        assertThat(call.hasEnded()).isTrue();
    }

    @Test
    @DisplayName("sends a ping again when the statement before it failed and withdrew it")
    void withdrawnPing() {
        server.waitTimeoutSeconds = 100;
        server.identity = null;
        FakeSession session = rig.connect();
        rig.cancel(rig.call(TestCall.opening(new Reservation(), "START TRANSACTION")));
        session.answer();
        session.answer(); // ROLLBACK
        TestCall opening = rig.call(TestCall.opening(new Reservation(), "START TRANSACTION"));
        TestCall other = rig.call("select other");
        rig.pass(Duration.ofSeconds(60));
        session.answerError(1064, "42000", "You have an error in your SQL syntax");
        assertThat(opening.hasFailed()).isTrue();
        session.answerAll();
        other.assertAnswered();
    }

    @Test
    @DisplayName("does not refuse what follows an error because of a transaction that was undone before")
    void errorAfterUndoneTransaction() {
        server.identity = null;
        FakeSession session = rig.connect();
        rig.cancel(rig.call(TestCall.opening(transaction, "START TRANSACTION")));
        session.answer();
        session.answer(); // ROLLBACK
        rig.call("select wrong");
        TestCall next = rig.call("set @a = 1");
        session.answerError(1064, "42000", "You have an error in your SQL syntax");
        next.assertPending();
    }

    @Test
    @DisplayName("tells the next call of lost state when the call that was running at the loss was cancelled")
    void stateLostWithCancelledWork() {
        FakeSession session = rig.connect();
        rig.run("set @a = 1");
        rig.cancel(rig.call("select sleep(1000)"));
        session.lose();
        assertThat(rig.call("select @a").failure()).isInstanceOf(SessionStateLostException.class);
    }

    @Test
    @DisplayName("sends nothing behind a cancelled statement until KILL QUERY has been answered")
    void nothingBeforeKillIsAnswered() {
        FakeSession session = rig.connect();
        TestCall opening = rig.call(TestCall.opening(transaction, "START TRANSACTION"));
        rig.cancel(opening);
        FakeSession beside = server.acceptBeside();
        session.answer();
        assertThat(session.due()).as("KILL QUERY is still on its way").isEmpty();
        beside.answer();
        assertThat(session.due()).containsExactly("DO 0");
    }

    @Test
    @DisplayName("keeps the session when many statements on it are cancelled at once")
    void manyCancelled() {
        FakeSession session = rig.connect();
        TestCall[] calls = new TestCall[16];
        for (int i = 0; i < calls.length; i++) {
            calls[i] = rig.call("select " + i);
        }
        for (TestCall call : calls) {
            rig.cancel(call);
        }
        FakeSession beside = server.acceptBeside();
        for (int i = 0; i < CANCEL.toMillis() - 1 && !session.received().contains("DO 0"); i++) {
            if (!beside.due().isEmpty()) {
                session.answerError(1317, "70100", "Query execution was interrupted");
                beside.answer();
            }
            rig.pass(Duration.ofMillis(1));
        }
        assertThat(session.due()).containsExactly("DO 0");
    }

    @Test
    @DisplayName("ends a transaction whose caller sent COMMIT as a statement")
    void commitAsAStatement() {
        FakeSession session = begin();
        rig.call(TestCall.in(transaction, "commit"));
        session.answer();
        assertThat(transaction.hasEnded()).isTrue();
        assertThat(rig.call(TestCall.in(transaction, "insert 1")).failure())
                .hasMessageNotContaining("its session has ended");
    }

    @Test
    @DisplayName("reports true waiting times of statements that it sends itself")
    void waitingTimeOfOwnStatements() {
        rig.options.autoRepair(true);
        FakeSession session = rig.connect();
        rig.call("insert into t values (1)");
        session.answerError(145, CRASHED);
        session.answer();
        session.answer();
        assertThat(rig.statements).allSatisfy(each -> assertThat(each.waiting()).isLessThan(Duration.ofDays(1)));
    }

    @Test
    @DisplayName("reconnects at once after a retirement that was planned")
    void reconnectAfterRetirement() {
        rig.connect();
        rig.call("select 2");
        rig.supervisor().retire();
        rig.call("select 3");
        server.answer();
        assertThat(server.isConnecting()).isTrue();
    }

    @Test
    @DisplayName("does not take the time of a slow COMMIT for idleness")
    void slowCommit() {
        server.waitTimeoutSeconds = 100;
        FakeSession session = begin();
        rig.pass(Duration.ofSeconds(20));
        rig.call(TestCall.in(transaction, "commit"));
        rig.call("select other");
        rig.pass(Duration.ofSeconds(40));
        session.answer();
        assertThat(session.due()).containsExactly("select other");
    }
}
