// SPDX-License-Identifier: Apache-2.0
package io.txmysql.pool;

import static io.txmysql.pool.PoolRig.PAUSE;
import static org.assertj.core.api.Assertions.assertThat;

import io.txmysql.api.PooledConnection.Use;
import io.txmysql.protocol.error.ConnectionClosedException;
import io.txmysql.protocol.error.MySQLException;
import io.txmysql.supervisor.FakeServer;
import io.txmysql.supervisor.FakeSession;
import io.txmysql.supervisor.TestCall;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

@DisplayName("A pool that nobody asks for anything")
class UpkeepTest {
    private final PoolRig rig = new PoolRig();
    private final FakeServer server = rig.server;

    @AfterEach
    void nothingIsLeft() {
        rig.assertNothingIsLeft();
    }

    @Test
    @DisplayName("closes sessions that had nothing to do for maxIdleTime, but minIdle of them")
    void maxIdleTime() {
        rig.options.maxSize(4).minIdle(1).maxIdleTime(Duration.ofMinutes(1));
        rig.open(4);
        rig.time.pass(Duration.ofSeconds(59));
        assertThat(rig.metrics().idle()).isEqualTo(4);
        rig.time.pass(Duration.ofSeconds(16)); // it looks four times within the limit
        rig.assertUses(Use.IDLE);
        assertThat(rig.metrics().closed()).isEqualTo(3);
        rig.time.pass(Duration.ofHours(1));
        rig.assertUses(Use.IDLE);
    }

    @Test
    @DisplayName("closes them all with minIdle=0, and then has not even a timer")
    void nothingLeft() {
        rig.options.maxIdleTime(Duration.ofMinutes(1));
        rig.open(2);
        rig.time.pass(Duration.ofMinutes(2));
        assertThat(rig.metrics().size()).isZero();
        assertThat(rig.time.waiting()).isZero();
        rig.call("select 1");
        assertThat(server.isConnecting()).isTrue();
    }

    @Test
    @DisplayName("does not close what is lent out or running, however long")
    void busy() {
        rig.options.maxIdleTime(Duration.ofMinutes(1));
        rig.open(2);
        PoolRig.Borrower borrower = rig.borrow();
        TestCall slow = rig.call("select slow");
        rig.time.pass(Duration.ofHours(1));
        rig.assertUses(Use.LEASED, Use.SHARING);
        server.open().forEach(FakeSession::answerAll);
        slow.assertAnswered();
        borrower.lease().release();
    }

    @Test
    @DisplayName("closes sessions that are older than maxLifeTime, each up to a tenth earlier, when they are free")
    void maxLifeTime() {
        rig.options.maxLifeTime(Duration.ofMinutes(10));
        rig.open(2);
        PoolRig.Borrower borrower = rig.borrow();
        rig.time.pass(Duration.ofMinutes(9).minusSeconds(31));
        assertThat(rig.metrics().size()).isEqualTo(2);
        rig.time.pass(Duration.ofSeconds(91));
        rig.assertUses(Use.LEASED);
        borrower.lease().release();
        assertThat(rig.metrics().size()).isZero();
        assertThat(rig.metrics().closed()).isEqualTo(2);
    }

    @Test
    @DisplayName("opens a new one in place of an old one where minIdle wants it")
    void replaces() {
        rig.options.maxLifeTime(Duration.ofMinutes(10)).minIdle(1);
        rig.open(1);
        rig.time.pass(Duration.ofMinutes(11));
        assertThat(server.connecting()).isEqualTo(1);
        server.accept();
        rig.assertUses(Use.IDLE);
    }

    @Test
    @DisplayName("keeps minIdle sessions free for others once it has been used")
    void minIdle() {
        rig.options.minIdle(1);
        rig.pool();
        assertThat(server.attempts()).isZero();
        PoolRig.Borrower borrower = rig.borrow();
        server.accept();
        assertThat(borrower.hasLease()).isTrue();
        assertThat(server.connecting()).isEqualTo(1);
        server.accept();
        rig.assertUses(Use.LEASED, Use.IDLE);
        borrower.lease().release();
    }

    @Test
    @DisplayName("replaces what the server has closed where minIdle wants it")
    void lost() {
        rig.options.minIdle(1);
        rig.open(1);
        server.lose();
        assertThat(server.connecting()).isEqualTo(1);
        server.refuse();
        assertThat(server.isConnecting()).isFalse();
        rig.time.pass(PAUSE);
        server.accept();
        rig.assertUses(Use.IDLE);
    }

    @Nested
    @DisplayName("but to warm up")
    class WarmUp {
        private final List<String> done = new ArrayList<>();
        private final List<MySQLException> failed = new ArrayList<>();

        private void warmUp() {
            rig.pool().warmUp(() -> done.add("done"), failed::add);
            rig.time.turn();
        }

        @Test
        @DisplayName("opens minIdle sessions and tells when they are there, all who have asked")
        void opens() {
            rig.options.minIdle(2);
            warmUp();
            warmUp();
            assertThat(server.connecting()).isEqualTo(2);
            server.accept();
            assertThat(done).isEmpty();
            server.accept();
            assertThat(done).hasSize(2);
            warmUp();
            assertThat(done).hasSize(3);
        }

        @Test
        @DisplayName("is done at once with minIdle=0")
        void none() {
            warmUp();
            assertThat(done).hasSize(1);
            assertThat(server.attempts()).isZero();
        }

        @Test
        @DisplayName("tells if there is no server")
        void fails() {
            rig.options.minIdle(1);
            warmUp();
            server.refuse();
            assertThat(failed).hasSize(1);
            assertThat(failed.get(0)).hasMessageContaining("connection refused");
            assertThat(done).isEmpty();
        }

        @Test
        @DisplayName("tells if the pool is closed in the meantime, or before")
        void closed() {
            rig.options.minIdle(1);
            warmUp();
            rig.close();
            warmUp();
            assertThat(failed).hasSize(2).hasOnlyElementsOfType(ConnectionClosedException.class);
        }
    }
}
