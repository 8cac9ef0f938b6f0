// SPDX-License-Identifier: Apache-2.0
package io.txmysql.testkit;

import java.time.Duration;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What a proxy does to the bytes that pass, and how many have. Thread-safe: its own lock guards everything, and whoever
 * waits for a delay wakes up when the faults change or the proxy is closed.
 */
final class Faults {
    private static final Cut NO_CUT = new Cut(Long.MAX_VALUE, Ending.CLOSE);

    /**
     * What may pass now.
     *
     * @param ending null if the connection goes on after {@code bytes}
     */
    record Passage(int bytes, @Nullable Ending ending) {}

    private record Cut(long bytesLeft, Ending ending) {}

    private final Map<Direction, Cut> cuts = new EnumMap<>(Direction.class);
    private final Map<Direction, Long> forwarded = new EnumMap<>(Direction.class);
    private final Map<Direction, Long> reads = new EnumMap<>(Direction.class);
    private final Set<Direction> stalled = EnumSet.noneOf(Direction.class);
    private Duration delay = Duration.ZERO;
    private long bytesPerSecond;
    private boolean oneByteAtATime;
    private boolean closed;

    synchronized void delay(Duration newDelay) {
        delay = newDelay;
        notifyAll();
    }

    synchronized void throttle(long newBytesPerSecond) {
        bytesPerSecond = newBytesPerSecond;
        notifyAll();
    }

    synchronized void oneByteAtATime(boolean on) {
        oneByteAtATime = on;
        notifyAll();
    }

    synchronized void stalled(Direction direction, boolean on) {
        if (on) {
            stalled.add(direction);
        } else {
            stalled.remove(direction);
        }
        notifyAll();
    }

    synchronized void cutAfter(Direction direction, long bytes, Ending ending) {
        cuts.put(direction, new Cut(bytes, ending));
    }

    synchronized void close() {
        closed = true;
        notifyAll();
    }

    synchronized long forwarded(Direction direction) {
        return forwarded.getOrDefault(direction, 0L);
    }

    synchronized long reads(Direction direction) {
        return reads.getOrDefault(direction, 0L);
    }

    synchronized void read(Direction direction) {
        reads.merge(direction, 1L, Long::sum);
    }

    /** Waits as long as the faults want it, then says how many of the bytes may pass. */
    synchronized Passage pass(Direction direction, int bytes) throws InterruptedException {
        pause(() -> delay.toNanos());
        awaitFlow(direction);
        int most = oneByteAtATime ? 1 : bytes;
        if (bytesPerSecond > 0) {
            most = (int) Math.max(1, Math.min(most, bytesPerSecond / 20));
            long bytesPaused = most;
            pause(() -> bytesPerSecond == 0 ? 0 : bytesPaused * 1_000_000_000L / bytesPerSecond);
        }
        // Counted before the bytes go out: whoever has received them finds them counted.
        Cut cut = cuts.getOrDefault(direction, NO_CUT);
        if (cut.bytesLeft <= most) {
            cuts.remove(direction);
            forwarded.merge(direction, cut.bytesLeft, Long::sum);
            return new Passage((int) cut.bytesLeft, cut.ending);
        }
        int passing = most;
        cuts.computeIfPresent(direction, (key, armed) -> new Cut(armed.bytesLeft - passing, armed.ending));
        forwarded.merge(direction, (long) most, Long::sum);
        return new Passage(most, null);
    }

    /** Waits while nothing may pass, the end of a stream included. */
    synchronized void awaitFlow(Direction direction) throws InterruptedException {
        while (stalled.contains(direction) && !closed) {
            wait();
        }
    }

    /** @param nanos is asked again whenever the faults change */
    private void pause(LongSupplier nanos) throws InterruptedException {
        long start = System.nanoTime();
        for (long left = nanos.getAsLong(); left > 0 && !closed; left = start + nanos.getAsLong() - System.nanoTime()) {
            TimeUnit.NANOSECONDS.timedWait(this, Math.max(left, 1_000_000));
        }
    }
}
