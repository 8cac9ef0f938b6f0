// SPDX-License-Identifier: Apache-2.0
package io.txmysql.it;

import io.txmysql.protocol.error.Delivery;
import io.txmysql.protocol.error.MySQLException;
import io.txmysql.protocol.error.TransactionOutcomeUnknownException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Every call of a run, from its beginning to its end: which are in flight, how they have ended, what was wrong. Safe for
 * any thread.
 */
final class ChaosCalls {
    /** How a call has ended. */
    enum Fate {
        WELL,
        WRONG,
        NOT_EXECUTED,
        UNKNOWN,
        ANSWERED,
        CANCELLED
    }

    private static final int MOST_EXAMPLES = 20;

    private record Call(ChaosClient client, String what, Duration bound, long begun, CompletableFuture<?> future) {
        Duration age() {
            return Duration.ofNanos(System.nanoTime() - begun);
        }

        @Override
        public String toString() {
            return client + ": " + what + ", " + age().toMillis() + " ms";
        }
    }

    private final Set<Call> inFlight = ConcurrentHashMap.newKeySet();
    private final LongAdder begun = new LongAdder();
    private final Map<String, LongAdder> well = new ConcurrentSkipListMap<>();
    private final Map<String, LongAdder> errors = new ConcurrentSkipListMap<>();
    private final LongAdder wrong = new LongAdder();
    private final LongAdder unexpected = new LongAdder();
    private final Queue<String> examples = new ConcurrentLinkedQueue<>();
    private final AtomicLong slowest = new AtomicLong();
    private volatile String slowestCall = "none";
    private volatile boolean closing;

    /**
     * @param bound the longest that it may take
     * @param isRight whether an answer is the one to this call; what it throws means no
     */
    <T extends @Nullable Object> CompletableFuture<Fate> follow(
            ChaosClient client, String what, Duration bound, CompletableFuture<T> future, Predicate<T> isRight) {
        Call call = new Call(client, what, bound, System.nanoTime(), future);
        inFlight.add(call);
        begun.increment();
        return future.handle((value, failure) -> {
            Fate fate = failure == null ? judge(call, value, isRight) : judge(call, failure);
            inFlight.remove(call);
            long nanos = System.nanoTime() - call.begun;
            if (slowest.accumulateAndGet(nanos, Math::max) == nanos) {
                slowestCall = call + ", " + fate;
            }
            return fate;
        });
    }

    private <T extends @Nullable Object> Fate judge(Call call, T value, Predicate<T> isRight) {
        boolean right;
        try {
            right = isRight.test(value);
        } catch (RuntimeException e) {
            right = false;
        }
        if (!right) {
            wrong.increment();
            example("WRONG RESULT: " + call + " gave " + value);
            return Fate.WRONG;
        }
        count(well, call.what.substring(0, call.what.indexOf(' ')));
        return Fate.WELL;
    }

    private Fate judge(Call call, Throwable thrown) {
        Throwable failure = thrown instanceof CompletionException ? thrown.getCause() : thrown;
        if (failure instanceof CancellationException) {
            count(errors, "cancelled by us");
            return Fate.CANCELLED;
        }
        if (!(failure instanceof MySQLException error)) {
            unexpected(call.toString(), failure);
            return Fate.UNKNOWN;
        }
        count(
                errors,
                error.getClass().getSimpleName() + (error.errno() == 0 ? "" : " " + error.errno()) + ", "
                        + error.delivery());
        if (!isExpected(error)) {
            unexpected(call.toString(), error);
        }
        return switch (error.delivery()) {
            case NOT_EXECUTED -> Fate.NOT_EXECUTED;
            case UNKNOWN -> Fate.UNKNOWN;
            case ANSWERED -> Fate.ANSWERED;
        };
    }

    /**
     * What a server that comes and goes may cause. A statement interrupted (1317) is none of it: nobody but we for a cancelled
     * call sends KILL QUERY, and then the call has ended already.
     */
    private boolean isExpected(MySQLException error) {
        return switch (error.category()) {
            case CONNECTION, SERVER_GONE, TIMEOUT, RESOURCES, STATE_LOST -> true;
            case DEADLOCK, LOCK_WAIT -> error.delivery() == Delivery.ANSWERED;
            case CLOSED -> closing;
            default -> error instanceof TransactionOutcomeUnknownException;
        };
    }

    /** Something that is a mistake of the driver, or of these tests. */
    void unexpected(String what, @Nullable Throwable failure) {
        unexpected.increment();
        example("UNEXPECTED: " + what + ": " + failure);
    }

    private void example(String line) {
        if (examples.size() < MOST_EXAMPLES) {
            examples.add(line);
        }
    }

    private static void count(Map<String, LongAdder> counts, String key) {
        counts.computeIfAbsent(key, any -> new LongAdder()).increment();
    }

    /** From now on calls may end because their connection was closed. */
    void closing() {
        closing = true;
    }

    int inFlight() {
        return inFlight.size();
    }

    /** Calls that should have ended long ago. They are told once, and waited for no more. */
    List<String> takeOverdue() {
        return take(call -> call.age().compareTo(call.bound) > 0);
    }

    /** Whatever has not ended. */
    List<String> takeAll() {
        return take(call -> true);
    }

    private List<String> take(Predicate<Call> wanted) {
        List<Call> taken = inFlight.stream().filter(wanted).toList();
        taken.forEach(inFlight::remove);
        return taken.stream().map(Call::toString).toList();
    }

    long begun() {
        return begun.sum();
    }

    long wellEnded() {
        return well.values().stream().mapToLong(LongAdder::sum).sum();
    }

    Map<String, LongAdder> wellByKind() {
        return well;
    }

    Map<String, LongAdder> errors() {
        return errors;
    }

    /** How many have failed with nobody knowing whether they were executed. */
    long unknown() {
        return errors.entrySet().stream()
                .filter(entry -> entry.getKey().endsWith(Delivery.UNKNOWN.name()))
                .mapToLong(entry -> entry.getValue().sum())
                .sum();
    }

    long wrong() {
        return wrong.sum();
    }

    long unexpected() {
        return unexpected.sum();
    }

    Stream<String> examples() {
        return examples.stream();
    }

    String slowest() {
        return slowestCall;
    }
}
