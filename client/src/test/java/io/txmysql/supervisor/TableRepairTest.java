// SPDX-License-Identifier: Apache-2.0
package io.txmysql.supervisor;

import static org.assertj.core.api.Assertions.assertThat;

import io.txmysql.ConnectionLog;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("A statement that meets a broken table")
class TableRepairTest {
    private static final String INSERT = "insert into t values (1)";
    private static final String REPAIR = "REPAIR TABLE `test`.`t`";

    private final SupervisorRig rig = new SupervisorRig();
    private final FakeServer server = rig.server;

    private void crash(FakeSession session) {
        session.answerError(145, "Table './test/t' is marked as crashed and should be repaired");
    }

    private FakeSession connectWithRepair() {
        rig.options.autoRepair(true);
        return rig.connect();
    }

    @Test
    @DisplayName("fails if autoRepair is off")
    void off() {
        FakeSession session = rig.connect();
        TestCall call = rig.call(INSERT);
        crash(session);
        assertThat(call.failure().errno()).isEqualTo(145);
        assertThat(session.due()).isEmpty();
    }

    @Test
    @DisplayName(
            "is run again on the same session when the table has been repaired, and its caller sees only the result")
    void repaired() {
        FakeSession session = connectWithRepair();
        TestCall call = rig.call(INSERT);
        TestCall other = rig.call("select 2");
        crash(session);
        assertThat(session.due()).containsExactly("select 2", REPAIR);
        session.answer();
        other.assertAnswered();
        session.answer();
        assertThat(session.due()).containsExactly(INSERT);
        call.assertPending();
        session.answer();
        call.assertAnswered();
        assertThat(call.restarts()).isEqualTo(1);
        assertThat(rig.supervisor().pending()).isZero();
    }

    @Test
    @DisplayName("is run again also if the repair has failed, and then tells what is wrong")
    void repairFails() {
        FakeSession session = connectWithRepair();
        TestCall call = rig.call(INSERT);
        crash(session);
        session.answerError(1227, "42000", "Access denied; you need the INSERT privilege");
        assertThat(session.due()).containsExactly(INSERT);
        crash(session);
        assertThat(call.failure().errno()).isEqualTo(145);
        assertThat(session.due()).isEmpty();
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource({
        "status, OK, is done",
        "error, out of disk, has failed (out of disk)",
        "status, Operation failed, has failed (Operation failed)",
        "note, no repair for this engine, has failed (no repair for this engine)"
    })
    @DisplayName("says in the log what came of the repair, of which the server tells in rows")
    void outcome(String type, String message, String logged) {
        FakeSession session = connectWithRepair();
        TestCall call = rig.call(INSERT);
        crash(session);
        try (ConnectionLog log = new ConnectionLog()) {
            session.answerRow(List.of("Table", "Op", "Msg_type", "Msg_text"), "test.t", "repair", type, message);
            assertThat(log.lines()).singleElement().asString().contains(REPAIR + " " + logged);
        }
        session.answer();
        call.assertAnswered();
    }

    @Test
    @DisplayName("has a table repaired once only")
    void once() {
        FakeSession session = connectWithRepair();
        TestCall call = rig.call(INSERT);
        crash(session);
        session.answer();
        crash(session);
        assertThat(call.failure().errno()).isEqualTo(145);
        assertThat(session.received()).containsOnlyOnce(REPAIR);
    }

    @Test
    @DisplayName(
            "repairs nothing from within a transaction, nor where the session has anything that the repair could end")
    void pinned() {
        FakeSession session = connectWithRepair();
        rig.run("begin");
        TestCall call = rig.call(INSERT);
        crash(session);
        assertThat(call.failure().errno()).isEqualTo(145);

        rig.run("rollback");
        rig.run("set @a = 1");
        TestCall other = rig.call(INSERT);
        crash(session);
        assertThat(other.failure().errno()).isEqualTo(145);
        assertThat(session.due()).isEmpty();
    }

    @Test
    @DisplayName("is run on the next session if this one is lost in the middle of the repair")
    void lost() {
        FakeSession session = connectWithRepair();
        TestCall call = rig.call(INSERT);
        crash(session);
        session.lose();
        server.accept().answer();
        call.assertAnswered();
    }

    @Test
    @DisplayName("is not run again if its caller turns away in the middle of the repair, which goes on")
    void cancelled() {
        FakeSession session = connectWithRepair();
        TestCall call = rig.call(INSERT);
        crash(session);
        rig.cancel(call);
        assertThat(server.isConnectingBeside()).isFalse();
        session.answer();
        assertThat(session.due()).isEmpty();
        call.assertPending();
        assertThat(rig.time.waiting()).isZero();
    }

    @Test
    @DisplayName("is waited for when the connection drains in the middle of the repair")
    void drains() {
        FakeSession session = connectWithRepair();
        TestCall call = rig.call(INSERT);
        crash(session);
        List<String> closed = new ArrayList<>();
        rig.supervisor().drain(Duration.ofSeconds(10), () -> closed.add("closed"));
        session.answer();
        assertThat(closed).isEmpty();
        session.answer();
        call.assertAnswered();
        assertThat(closed).containsExactly("closed");
    }
}
