// SPDX-License-Identifier: Apache-2.0
package io.txmysql;

import io.netty.buffer.ByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import io.netty.util.ResourceLeakDetectorFactory;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/**
 * Fails the run of a test JVM in which a buffer of Netty was never released. Netty itself only logs a line with
 * {@code LEAK:}, after the garbage collector has found the buffer, which is often after the test.
 */
public final class LeakGate implements LauncherSessionListener {
    private static final Queue<String> LEAKS = new ConcurrentLinkedQueue<>();
    private static final int ROUNDS = 5;
    private static final int ENQUEUED_WITHIN_MILLIS = 2_000;

    /** For the service loader. */
    public LeakGate() {}

    @Override
    public void launcherSessionOpened(LauncherSession session) {
        ResourceLeakDetectorFactory.setResourceLeakDetectorFactory(new Detectors());
    }

    @Override
    public void launcherSessionClosed(LauncherSession session) {
        collect();
        if (!LEAKS.isEmpty()) {
            System.err.println(LEAKS.size() + " leaks of buffers:");
            LEAKS.forEach(System.err::println);
            System.err.flush();
            // All tests are counted by now; the end of the JVM makes the build fail nevertheless.
            Runtime.getRuntime().halt(1);
        }
    }

    /** A leak is reported when the next buffer is made after the collector has found it. */
    private static void collect() {
        ReferenceQueue<Object> collected = new ReferenceQueue<>();
        try {
            for (int i = 0; i < ROUNDS; i++) {
                WeakReference<Object> sentinel = new WeakReference<>(new Object(), collected);
                System.gc();
                if (collected.remove(ENQUEUED_WITHIN_MILLIS) != sentinel) {
                    throw new IllegalStateException("the garbage collector did not run: leaks cannot be found");
                }
                ByteBufAllocator.DEFAULT.heapBuffer(1).release();
                ByteBufAllocator.DEFAULT.directBuffer(1).release();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static final class Detectors extends ResourceLeakDetectorFactory {
        @Override
        @SuppressWarnings("deprecation") // abstract, so it has to be there
        public <T> ResourceLeakDetector<T> newResourceLeakDetector(
                Class<T> resource, int samplingInterval, long maxActive) {
            return new Detector<>(resource, samplingInterval);
        }

        @Override
        public <T> ResourceLeakDetector<T> newResourceLeakDetector(Class<T> resource, int samplingInterval) {
            return new Detector<>(resource, samplingInterval);
        }
    }

    private static final class Detector<T> extends ResourceLeakDetector<T> {
        Detector(Class<T> resource, int samplingInterval) {
            super(resource, samplingInterval);
        }

        @Override
        protected boolean needReport() {
            return true;
        }

        @Override
        protected void reportTracedLeak(String resourceType, String records) {
            LEAKS.add("LEAK: " + resourceType + records);
        }

        @Override
        protected void reportUntracedLeak(String resourceType) {
            LEAKS.add("LEAK: " + resourceType);
        }
    }
}
