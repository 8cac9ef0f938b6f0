// SPDX-License-Identifier: Apache-2.0
package io.txmysql.simulation;

import io.txmysql.testkit.simulation.Conditions;
import io.txmysql.testkit.simulation.Dice;
import io.txmysql.testkit.simulation.ModelServer;
import io.txmysql.testkit.simulation.Pipe;
import io.txmysql.testkit.simulation.SimulatedLink;
import io.txmysql.testkit.simulation.SimulatedNetwork;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What goes wrong in a schedule, and when: mostly while something is on the wire. */
final class Faults {
    private static final long MILLI = 1_000_000;
    private static final long SECOND = 1_000 * MILLI;
    private static final int PATIENCE = 5;

    /** What can happen. */
    private enum Fault {
        CUT,
        CUT_AT_BYTE,
        SILENCE,
        SILENCE_AT_BYTE,
        KILL_CONNECTION,
        KILL_SERVER,
        POWER_FAILURE,
        SHUTDOWN,
        STOP,
        IMPOSTOR,
        REFUSAL,
        DEAFNESS,
        FULL,
        DENIAL,
        READ_ONLY,
        SLOWNESS,
        TEMPORARY_ERRORS,
        CONFLICTS,
        SHORT_WAIT_TIMEOUT,
        STALL
    }

    private static final List<Fault> HARD = List.of(
            Fault.CUT,
            Fault.CUT,
            Fault.CUT_AT_BYTE,
            Fault.CUT_AT_BYTE,
            Fault.CUT_AT_BYTE,
            Fault.CUT_AT_BYTE,
            Fault.SILENCE,
            Fault.SILENCE_AT_BYTE,
            Fault.KILL_CONNECTION,
            Fault.KILL_SERVER,
            Fault.KILL_SERVER,
            Fault.POWER_FAILURE,
            Fault.SHUTDOWN,
            Fault.STOP,
            Fault.IMPOSTOR);

    private static final List<Fault> SOFT = List.of(
            Fault.REFUSAL,
            Fault.DEAFNESS,
            Fault.FULL,
            Fault.DENIAL,
            Fault.READ_ONLY,
            Fault.SLOWNESS,
            Fault.TEMPORARY_ERRORS,
            Fault.CONFLICTS,
            Fault.SHORT_WAIT_TIMEOUT,
            Fault.STALL);

    private final World world;
    private final Dice dice;
    private int struck;
    private int inFlight;
    private boolean over;

    Faults(World world, Dice dice) {
        this.world = world;
        this.dice = dice;
    }

    /** How many have struck while a command was on the wire that they could reach. */
    int inFlight() {
        return inFlight;
    }

    int struck() {
        return struck;
    }

    /** Nothing more goes wrong. */
    void over() {
        over = true;
        world.forgetOnWrite();
    }

    /** From now on the fault may strike: as soon as something is on the wire, or soon. */
    void arm(boolean hard) {
        Fault fault = hard ? dice.of(HARD.toArray(Fault[]::new)) : dice.of(SOFT.toArray(Fault[]::new));
        arm(fault, hard ? PATIENCE : 0);
    }

    private void arm(Fault fault, int patience) {
        boolean now = patience == 1 || fault == Fault.CUT_AT_BYTE || fault == Fault.SILENCE_AT_BYTE || dice.oneIn(3);
        long delay = now ? 0 : dice.spread(1_000, dice.oneIn(3) ? 20 * MILLI : MILLI);
        Runnable strike = now
                ? () -> world.loop.execute(() -> strike(fault, patience))
                : () -> world.loop.schedule(() -> strike(fault, patience), delay);
        if (patience > 0 && !world.isCommandInFlight()) {
            world.onNextWrite(strike);
        } else {
            strike.run();
        }
    }

    private void strike(Fault fault, int patience) {
        if (over) {
            return;
        }
        if (patience > 0 && !world.isCommandInFlight()) {
            arm(fault, patience - 1);
            return;
        }
        world.trace("fault", fault.toString());
        struck++;
        ModelServer server = victim();
        switch (fault) {
            case CUT -> {
                hit(world.isCommandInFlight());
                SimulatedLink link = link();
                if (link != null) {
                    link.cut(learns());
                }
            }
            case CUT_AT_BYTE, SILENCE_AT_BYTE -> atByte(fault == Fault.CUT_AT_BYTE);
            case SILENCE -> {
                hit(world.isCommandInFlight());
                silence(link());
            }
            case KILL_CONNECTION -> {
                hitServer(server);
                server.killSomeConnection();
            }
            case KILL_SERVER -> {
                hitServer(server);
                server.kill(true);
                later(server::start);
            }
            case POWER_FAILURE -> {
                hitServer(server);
                server.kill(false);
                later(server::start);
            }
            case SHUTDOWN -> {
                hitServer(server);
                server.shutDown();
                later(server::start);
            }
            case STOP -> {
                hitServer(server);
                server.stop();
                later(server::resume);
            }
            case IMPOSTOR -> {
                hitServer(server);
                server.replaceByImpostor();
                later(server::start);
            }
            case REFUSAL -> {
                server.door(SimulatedNetwork.Door.REFUSING);
                later(server::open);
            }
            case DEAFNESS -> {
                server.door(SimulatedNetwork.Door.DEAF);
                later(server::open);
            }
            default -> taint(fault, server);
        }
    }

    private void taint(Fault fault, ModelServer server) {
        Conditions now = server.conditions();
        Conditions ill = switch (fault) {
            case FULL -> now.withMostSessions(server.sessions());
            case DENIAL -> now.withDeniedLogins(true);
            case READ_ONLY -> now.withReadOnly(true);
            case SLOWNESS -> now.withSlowness(dice.between(10, 1000));
            case TEMPORARY_ERRORS -> now.withTemporaryErrors(dice.between(50, 1000));
            case CONFLICTS -> now.withDeadlocks(dice.between(50, 500)).withLockWaits(dice.between(0, 200));
            case SHORT_WAIT_TIMEOUT -> now.withWaitTimeout(dice.spread(MILLI, 2 * SECOND));
            default -> now;
        };
        if (fault == Fault.STALL) {
            world.stall(dice.spread(MILLI, 2 * SECOND));
        }
        server.conditions(ill);
        later(() -> server.conditions(Conditions.WELL));
    }

    private void later(Runnable recovery) {
        world.loop.schedule(
                () -> {
                    if (!over) {
                        recovery.run();
                    }
                },
                dice.spread(MILLI, dice.oneIn(5) ? 30 * SECOND : 2 * SECOND));
    }

    private void hit(boolean something) {
        if (something) {
            inFlight++;
        }
    }

    private void hitServer(ModelServer server) {
        boolean busy = false;
        for (SimulatedSession session : world.sessions) {
            busy |= session.server() == server && session.inFlight() > 0;
        }
        hit(busy);
    }

    private ModelServer victim() {
        for (SimulatedSession session : world.sessions) {
            if (session.inFlight() > 0) {
                return session.server();
            }
        }
        return world.servers.get(dice.below(world.servers.size()));
    }

    /** A link with something on it, if there is one. */
    private @Nullable SimulatedLink link() {
        for (SimulatedSession session : world.sessions) {
            if (session.inFlight() > 0 && (world.sessions.size() == 1 || dice.percent(80))) {
                return session.link();
            }
        }
        List<SimulatedLink> links = world.network.links();
        return links.isEmpty() ? null : links.get(dice.below(links.size()));
    }

    private SimulatedLink.Learns learns() {
        return dice.of(
                SimulatedLink.Learns.BOTH,
                SimulatedLink.Learns.BOTH,
                SimulatedLink.Learns.CLIENT,
                SimulatedLink.Learns.CLIENT,
                SimulatedLink.Learns.SERVER,
                SimulatedLink.Learns.NOBODY);
    }

    private void atByte(boolean cut) {
        SimulatedLink link = link();
        if (link == null) {
            return;
        }
        boolean up = dice.oneIn(2);
        Pipe pipe = up ? link.up() : link.down();
        int bytes = up && pipe.loaded() > 0 ? pipe.loaded() + 1 : dice.oneIn(2) ? 12 : 100;
        pipe.trapAfter(dice.below(bytes), () -> {
            if (over) {
                return;
            }
            world.trace("fault", "%s at byte %d", cut ? "cut" : "silence", pipe.delivered());
            hit(world.isCommandInFlight());
            if (cut) {
                link.cut(learns());
            } else {
                silence(link);
            }
        });
    }

    private void silence(@Nullable SimulatedLink link) {
        if (link == null) {
            return;
        }
        int which = dice.below(3);
        if (which != 0) {
            link.up().silent(true);
        }
        if (which != 1) {
            link.down().silent(true);
        }
        boolean goesOn = dice.oneIn(2);
        later(() -> {
            if (goesOn) {
                link.up().silent(false);
                link.down().silent(false);
            } else {
                link.cut(SimulatedLink.Learns.BOTH);
                link.up().silent(false);
                link.down().silent(false);
            }
        });
    }
}
