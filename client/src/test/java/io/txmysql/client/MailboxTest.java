// SPDX-License-Identifier: Apache-2.0
package io.txmysql.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.txmysql.transport.Loop;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The same under jcstress, which tries harder: {@code stress/}. */
class MailboxTest {
    private static final int THREADS = 4;
    private static final int TASKS = 25_000;

    private final ThreadLoop loop = new ThreadLoop();
    private final Mailbox mailbox = new Mailbox(loop);
    private final int[] next = new int[THREADS];
    private final List<String> wrong = new ArrayList<>();
    private final CountDownLatch ran = new CountDownLatch(THREADS * TASKS);

    @AfterEach
    void endLoop() {
        loop.thread.shutdown();
    }

    @Test
    @DisplayName(
            "tasks of four threads: each is run once, those of one thread in their order, one wake-up waits at most")
    void manyThreads() throws Exception {
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            int number = i;
            threads.add(new Thread(() -> putAll(number), "putter-" + i));
        }
        threads.forEach(Thread::start);

        assertThat(ran.await(60, TimeUnit.SECONDS)).as("all were run").isTrue();
        assertThat(loop.thread.submit(() -> List.copyOf(wrong)).get(60, TimeUnit.SECONDS))
                .as("out of order, or run twice")
                .isEmpty();
        assertThat(loop.mostWaiting).hasValue(1);
        assertThat(loop.wakeUps.get()).isPositive().isLessThanOrEqualTo(THREADS * TASKS);
    }

    private void putAll(int thread) {
        for (int i = 0; i < TASKS; i++) {
            int task = i;
            mailbox.put(() -> run(thread, task));
        }
    }

    private void run(int thread, int task) {
        if (next[thread]++ != task) {
            wrong.add("thread " + thread + ": " + task);
        }
        ran.countDown();
    }

    @Test
    @DisplayName("what is put before the loop looks wakes it once")
    void oneWakeUp() throws Exception {
        CountDownLatch busy = new CountDownLatch(1);
        loop.thread.execute(() -> awaitQuietly(busy));
        for (int i = 0; i < 100; i++) {
            int task = i;
            mailbox.put(() -> run(0, task));
        }
        assertThat(loop.wakeUps).hasValue(1);
        busy.countDown();
        assertThat(loop.thread.submit(() -> next[0]).get(60, TimeUnit.SECONDS)).isEqualTo(100);
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A loop with a thread of its own that counts how often it is woken. */
    private static final class ThreadLoop implements Loop {
        final ExecutorService thread = Executors.newSingleThreadExecutor();
        final AtomicInteger wakeUps = new AtomicInteger();
        final AtomicInteger mostWaiting = new AtomicInteger();
        private final AtomicInteger waiting = new AtomicInteger();

        @Override
        public void execute(Runnable task) {
            wakeUps.incrementAndGet();
            mostWaiting.accumulateAndGet(waiting.incrementAndGet(), Math::max);
            thread.execute(() -> {
                waiting.decrementAndGet();
                task.run();
            });
        }

        @Override
        public long nanoTime() {
            throw new UnsupportedOperationException();
        }

        @Override
        public Timer schedule(Runnable task, long nanos) {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean inLoop() {
            throw new UnsupportedOperationException();
        }
    }
}
