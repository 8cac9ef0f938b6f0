// SPDX-License-Identifier: Apache-2.0
package io.txmysql.simulation;

import io.txmysql.api.ConnectionListener;
import io.txmysql.api.ConnectionState;
import io.txmysql.api.MySQLConnection;
import io.txmysql.api.MySQLPool;
import io.txmysql.api.SqlClient;
import io.txmysql.protocol.error.MySQLException;
import io.txmysql.testkit.simulation.Dice;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The client of a schedule: a single connection or a pool, and what is seen of it from outside. */
final class Client implements ConnectionListener {
    final SqlClient sql;
    final @Nullable MySQLConnection connection;
    final @Nullable MySQLPool pool;
    final SimulatedLoop loop;
    private final World world;
    private final Watch watch;
    private boolean closed;
    private int timersAfterClose;

    Client(World world, Plan plan, Dice dice, Cells cells) {
        this.world = world;
        this.watch = new Watch(plan.pooled() ? null : cells);
        this.loop = new SimulatedLoop(world, watch);
        SimulatedConnector connector =
                new SimulatedConnector(world, loop, plan.options(), dice.split(), watch, plan.pooled());
        if (plan.pooled()) {
            MySQLPool made = SimulatedClients.pool(loop, connector, dice.split().random(), plan.options(), this);
            connection = null;
            pool = made;
            sql = made;
        } else {
            MySQLConnection made =
                    SimulatedClients.connection(loop, connector, dice.split().random(), plan.options(), this);
            connection = made;
            pool = null;
            sql = made;
            watch.follow(made::state);
        }
    }

    void event(Watch.Event event) {
        watch.event(event);
    }

    boolean isClosed() {
        return closed;
    }

    void close() {
        closed = true;
        world.trace("program", "closes");
        watch.event(Watch.Event.CLOSE);
        sql.close();
        lookForTimersSoon();
    }

    /** Right after the end there must be none but for a last KILL; later they might have run out. */
    private void lookForTimersSoon() {
        long stalled = world.stalled();
        world.loop.schedule(
                () -> {
                    if (world.stalled() != stalled) {
                        lookForTimersSoon(); // the client has not come to it yet
                    } else if (world.sessions.stream().noneMatch(SimulatedSession::isBeside)) {
                        timersAfterClose = Math.max(timersAfterClose, loop.timers());
                    }
                },
                1_000);
    }

    /** Timers that were still set right after closing. */
    int timersAfterClose() {
        return timersAfterClose;
    }

    Call closeGracefully(Program program, Duration timeout) {
        closed = true;
        watch.event(Watch.Event.DRAIN);
        List<Call> before = List.copyOf(program.calls());
        Call call = Call.plain("closeGracefully " + timeout);
        program.call(call, () -> sql.closeGracefully(timeout), done -> null);
        call.whenOver(() -> world.loop.schedule(() -> unfinished(before), 1_000));
        call.whenOver(this::lookForTimersSoon);
        return call;
    }

    /** When it has closed gracefully nothing is left of what was called before, but for what the same moment still ends. */
    private void unfinished(List<Call> before) {
        for (Call call : before) {
            if (!call.isDone() && call.token > 0) { // what the program itself has to end may take longer
                call.blame("it was not over when closeGracefully was");
            }
        }
    }

    // --- What it tells ---

    @Override
    public void onStateChange(ConnectionState before, ConnectionState after) {
        world.trace("client", "%s -> %s", before, after);
    }

    @Override
    public void onRetry(MySQLException cause, Duration pause) {
        if (world.trace.isOn()) {
            world.trace("client", "tries again in %s us", pause.toNanos() / 1000);
        }
    }
}
