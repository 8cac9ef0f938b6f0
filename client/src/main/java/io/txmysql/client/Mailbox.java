// SPDX-License-Identifier: Apache-2.0
package io.txmysql.client;

import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * Hands items from any thread to the event loop, in order, and wakes it once for all that are handed over before it
 * looks.
 */
final class Mailbox<T> {
    private final EventExecutor eventLoop;
    private final Consumer<T> receiver;
    private final Queue<T> items = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean awake = new AtomicBoolean();

    /** @param receiver is called on the event loop only; once that has ended, on Netty's global one */
    Mailbox(EventExecutor eventLoop, Consumer<T> receiver) {
        this.eventLoop = eventLoop;
        this.receiver = receiver;
    }

    /** Never calls the receiver itself while the event loop lives. */
    void put(T item) {
        items.add(item);
        if (awake.compareAndSet(false, true)) {
            wake();
        }
    }

    private void wake() {
        try {
            eventLoop.execute(this::empty);
        } catch (RejectedExecutionException e) {
            // The threads ended with the last connection, so the receiver is closed and only refuses what comes.
            GlobalEventExecutor.INSTANCE.execute(this::empty);
        }
    }

    private void empty() {
        awake.set(false); // before the first look: an item that is added after the last one wakes the loop again
        for (T item = items.poll(); item != null; item = items.poll()) {
            receiver.accept(item);
        }
    }
}
