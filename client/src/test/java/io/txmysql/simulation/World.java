// SPDX-License-Identifier: Apache-2.0
package io.txmysql.simulation;

import io.txmysql.testkit.simulation.Dice;
import io.txmysql.testkit.simulation.Ledger;
import io.txmysql.testkit.simulation.ModelServer;
import io.txmysql.testkit.simulation.ServerKind;
import io.txmysql.testkit.simulation.SimulatedNetwork;
import io.txmysql.testkit.simulation.Trace;
import io.txmysql.testkit.simulation.VirtualLoop;
import io.txmysql.testkit.simulation.Weather;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** All that one schedule is played in: time, network, servers, and what of the client is open at the moment. */
final class World {
    private static final int MOST_LINES = 4000;

    final Trace trace;
    final VirtualLoop loop;
    final Ledger ledger = new Ledger();
    final SimulatedNetwork network;
    final List<ModelServer> servers = new ArrayList<>(2);
    final List<SimulatedSession> sessions = new ArrayList<>();

    /** Whether one address stands for all servers, as a load balancer does; else each has its own. */
    final boolean balanced;

    private final Dice dice;
    private final ArrayDeque<Runnable> onWrite = new ArrayDeque<>(2);
    private boolean outside;
    private long stalled;
    private int connecting;

    World(Dice dice, boolean traced) {
        this.dice = dice;
        trace = new Trace(traced ? MOST_LINES : 0);
        loop = new VirtualLoop(dice.split());
        network = new SimulatedNetwork(loop, dice.split(), Weather.any(dice), trace);
        int count = dice.percent(75) ? 1 : 2;
        balanced = count > 1 && dice.oneIn(2);
        ServerKind kind = ServerKind.any(dice);
        for (int i = 1; i <= count; i++) {
            ModelServer server = new ModelServer("db" + i, loop, dice.split(), kind, ledger, trace);
            server.numbersAnew(!KnownGaps.KILL_AFTER_UNNOTICED_RESTART);
            servers.add(server);
        }
    }

    String hosts() {
        return servers.size() == 1 || balanced ? "db1" : "db1,db2";
    }

    /** Where an address leads to at this moment. */
    ModelServer server(int address) {
        return balanced ? servers.get(dice.below(servers.size())) : servers.get(address);
    }

    int addresses() {
        return balanced ? 1 : servers.size();
    }

    // --- The client's doings ---

    /** Runs what a program does on a thread of its own. */
    void outside(Runnable task) {
        outside = true;
        try {
            task.run();
        } finally {
            outside = false;
        }
    }

    boolean isOutside() {
        return outside || !loop.isRunning();
    }

    /** The client's thread is held up. */
    void stall(long nanos) {
        stalled += nanos;
        loop.stall(nanos);
    }

    /** For how long the client's thread has been held up so far, in nanoseconds. */
    long stalled() {
        return stalled;
    }

    void connecting(int change) {
        connecting += change;
    }

    /** Attempts to connect that are under way. */
    int connecting() {
        return connecting;
    }

    /** Whether some command is on the wire. */
    boolean isCommandInFlight() {
        for (SimulatedSession session : sessions) {
            if (session.inFlight() > 0) {
                return true;
            }
        }
        return false;
    }

    /** The task is run, once, right after the client has written a command; each write runs one. */
    void onNextWrite(Runnable task) {
        onWrite.add(task);
    }

    void forgetOnWrite() {
        onWrite.clear();
    }

    void written() {
        Runnable task = onWrite.poll();
        if (task != null) {
            task.run();
        }
    }

    void trace(String who, String what, @Nullable Object... args) {
        if (trace.isOn()) {
            trace.add(loop.now(), who, args.length == 0 ? what : String.format(Locale.ROOT, what, args));
        }
    }
}
