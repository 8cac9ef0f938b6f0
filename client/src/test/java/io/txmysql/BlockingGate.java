// SPDX-License-Identifier: Apache-2.0
package io.txmysql;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;
import reactor.blockhound.BlockHound;
import reactor.blockhound.BlockingMethod;
import reactor.blockhound.BlockingOperationError;

/**
 * Fails the run of a test JVM in which an event loop has blocked. BlockHound lets each call that the JDK has for blocking look
 * which thread it is made on. One on an event loop is kept and goes on: an error thrown there may be caught by anybody, and
 * breaks what the test is about. Only where the system property {@code txmysql.blocking.gate} is set: in the integration tests.
 */
public final class BlockingGate implements LauncherSessionListener {
    /** Threads of Netty's event loops, those of {@code SharedThreads} included, and not the ones that it has for blocking. */
    private static final Predicate<String> EVENT_LOOP =
            Pattern.compile("(txmysql|\\w*[eE]ventLoopGroup)-\\d+-\\d+").asMatchPredicate();

    private static final Predicate<String> MUTEX = Pattern.compile(
                    "java\\.util\\.concurrent\\.locks\\.(ReentrantLock|StampedLock|ReentrantReadWriteLock)[\\w$]*\\."
                            + "(lock|readLock|writeLock)")
            .asMatchPredicate();

    private static final boolean ON = Boolean.getBoolean("txmysql.blocking.gate");
    private static final Queue<BlockingOperationError> BLOCKED = new ConcurrentLinkedQueue<>();

    /** For the service loader. */
    public BlockingGate() {}

    /** Whether event loops are watched in this JVM. */
    public static boolean isOn() {
        return ON;
    }

    /** Takes back the oldest find, which was expected. */
    public static BlockingOperationError takeFound() {
        return BLOCKED.remove();
    }

    @Override
    public void launcherSessionOpened(LauncherSession session) {
        if (ON) {
            install();
        }
    }

    private static void install() {
        BlockHound.builder()
                .nonBlockingThreadPredicate(current -> current.or(thread -> EVENT_LOOP.test(thread.getName())))
                // /dev/urandom, for the random numbers of a TLS handshake: the kernel never lets that wait.
                .allowBlockingCallsInside("sun.security.provider.NativePRNG$RandomIO", "readFully")
                // Read once in the life of a JVM, by the JDK itself, when the first certificate is looked at.
                .allowBlockingCallsInside("sun.security.util.AnchorCertificates", "<clinit>")
                .allowBlockingCallsInside("sun.security.util.UntrustedCertificates", "<clinit>")
                // The tests' own log. Who wants a log that never blocks has an asynchronous appender.
                .allowBlockingCallsInside("ch.qos.logback.core.OutputStreamAppender", "writeBytes")
                .blockingMethodCallback(BlockingGate::found)
                .install();
    }

    private static void found(BlockingMethod method) {
        BlockingOperationError error = new BlockingOperationError(method);
        if (Stream.of(error.getStackTrace()).noneMatch(BlockingGate::isMutex)) {
            BLOCKED.add(error);
        }
    }

    /**
     * Whether it is the way into a critical section of the JDK or of Netty: an executor's queue, an allocator, a TLS engine. These
     * are short, and whether anybody is in one just now is chance. BlockHound leaves out {@code synchronized} likewise.
     */
    private static boolean isMutex(StackTraceElement frame) {
        return MUTEX.test(frame.getClassName() + '.' + frame.getMethodName());
    }

    @Override
    public void launcherSessionClosed(LauncherSession session) {
        if (!BLOCKED.isEmpty()) {
            // The process's own stream: what a test runner has put in place of System.err may not be read any more.
            PrintStream err = new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);
            err.println(BLOCKED.size() + " blocking calls on event loops:");
            BLOCKED.forEach(error -> err.println(describe(error)));
            // All tests are counted by now; the end of the JVM makes the build fail nevertheless.
            Runtime.getRuntime().halt(1);
        }
    }

    private static String describe(BlockingOperationError error) {
        StringWriter text = new StringWriter();
        error.printStackTrace(new PrintWriter(text));
        return text.toString();
    }
}
