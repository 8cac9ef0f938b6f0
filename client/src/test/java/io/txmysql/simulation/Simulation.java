// SPDX-License-Identifier: Apache-2.0
package io.txmysql.simulation;

import io.txmysql.api.ConnectionState;
import io.txmysql.api.PoolMetrics;
import io.txmysql.api.PoolOptions;
import io.txmysql.protocol.error.MySQLTimeoutException;
import io.txmysql.protocol.error.SessionStateLostException;
import io.txmysql.testkit.simulation.Conditions;
import io.txmysql.testkit.simulation.Dice;
import io.txmysql.testkit.simulation.ModelServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * One schedule, from its seed to the verdict: a program uses its client, things go wrong, all gets well, the client is tried
 * once more and closed. It runs on the calling thread and takes no real time.
 */
final class Simulation {
    private static final long MILLI = 1_000_000;
    private static final long SECOND = 1_000 * MILLI;
    private static final long PATIENCE = 900 * SECOND;
    private static final int HASTY_PROBES = 80;
    private static final int MORE_CALLS = 5;
    private static final long MOST_STEPS = 400_000;

    private final World world;
    private final Plan plan;
    private final Client client;
    private final Program program;
    private final Workload workload;
    private final Faults faults;
    private final Dice dice;
    private final List<String> violations = new ArrayList<>();

    /** @param cells counts the events of this schedule */
    Simulation(long seed, boolean traced, Cells cells) {
        dice = new Dice(seed);
        world = new World(dice, traced);
        plan = Plan.draw(dice, world.hosts());
        client = new Client(world, plan, dice, cells);
        program = new Program(world, plan, client, dice.split());
        workload = new Workload(program);
        faults = new Faults(world, dice.split());
    }

    /** Runs it; what is wrong, empty if nothing is. */
    List<String> run() {
        try {
            play();
        } catch (RuntimeException | AssertionError e) {
            violations.add("it broke: " + e);
            world.trace("broken", String.valueOf(e));
            for (StackTraceElement element : e.getStackTrace()) {
                world.trace("broken", "  at " + element);
            }
        }
        return violations;
    }

    private void play() {
        schedule();
        recover();
        if (!runUntil(program::isDone, world.loop.now() + PATIENCE)) {
            violations.add("not everything has ended long after all was well");
        }
        if (!client.isClosed()) {
            probe();
            rest();
            if (dice.oneIn(2)) {
                client.close();
            } else {
                Call unused = client.closeGracefully(program, Duration.ofSeconds(10));
            }
        }
        runUntil(() -> false, Long.MAX_VALUE);
        judge();
    }

    /** The program's doings and the faults, on one line of time. */
    private void schedule() {
        if (plan.conflicts()) {
            world.servers.forEach(server ->
                    server.conditions(Conditions.WELL.withDeadlocks(150).withLockWaits(50)));
        }
        long at = 0;
        int armed = 0;
        for (int i = 0; i < plan.calls(); i++) {
            world.loop.schedule(() -> world.outside(workload::doSomething), at);
            boolean last = i == plan.calls() - 1;
            if (armed < plan.faults() && (last || dice.below(plan.calls()) <= plan.faults())) {
                boolean hard = armed == 0 || dice.oneIn(2);
                world.loop.schedule(() -> faults.arm(hard), at);
                armed++;
            }
            at += gap();
        }
        runUntil(() -> false, at);
        for (int i = 0; i < MORE_CALLS && faults.inFlight() == 0 && !client.isClosed(); i++) {
            // It has had good luck so far.
            faults.arm(true);
            world.loop.schedule(() -> world.outside(workload::doSomething), 0);
            at = world.loop.now() + dice.spread(MILLI, 100 * MILLI);
            runUntil(() -> false, at);
        }
        runUntil(() -> false, at + dice.spread(10 * MILLI, 3 * SECOND));
    }

    private long gap() {
        if (dice.percent(65)) {
            return dice.below(3) * 10_000L;
        }
        return dice.oneIn(6) ? dice.spread(50 * MILLI, 2 * SECOND) : dice.spread(10_000, 20 * MILLI);
    }

    private void recover() {
        world.trace("world", "all is well from now on");
        faults.over();
        world.servers.forEach(ModelServer::recover);
        world.network.heal();
    }

    /** Once all is well and everybody knows, a call must succeed at once, unless its time is very short. */
    private void probe() {
        long settling = plan.options().timeouts().cancelTimeout().toNanos() + SECOND;
        runUntil(() -> false, world.loop.now() + settling);
        boolean told = false;
        int patience = plan.isHasty() ? HASTY_PROBES : 0;
        for (int left = 2; left > 0; ) {
            List<Call> made = new ArrayList<>(1);
            world.loop.schedule(
                    () -> world.outside(() -> made.add(workload.statements().probe(client.sql))), 0);
            boolean ended = runUntil(() -> !made.isEmpty() && made.get(0).isDone(), world.loop.now() + PATIENCE);
            Call probe = made.get(0);
            if (ended && !told && plan.pinning() && probe.failure() instanceof SessionStateLostException) {
                told = true; // something was left in a session that is gone; that is said once
            } else if (ended && patience > 0 && probe.failure() instanceof MySQLTimeoutException) {
                patience--;
                runUntil(() -> false, world.loop.now() + dice.spread(10 * MILLI, SECOND));
            } else {
                left--;
                if (!probe.hasSucceeded()) {
                    violations.add(
                            "all is well, and " + probe + (ended ? " fails: " + probe.failure() : " does not end"));
                }
            }
        }
    }

    /** With nothing to do, a connection with an idleTimeout disconnects, and stays so; a pool shrinks. */
    private void rest() {
        if (client.connection != null) {
            long idle = plan.options().timeouts().idleTimeout().toNanos();
            runUntil(() -> false, world.loop.now() + 2 * idle + SECOND);
            ConnectionState expected = idle > 0 ? ConnectionState.DISCONNECTED : ConnectionState.READY;
            if (client.connection.state() != expected && !plan.pinning()) {
                violations.add("with nothing to do it is " + client.connection.state() + " instead of " + expected);
            }
        }
        if (client.pool != null && dice.oneIn(3)) { // it takes long
            PoolOptions options = plan.options().pool();
            long longEnough = 2 * options.maxIdleTime().toNanos() + SECOND;
            if (options.minIdle() > 0 && !options.maxLifeTime().isZero()) { // it goes on exchanging its connections
                longEnough = Math.min(longEnough, 100 * options.maxLifeTime().toNanos());
            }
            runUntil(() -> false, world.loop.now() + longEnough);
            PoolMetrics metrics = client.pool.metrics();
            if (metrics.leased() + metrics.waiting() + metrics.running() + metrics.draining() > 0
                    || metrics.acquired() != metrics.released()) {
                violations.add("with nothing to do the pool has " + metrics);
            }
            boolean idleOut = longEnough > 2 * options.maxIdleTime().toNanos();
            if (idleOut && !options.maxIdleTime().isZero() && metrics.size() > options.minIdle()) {
                violations.add(
                        "with nothing to do the pool keeps " + metrics + " with a minIdle of " + options.minIdle());
            }
        }
    }

    /** Runs until the condition holds, or until that time has passed; whether it holds. */
    private boolean runUntil(BooleanSupplier condition, long latest) {
        while (!condition.getAsBoolean()) {
            if (world.loop.steps() > MOST_STEPS) {
                throw new IllegalStateException("it does not come to rest");
            }
            if (!world.loop.stepUntil(latest)) {
                return false;
            }
        }
        return true;
    }

    private void judge() {
        for (Call call : program.calls()) {
            String verdict = call.verdict(world.ledger);
            if (verdict != null) {
                violations.add(call + ": " + verdict);
            }
        }
        for (TransactionRecord record : workload.transactions().records()) {
            String verdict = record.verdict(world.ledger);
            if (verdict != null) {
                violations.add(record + ": " + verdict);
            }
        }
        violations.addAll(world.ledger.violations());
        leftOver(Math.max(client.timersAfterClose(), client.loop.timers()), "timers");
        leftOver(world.network.heldByClients(), "sockets");
        leftOver(world.sessions.size(), "sessions");
        leftOver(world.connecting(), "attempts to connect");
        leftOver(world.servers.stream().mapToInt(ModelServer::sessions).sum(), "sessions on a server");
    }

    private void leftOver(int count, String what) {
        if (count > 0) {
            violations.add(count + " " + what + " left over");
        }
    }

    // --- What it was like ---

    boolean hadFaultInFlight() {
        return faults.inFlight() > 0;
    }

    World world() {
        return world;
    }

    Plan plan() {
        return plan;
    }
}
