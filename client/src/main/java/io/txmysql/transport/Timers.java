// SPDX-License-Identifier: Apache-2.0
package io.txmysql.transport;

/** The time, and wake-ups on the connection's event loop. */
public interface Timers {
    /** Nanoseconds that only grow, from an arbitrary origin. */
    long nanoTime();

    /** Runs the task once, on the event loop, not before {@code nanos} have passed. */
    Timer schedule(Runnable task, long nanos);

    /** A task that waits for its time. */
    interface Timer {
        /** Without effect if the task has run. */
        void cancel();
    }
}
