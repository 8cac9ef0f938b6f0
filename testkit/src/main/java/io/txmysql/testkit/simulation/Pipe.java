// SPDX-License-Identifier: Apache-2.0
package io.txmysql.testkit.simulation;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The bytes on their way from one end of a link to the other: in order, in pieces, after a while. */
public final class Pipe {
    private static final long NEVER = Long.MAX_VALUE;

    private final VirtualLoop loop;
    private final Dice dice;
    private final Weather weather;
    private byte[] bytes = new byte[512];
    private int start;
    private int end;
    private long delivered;
    private long trapAt = NEVER;
    private @Nullable Runnable trap;
    private boolean silent;
    private boolean ending;
    private boolean reset;
    private boolean over;
    private SimulatedLink.@Nullable Receiver receiver;
    private VirtualLoop.@Nullable Event next;

    Pipe(VirtualLoop loop, Dice dice, Weather weather) {
        this.loop = loop;
        this.dice = dice;
        this.weather = weather;
    }

    void receiver(SimulatedLink.Receiver newReceiver) {
        receiver = newReceiver;
        deliverSoon();
    }

    /** Bytes that have arrived. */
    public long delivered() {
        return delivered;
    }

    /** Bytes that are under way. */
    public int loaded() {
        return end - start;
    }

    /** Holds back what is under way and what will come, until it is allowed to go on. */
    public void silent(boolean on) {
        silent = on;
        deliverSoon();
    }

    /** Runs the task when {@code count} more bytes have arrived, and nothing after them. */
    public void trapAfter(long count, Runnable task) {
        trapAt = delivered + count;
        trap = task;
    }

    void write(byte[] source, int offset, int count) {
        if (ending || over) {
            return;
        }
        if (end + count > bytes.length) {
            int loaded = end - start;
            byte[] target = loaded + count > bytes.length ? new byte[2 * (loaded + count)] : bytes;
            System.arraycopy(bytes, start, target, 0, loaded);
            bytes = target;
            start = 0;
            end = loaded;
        }
        System.arraycopy(source, offset, bytes, end, count);
        end += count;
        deliverSoon();
    }

    /** The last byte has been written. */
    void end(boolean byReset) {
        if (!ending) {
            ending = true;
            reset = byReset;
            deliverSoon();
        }
    }

    /** Loses a part of what is under way, perhaps all of it. */
    void keepSome() {
        end = start + (dice.oneIn(2) ? 0 : dice.between(0, end - start));
    }

    /** The receiver has left. */
    void mute() {
        over = true;
        start = end;
        if (next != null) {
            next.cancel();
            next = null;
        }
    }

    private void deliverSoon() {
        if (next == null && !over && !silent && receiver != null && (end > start || ending)) {
            next = loop.schedule(this::deliver, weather.delay(dice));
        }
    }

    /** The rest of what was written together follows closely. */
    private void deliverRest() {
        if (next == null && !over && !silent && end > start) {
            next = loop.schedule(this::deliver, weather.gap(dice));
        }
    }

    private void deliver() {
        next = null;
        SimulatedLink.Receiver to = receiver;
        if (over || silent || to == null) {
            return;
        }
        if (end == start) {
            if (ending) {
                over = true;
                to.onEnd(reset);
            }
            return;
        }
        int count = (int) Math.min(weather.chunk(dice, end - start), trapAt - delivered);
        if (count > 0) {
            byte[] source = bytes;
            int from = start;
            start += count;
            delivered += count;
            to.onBytes(source, from, count);
        }
        Runnable task = trap;
        if (task != null && delivered >= trapAt) {
            trap = null;
            trapAt = NEVER;
            task.run();
        }
        deliverRest();
        deliverSoon();
    }

    @Override
    public String toString() {
        return Arrays.toString(new long[] {delivered, end - start});
    }
}
