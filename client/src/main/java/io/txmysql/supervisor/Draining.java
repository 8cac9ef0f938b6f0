// SPDX-License-Identifier: Apache-2.0
package io.txmysql.supervisor;

import io.txmysql.transport.Loop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The orderly end of a client: nothing new is taken, there is a time limit, and somebody wants to know. Lives on the loop. */
public final class Draining {
    /** More than this is for ever. */
    private static final Duration LONGEST = Duration.ofDays(365);

    private final Loop loop;
    private final Runnable close;
    private final List<Runnable> whenClosed = new ArrayList<>();
    private Loop.@Nullable Timer limit;

    /** Volatile for those who ask from elsewhere. */
    private volatile boolean on;

    /** @param close ends the client when the time is over */
    public Draining(Loop loop, Runnable close) {
        this.loop = loop;
        this.close = close;
    }

    /** Whether it has begun; any thread may ask. */
    public boolean isOn() {
        return on;
    }

    /** Begins, or adds somebody who wants to know. */
    public void begin(Duration timeout, Runnable onClosed) {
        whenClosed.add(onClosed);
        if (!on) {
            on = true;
            long nanos = timeout.compareTo(LONGEST) < 0 ? timeout.toNanos() : LONGEST.toNanos();
            limit = loop.schedule(close, nanos);
        }
    }

    /** The client is closed, in this way or another. */
    public void over() {
        if (limit != null) {
            limit.cancel();
            limit = null;
        }
        List<Runnable> told = List.copyOf(whenClosed);
        whenClosed.clear();
        told.forEach(Runnable::run);
    }
}
