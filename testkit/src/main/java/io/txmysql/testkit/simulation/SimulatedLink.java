// SPDX-License-Identifier: Apache-2.0
package io.txmysql.testkit.simulation;

/**
 * One TCP connection: two {@link Pipe}s between a client's end and a server's. It is cut, or falls silent, at any byte.
 */
public final class SimulatedLink {
    /** What sits at an end; called in turns of the loop of its own. */
    public interface Receiver {
        void onBytes(byte[] bytes, int offset, int count);

        /** Nothing more comes. After a reset, what was not read yet is lost. */
        void onEnd(boolean reset);
    }

    /** Who learns at once that a link was cut. */
    public enum Learns {
        BOTH,
        CLIENT,
        SERVER,
        NOBODY
    }

    private final int number;
    private final Dice dice;
    private final Pipe up;
    private final Pipe down;
    private final End clientEnd = new End(true);
    private final End serverEnd = new End(false);
    private boolean cut;

    SimulatedLink(int number, VirtualLoop loop, Dice dice, Weather weather) {
        this.number = number;
        this.dice = dice;
        up = new Pipe(loop, dice, weather);
        down = new Pipe(loop, dice, weather);
    }

    /** Counts from 1 within its network. */
    public int number() {
        return number;
    }

    public End clientEnd() {
        return clientEnd;
    }

    public End serverEnd() {
        return serverEnd;
    }

    /** The way of the client's bytes. */
    public Pipe up() {
        return up;
    }

    /** The way of the server's bytes. */
    public Pipe down() {
        return down;
    }

    /** Whether it is of no use any more, whoever knows that. */
    public boolean isCut() {
        return cut;
    }

    /** Whether both sides have left it. */
    boolean isOver() {
        return clientEnd.left && serverEnd.left;
    }

    /** Ends the connection from outside. Of what is under way a part still arrives, perhaps all, perhaps nothing. */
    public void cut(Learns who) {
        if (cut) {
            return;
        }
        cut = true;
        up.keepSome();
        down.keepSome();
        if (who == Learns.BOTH || who == Learns.CLIENT) {
            down.end(true);
        }
        if (who == Learns.BOTH || who == Learns.SERVER) {
            up.end(true);
        }
    }

    /** Whoever does not know yet that the link was cut learns it now; a link that was only silent goes on. */
    void heal() {
        if (cut) {
            up.end(true);
            down.end(true);
        }
        up.silent(false);
        down.silent(false);
    }

    /** Where one side writes. */
    public final class End {
        private final boolean client;
        private boolean left;

        private End(boolean client) {
            this.client = client;
        }

        public SimulatedLink link() {
            return SimulatedLink.this;
        }

        void receiver(Receiver receiver) {
            in().receiver(receiver);
        }

        public boolean isOpen() {
            return !left;
        }

        /** Takes a copy of the bytes. */
        public void write(byte[] bytes, int offset, int count) {
            if (!left && !cut) {
                out().write(bytes, offset, count);
            }
        }

        /** What was written still arrives, then the other side is told. What it sends from now on is lost, and so may be what it has sent. */
        public void close() {
            if (left) {
                return;
            }
            left = true;
            boolean unread = in().loaded() > 0;
            in().mute();
            if (unread && dice.oneIn(2)) {
                out().keepSome();
                out().end(true);
            } else {
                out().end(false);
            }
        }

        /** Leaves without a word: the other side hears of it as of a reset, or not at all. */
        public void vanish(boolean told) {
            if (left) {
                return;
            }
            left = true;
            in().mute();
            out().keepSome();
            if (told) {
                out().end(true);
            } else {
                cut = true;
            }
        }

        private Pipe out() {
            return client ? up : down;
        }

        private Pipe in() {
            return client ? down : up;
        }
    }
}
