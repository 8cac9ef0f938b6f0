// SPDX-License-Identifier: Apache-2.0
package io.txmysql.transport;

/**
 * The one thread on which a logical client lives: its turns, its time and its wake-ups. What stands above it needs neither
 * a thread nor a clock of its own to be tested.
 */
public interface Loop {
    /** Nanoseconds that only grow, from an arbitrary origin. */
    long nanoTime();

    /** Runs the task once, on this loop, not before {@code nanos} have passed. */
    Timer schedule(Runnable task, long nanos);

    /** Runs the task on this loop in a turn of its own, never within this call; any thread may ask. */
    void execute(Runnable task);

    /** Whether the calling thread is this loop's. */
    boolean inLoop();

    /** A task that waits for its time. */
    interface Timer {
        /** Without effect if the task has run. */
        void cancel();
    }
}
