// SPDX-License-Identifier: Apache-2.0
package io.txmysql.client;

import io.txmysql.transport.Loop;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;

/** Hands tasks from any thread to the loop, in order, and wakes it once for all that are handed over before it looks. */
final class Mailbox {
    private final Loop loop;
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean awake = new AtomicBoolean();

    Mailbox(Loop loop) {
        this.loop = loop;
    }

    Loop loop() {
        return loop;
    }

    /** Never runs the task itself. */
    void put(Runnable task) {
        tasks.add(task);
        if (awake.compareAndSet(false, true)) {
            loop.execute(this::empty);
        }
    }

    private void empty() {
        awake.set(false); // before the first look: a task that is added after the last one wakes the loop again
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            task.run();
        }
    }
}
