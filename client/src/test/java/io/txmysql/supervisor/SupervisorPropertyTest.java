// SPDX-License-Identifier: Apache-2.0
package io.txmysql.supervisor;

import static org.assertj.core.api.Assertions.assertThat;

import io.txmysql.api.RetryPolicy;
import io.txmysql.protocol.error.Delivery;
import io.txmysql.protocol.message.SessionStateChange.SystemVariable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.jspecify.annotations.Nullable;

@Label("A connection, whatever happens in whatever order")
final class SupervisorPropertyTest {
    private static final Set<String> DRIVERS_OWN = Set.of("DO 0", "ROLLBACK", "COM_PING");

    /** A transaction and the one who has it. */
    private static final class Owner {
        private final int number;
        private final Reservation reservation = new Reservation();
        private final TestCall opening;
        private @Nullable TestCall ending;
        private boolean released;

        Owner(int number) {
            this.number = number;
            this.opening = TestCall.opening(reservation, "start transaction" + tag());
        }

        String tag() {
            return " /* of " + number + " */";
        }

        boolean isOpen() {
            return opening.hasEnded() && !opening.hasFailed() && ending == null;
        }
    }

    /** One run: callers, transactions and a server that do as chance wills. */
    private static final class Chance {
        private final SplittableRandom random;
        private final SupervisorRig rig = new SupervisorRig();
        private final FakeServer server = rig.server;
        private final List<TestCall> calls = new ArrayList<>();
        private final List<TestCall> cancelled = new ArrayList<>();
        private final List<Owner> owners = new ArrayList<>();

        private final List<FakeSession> sessions = new ArrayList<>();

        Chance(long seed) {
            random = new SplittableRandom(seed);
            rig.options
                    .maxBacklog(12)
                    .retryPolicy(RetryPolicy.never().withMaxTime(Duration.ofHours(1)))
                    .maxBackoffTime(Duration.ofMinutes(10))
                    .idleTimeout(random.nextBoolean() ? Duration.ofSeconds(3) : Duration.ZERO);
            server.pipelining = 1 + random.nextInt(4);
            server.identity = random.nextInt(3) == 0 ? null : "server 1";
        }

        private TestCall newCall(String sql) {
            TestCall call = random.nextInt(5) == 0
                    ? TestCall.within(Duration.ofMillis(1 + random.nextInt(500)), sql)
                    : TestCall.of(sql);
            calls.add(call);
            return call;
        }

        void step() {
            int number = calls.size();
            switch (random.nextInt(16)) {
                case 0, 1, 2 -> rig.call(newCall("insert /* " + number + " */"));
                case 3 ->
                    rig.call(newCall((random.nextInt(3) == 0 ? "prepare s from 'select 1'" : "set @a = 1") + " /* "
                            + number + " */"));
                case 4 -> {
                    Owner owner = new Owner(owners.size());
                    owners.add(owner);
                    calls.add(owner.opening);
                    rig.call(owner.opening);
                }
                case 5, 6 -> inTransaction(number);
                case 7 -> turnAway();
                case 8 -> {
                    if (server.isConnecting()) {
                        if (random.nextInt(3) == 0) {
                            server.refuse();
                        } else {
                            sessions.add(server.accept());
                        }
                    }
                }
                case 9 -> {
                    if (server.isConnectingBeside()) {
                        server.acceptBeside();
                    }
                    for (FakeSession beside : server.openBeside()) {
                        if (!beside.due().isEmpty()) {
                            beside.answer();
                        }
                    }
                }
                case 10 -> rig.pass(Duration.ofMillis(random.nextInt(1500)));
                case 11 -> {
                    if (server.hasSession() && random.nextInt(4) == 0) {
                        server.lose();
                    }
                }
                default -> {
                    if (server.hasSession() && !server.session().due().isEmpty()) {
                        answer(server.session());
                    }
                }
            }
            releaseWhatIsOver();
            look();
        }

        private void inTransaction(int number) {
            List<Owner> open = owners.stream().filter(Owner::isOpen).toList();
            if (open.isEmpty()) {
                return;
            }
            Owner owner = open.get(random.nextInt(open.size()));
            int what = random.nextInt(4);
            String sql = what == 0 ? "commit" : what == 1 ? "rollback" : "update " + number;
            TestCall call = TestCall.in(owner.reservation, sql + owner.tag());
            calls.add(call);
            if (what < 2) {
                owner.ending = call;
            }
            rig.call(call);
        }

        /** As the owner of a transaction does when its end is answered, well or badly. */
        private void releaseWhatIsOver() {
            for (Owner owner : owners) {
                TestCall ending = owner.ending;
                if (!owner.released && ending != null && ending.hasEnded()) {
                    owner.released = true;
                    if (ending.hasFailed()) {
                        rig.supervisor().retire();
                    }
                    rig.supervisor().release(owner.reservation);
                }
            }
        }

        private void turnAway() {
            List<TestCall> pending = calls.stream()
                    .filter(each -> !each.hasEnded() && !cancelled.contains(each))
                    .filter(each -> owners.stream().noneMatch(owner -> owner.ending == each))
                    .toList();
            if (!pending.isEmpty()) {
                TestCall call = pending.get(random.nextInt(pending.size()));
                cancelled.add(call);
                rig.cancel(call);
            }
        }

        private void answer(FakeSession session) {
            switch (random.nextInt(12)) {
                case 0 -> session.answerError(1064, "42000", "You have an error in your SQL syntax");
                case 1 -> session.answerError(1213, "40001", "Deadlock found");
                case 2 -> session.answerError(1205, "Lock wait timeout exceeded");
                case 4 -> session.answer(new SystemVariable("sql_mode", "ANSI"));
                default -> session.answer();
            }
        }

        private void look() {
            for (TestCall call : calls) {
                if (call.work.command().repeat() == Command.Repeat.UNDECLARED
                        && call.hasFailed()
                        && call.failure().delivery() == Delivery.NOT_EXECUTED) {
                    assertThat(server.statements)
                            .as("refused unseen")
                            .doesNotContain(String.valueOf(call.work.statement()));
                }
            }
            for (Owner owner : owners) {
                assertAlone(owner);
            }
        }

        /** The statements of a transaction stand together, all in one session. */
        private void assertAlone(Owner owner) {
            int with = 0;
            for (FakeSession session : sessions) {
                List<String> received = new ArrayList<>(session.received());
                received.removeAll(DRIVERS_OWN);
                int first = received.lastIndexOf("start transaction" + owner.tag());
                List<Integer> others = new ArrayList<>();
                for (int i = 0; i < received.size(); i++) {
                    if (received.get(i).endsWith(owner.tag())
                            && !received.get(i).startsWith("start")) {
                        others.add(i);
                    }
                }
                if (!others.isEmpty()) {
                    with++;
                    assertThat(first).isNotNegative();
                    assertThat(others)
                            .as("transaction %s in %s", owner.number, received)
                            .isEqualTo(IntStream.rangeClosed(first + 1, first + others.size())
                                    .boxed()
                                    .toList());
                }
            }
            assertThat(with).isLessThanOrEqualTo(1);
        }

        /** From now on the server does its best, and whoever has a transaction ends it. */
        void heal() {
            for (int i = 0; i < 200 && isAnythingPending(); i++) {
                while (server.isConnecting()) {
                    sessions.add(server.accept());
                }
                while (server.isConnectingBeside()) {
                    server.acceptBeside();
                }
                server.openBeside().forEach(FakeSession::answerAll);
                for (FakeSession session : server.open()) {
                    if (!session.due().isEmpty()) {
                        session.answer();
                    }
                }
                for (Owner owner : owners) {
                    if (owner.isOpen()) {
                        owner.ending = TestCall.in(owner.reservation, "rollback" + owner.tag());
                        rig.call(owner.ending);
                    }
                }
                releaseWhatIsOver();
                rig.pass(Duration.ofMillis(500));
                look();
            }
            assertThat(isAnythingPending()).as("anything pending").isFalse();
        }

        private boolean isAnythingPending() {
            return calls.stream().anyMatch(each -> !each.hasEnded() && !cancelled.contains(each))
                    || owners.stream().anyMatch(Owner::isOpen);
        }

        void end() {
            rig.close();
            rig.pass(SupervisorRig.CANCEL);
            assertThat(calls).allMatch(each -> each.hasEnded() != cancelled.contains(each));
            assertThat(rig.supervisor().pending()).isZero();
            assertThat(server.open()).isEmpty();
            assertThat(server.openBeside()).isEmpty();
            assertThat(server.isConnecting() || server.isConnectingBeside()).isFalse();
            assertThat(rig.time.waiting()).isZero();
        }
    }

    @Property(tries = 300)
    @Label("answers everybody once, keeps transactions by themselves, and serves all when the server is well again")
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
