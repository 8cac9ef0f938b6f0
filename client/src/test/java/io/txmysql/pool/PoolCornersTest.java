// SPDX-License-Identifier: Apache-2.0
package io.txmysql.pool;

import static io.txmysql.pool.PoolRig.PAUSE;
import static org.assertj.core.api.Assertions.assertThat;

import io.txmysql.api.TemporaryError;
import io.txmysql.supervisor.FakeServer;
import io.txmysql.supervisor.FakeSession;
import io.txmysql.supervisor.TestCall;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What a pool does where several things meet; each was wrong once. */
@DisplayName("A pool, where several things meet,")
class PoolCornersTest {
    private final PoolRig rig = new PoolRig();
    private final FakeServer server = rig.server;

    @Test
    @DisplayName("gives on the connection of a stateful statement that was cancelled while it reconnected")
    void leaseOfCancelledStatement() {
        rig.options.maxSize(1);
        FakeSession session = rig.open(1).get(0);
        session.jam();
        TestCall set = rig.call("set @a = 1");
        session.lose();
        assertThat(server.isConnecting()).isTrue();
        PoolRig.Borrower next = rig.borrow();
        rig.cancel(set);
        assertThat(next.hasLease() || server.isConnecting()).isTrue();
    }

    @Test
    @DisplayName("gives on the connection of a stateful statement whose reconnection is hopeless")
    void leaseAfterHopelessReconnect() {
        rig.options.maxSize(1);
        FakeSession session = rig.open(1).get(0);
        session.jam();
        TestCall set = rig.call("set @a = 1");
        session.lose();
        PoolRig.Borrower next = rig.borrow();
        server.refuse(PoolRig.accessDenied());
        assertThat(set.hasEnded()).isTrue();
        assertThat(!next.waits() || server.isConnecting()).isTrue();
    }

    @Test
    @DisplayName("gives a borrower his turn on a server that has no room for more sessions")
    void fairWithoutRoom() {
        rig.options.maxSize(10).maxAcquireTime(Duration.ofSeconds(30));
        FakeSession session = rig.open(1).get(0);
        rig.call("select 0");
        PoolRig.Borrower borrower = rig.borrow();
        for (int i = 0; i < 25_000 && borrower.waits(); i++) {
            rig.call("select more");
            session.answer();
            while (server.isConnecting()) {
                server.refuse(PoolRig.tooManyConnections());
            }
            rig.time.pass(Duration.ofMillis(1));
        }
        assertThat(borrower.hasLease()).isTrue();
    }

    @Test
    @DisplayName("keeps the order of work that moves on from a lost session")
    void orderAfterLoss() {
        rig.options.maxSize(1);
        FakeSession session = rig.open(1).get(0);
        session.jam();
        for (int i = 0; i < 4; i++) {
            rig.call("select " + i);
        }
        session.lose();
        assertThat(server.accept().due()).containsExactly("select 0", "select 1", "select 2", "select 3");
    }

    @Test
    @DisplayName("ends draining when the work that paused was cancelled")
    void drainAfterCancel() {
        rig.options.temporaryErrors(List.of(TemporaryError.errno(1114)));
        FakeSession session = rig.open(1).get(0);
        TestCall call = rig.call("insert 1");
        session.answerError(1114, "The table is full");
        List<String> closed = new ArrayList<>();
        rig.pool().drain(Duration.ofMinutes(60), () -> closed.add("closed"));
        rig.cancel(call);
        rig.time.pass(PAUSE);
        assertThat(closed).isNotEmpty();
    }

    @Test
    @DisplayName("ends draining when the last work that waited runs out of time")
    void drainAfterExpiry() {
        TestCall call = rig.call(TestCall.within(Duration.ofMillis(300), "select 1"));
        server.refuse();
        List<String> closed = new ArrayList<>();
        rig.pool().drain(Duration.ofMinutes(60), () -> closed.add("closed"));
        rig.time.pass(Duration.ofMillis(300));
        assertThat(call.hasEnded()).isTrue();
        assertThat(rig.metrics().waiting()).isZero();
        assertThat(closed).isNotEmpty();
    }

    @Test
    @DisplayName("does not count work as waiting whose time is over")
    void waitingGauge() {
        TestCall call = rig.call(TestCall.within(Duration.ofMillis(300), "select 1"));
        rig.time.pass(Duration.ofMillis(300));
        assertThat(call.hasEnded()).isTrue();
        assertThat(rig.metrics().waiting()).isZero();
    }

    @Test
    @DisplayName("leaves no timer behind when it is closed while work pauses")
    void noTimerAfterClose() {
        rig.options.temporaryErrors(List.of(TemporaryError.errno(1114)));
        FakeSession session = rig.open(1).get(0);
        rig.call("insert 1");
        session.answerError(1114, "The table is full");
        rig.close();
        assertThat(rig.time.waiting()).isZero();
    }

    @Test
    @DisplayName("ends work that waits for the repair of a table when it is closed")
    void closeDuringRepair() {
        rig.options.autoRepair(true);
        FakeSession session = rig.open(1).get(0);
        TestCall call = rig.call("insert 1");
        session.answerError(145, "Table './test/t' is marked as crashed and should be repaired");
        rig.close();
        assertThat(call.hasEnded()).isTrue();
    }

    @Test
    @DisplayName("counts a session that is given up for a temporary error as closed")
    void countsAfterTemporaryError() {
        rig.options.temporaryErrors(List.of(TemporaryError.errno(1114)));
        FakeSession session = rig.open(1).get(0);
        rig.call("insert 1");
        session.answerError(1114, "The table is full");
        var m = rig.metrics();
        assertThat(m.opened()).isEqualTo(m.lost() + m.closed() + m.size());
    }

    @Test
    @DisplayName("counts a session that is lost while it is reset as lost")
    void countsAfterLostReset() {
        FakeSession session = rig.open(1).get(0);
        rig.call("set @a = 1");
        session.answer();
        session.lose();
        var m = rig.metrics();
        assertThat(m.opened()).isEqualTo(m.lost() + m.closed() + m.size());
    }
}
