// SPDX-License-Identifier: Apache-2.0
package io.txmysql.client;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LLLL_Result;

/** The loop delivers to a future, or its callers turn away from it, at the same time: one of them has won, and all agree. */
public class CallFutureStress {
    private CallFutureStress() {}

    /** What the tests have in common. */
    @State
    public static class Promise {
        private final AtomicInteger detached = new AtomicInteger();
        final CallFuture<String> future = new CallFuture<>(new StressLoop(), detached::incrementAndGet);

        final void look(LLLL_Result result) {
            result.r3 = detached.get();
            if (future.isCancelled()) {
                result.r4 = "cancelled";
            } else if (future.isCompletedExceptionally()) {
                result.r4 = "failed";
            } else {
                result.r4 = future.getNow("nothing");
            }
        }
    }

    /** The answer comes while the caller cancels. */
    @JCStressTest
    @Outcome(id = "true, false, 0, answer", expect = ACCEPTABLE, desc = "delivered; the work is not told of the caller")
    @Outcome(id = "false, true, 1, cancelled", expect = ACCEPTABLE, desc = "cancelled; the work is told, once")
    @State
    public static class DeliverAndCancel extends Promise {
        @Actor
        public void loop(LLLL_Result result) {
            result.r1 = future.deliver("answer");
        }

        @Actor
        public void caller(LLLL_Result result) {
            result.r2 = future.cancel(true);
        }

        @Arbiter
        public void arbiter(LLLL_Result result) {
            look(result);
        }
    }

    /** The answer comes while a time limit of the caller's own ends. */
    @JCStressTest
    @Outcome(id = "true, false, 0, answer", expect = ACCEPTABLE, desc = "delivered; the work is not told of the caller")
    @Outcome(id = "false, true, 1, failed", expect = ACCEPTABLE, desc = "out of time; the work is told, once")
    @State
    public static class DeliverAndTimeOut extends Promise {
        @Actor
        public void loop(LLLL_Result result) {
            result.r1 = future.deliver("answer");
        }

        @Actor
        public void caller(LLLL_Result result) {
            result.r2 = future.completeExceptionally(new TimeoutException());
        }

        @Arbiter
        public void arbiter(LLLL_Result result) {
            look(result);
        }
    }

    /** Two callers cancel at once. Both are told that it is cancelled. */
    @JCStressTest
    @Outcome(id = "true, true, 1, cancelled", expect = ACCEPTABLE, desc = "the work is told, once")
    @State
    public static class CancelTwice extends Promise {
        @Actor
        public void first(LLLL_Result result) {
            result.r1 = future.cancel(true);
        }

        @Actor
        public void second(LLLL_Result result) {
            result.r2 = future.cancel(true);
        }

        @Arbiter
        public void arbiter(LLLL_Result result) {
            look(result);
        }
    }
}
