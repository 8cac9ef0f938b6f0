// SPDX-License-Identifier: Apache-2.0
package io.txmysql.pool;

import static org.assertj.core.api.Assertions.assertThat;

import io.txmysql.api.PoolMetrics;
import io.txmysql.protocol.error.Delivery;
import io.txmysql.protocol.message.SessionStateChange.SystemVariable;
import io.txmysql.supervisor.FakeSession;
import io.txmysql.supervisor.TestCall;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.jspecify.annotations.Nullable;

@Label("A pool, whatever happens in whatever order")
final class PoolPropertyTest {
    private static final int MOST_SESSIONS = 3;

    /** One run: callers, borrowers and a server that do as chance wills. */
    private static final class Chance {
        private final SplittableRandom random;
        private final PoolRig rig = new PoolRig();
        private final List<TestCall> calls = new ArrayList<>();
        private final Map<TestCall, Lease> callsOfBorrowers = new HashMap<>();
        private final List<TestCall> cancelled = new ArrayList<>();
        private final List<PoolRig.Borrower> borrowers = new ArrayList<>();
        private final List<PoolRig.Borrower> takenBack = new ArrayList<>();

        Chance(long seed) {
            random = new SplittableRandom(seed);
            rig.options
                    .maxSize(1 + random.nextInt(MOST_SESSIONS))
                    .maxWaitQueueSize(8)
                    .minIdle(random.nextInt(2))
                    .maxAcquireTime(random.nextBoolean() ? Duration.ofSeconds(1) : Duration.ZERO)
                    .pipeliningMaxWait(random.nextBoolean() ? Duration.ofMillis(20) : Duration.ZERO)
                    .maxIdleTime(random.nextBoolean() ? Duration.ofSeconds(3) : Duration.ZERO)
                    .maxLifeTime(random.nextBoolean() ? Duration.ofSeconds(5) : Duration.ZERO);
            rig.server.waitTimeoutSeconds = random.nextBoolean() ? 2 : 0;
        }

        private @Nullable FakeSession anySession(List<FakeSession> sessions) {
            return sessions.isEmpty() ? null : sessions.get(random.nextInt(sessions.size()));
        }

        private PoolRig.@Nullable Borrower anyLender() {
            List<PoolRig.Borrower> lent =
                    borrowers.stream().filter(PoolRig.Borrower::hasLease).toList();
            return lent.isEmpty() ? null : lent.get(random.nextInt(lent.size()));
        }

        private String sql() {
            String number = " /* " + calls.size() + " */";
            return switch (random.nextInt(8)) {
                case 0 -> "set @a = 1" + number;
                case 1 -> "begin" + number;
                default -> "insert" + number;
            };
        }

        private TestCall newCall() {
            TestCall call = random.nextInt(4) == 0
                    ? TestCall.within(Duration.ofMillis(1 + random.nextInt(500)), sql())
                    : TestCall.of(sql());
            calls.add(call);
            return call;
        }

        void step() {
            switch (random.nextInt(16)) {
                case 0, 1, 2, 3 -> rig.call(newCall());
                case 4 -> borrowers.add(rig.borrow());
                case 5 -> {
                    PoolRig.Borrower borrower = anyLender();
                    if (borrower != null) {
                        TestCall call = newCall();
                        callsOfBorrowers.put(call, borrower.lease());
                        call.on(borrower.lease());
                    }
                }
                case 6 -> {
                    PoolRig.Borrower borrower = anyLender();
                    if (borrower != null) {
                        borrower.lease().release();
                    }
                }
                case 7 -> turnAway();
                case 8 -> {
                    if (rig.server.isConnecting()) {
                        if (random.nextInt(3) == 0) {
                            rig.server.refuse();
                        } else {
                            rig.server.accept();
                        }
                    }
                }
                case 9 -> {
                    if (rig.server.isConnectingBeside()) {
                        rig.server.acceptBeside();
                    }
                    FakeSession beside = anySession(rig.server.openBeside());
                    if (beside != null && !beside.due().isEmpty()) {
                        beside.answer();
                    }
                }
                case 10 -> rig.time.pass(Duration.ofMillis(random.nextInt(2000)));
                case 11 -> {
                    FakeSession session = anySession(rig.server.open());
                    if (session != null && random.nextInt(3) == 0) {
                        session.lose();
                    }
                }
                default -> {
                    FakeSession session = anySession(rig.server.open());
                    if (session != null && !session.due().isEmpty()) {
                        answer(session);
                    }
                }
            }
            look();
        }

        private void turnAway() {
            if (!calls.isEmpty()) {
                TestCall call = calls.get(random.nextInt(calls.size()));
                if (!call.hasEnded() && !cancelled.contains(call)) {
                    cancelled.add(call);
                    Lease lease = callsOfBorrowers.get(call);
                    call.cancelOn(lease == null ? rig.pool() : lease);
                }
            }
            for (PoolRig.Borrower borrower : borrowers) {
                if (borrower.waits() && random.nextInt(4) == 0 && rig.pool().cancel(borrower.request)) {
                    takenBack.add(borrower);
                }
            }
        }

        private void answer(FakeSession session) {
            switch (random.nextInt(8)) {
                case 0 -> session.answerError(1064, "42000", "You have an error in your SQL syntax");
                case 1 -> session.answerError(1213, "40001", "Deadlock found");
                case 2 -> session.answer(new SystemVariable("sql_mode", "ANSI"));
                default -> session.answer();
            }
        }

        private void look() {
            PoolMetrics metrics = rig.metrics();
            assertThat(metrics.acquired()).isEqualTo(metrics.released() + metrics.leased());
            assertThat(metrics.size()).isLessThanOrEqualTo(MOST_SESSIONS);
            assertThat(metrics.waiting()).isBetween(0, 8);
            assertThat(rig.server.open()).hasSizeLessThanOrEqualTo(MOST_SESSIONS);
            for (TestCall call : calls) {
                boolean refusedUnseen = call.hasFailed() && call.failure().delivery() == Delivery.NOT_EXECUTED;
                assertThat(Collections.frequency(rig.server.statements, String.valueOf(call.work.statement())))
                        .as("arrivals of %s", call.work.statement())
                        .isBetween(0, refusedUnseen ? 0 : 1);
            }
        }

        /** From now on the server does its best, and nobody keeps what he has borrowed. */
        void heal() {
            for (int i = 0; i < 100 && isAnythingPending(); i++) {
                while (rig.server.isConnecting()) {
                    rig.server.accept();
                }
                while (rig.server.isConnectingBeside()) {
                    rig.server.acceptBeside();
                }
                rig.server.openBeside().forEach(FakeSession::answerAll);
                for (FakeSession session : rig.server.open()) {
                    if (!session.due().isEmpty()) {
                        session.answer();
                    }
                }
                borrowers.stream()
                        .filter(PoolRig.Borrower::hasLease)
                        .forEach(each -> each.lease().release());
                rig.time.pass(Duration.ofSeconds(1));
                look();
            }
            assertThat(isAnythingPending()).as("anything pending").isFalse();
        }

        private boolean isAnythingPending() {
            return calls.stream().anyMatch(each -> !each.hasEnded() && !cancelled.contains(each))
                    || borrowers.stream().anyMatch(each -> each.waits() && !takenBack.contains(each));
        }

        void end() {
            rig.assertNothingIsLeft();
            assertThat(isAnythingPending()).isFalse();
            assertThat(cancelled).noneMatch(TestCall::hasEnded);
            assertThat(takenBack).allMatch(PoolRig.Borrower::waits);
        }
    }

    @Property(tries = 300)
    @Label("answers everybody once, keeps its books, and serves all when the server is well again")
    void heals(@ForAll long seed, @ForAll @IntRange(max = 120) int steps) {
        Chance chance = new Chance(seed);
        for (int i = 0; i < steps; i++) {
            chance.step();
        }
        chance.heal();
        chance.end();
    }

    @Property(tries = 300)
    @Label("leaves nothing behind when it is closed in the middle of anything")
    void closes(@ForAll long seed, @ForAll @IntRange(max = 120) int steps) {
        Chance chance = new Chance(seed);
        for (int i = 0; i < steps; i++) {
            chance.step();
        }
        chance.end();
    }
}
