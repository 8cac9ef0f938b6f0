// SPDX-License-Identifier: Apache-2.0
package io.txmysql.client;

import io.txmysql.protocol.error.ErrorContext;
import io.txmysql.protocol.error.UsageException;
import io.txmysql.transport.Loop;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The future of a call, and of the stages that depend on it. It completes on the client's loop; waiting for it there can
 * never end and fails instead. If somebody else completes it, by cancelling or a time limit of his own, the call is told.
 */
final class CallFuture<T extends @Nullable Object> extends CompletableFuture<T> {
    private final Loop loop;
    private final @Nullable Runnable onDetach;

    CallFuture(Loop loop) {
        this(loop, null);
    }

    /** @param onDetach is run, on whatever thread, when somebody else completes this future before it was delivered to */
    CallFuture(Loop loop, @Nullable Runnable onDetach) {
        this.loop = loop;
        this.onDetach = onDetach;
    }

    @Override
    public <U> CompletableFuture<U> newIncompleteFuture() {
        return new CallFuture<>(loop);
    }

    // --- The driver's end ---

    /** The call's result; false if nobody waits for it any more. */
    boolean deliver(T result) {
        return super.complete(result);
    }

    /** The call has succeeded, and there is nothing to say; false if nobody waits for it any more. */
    boolean deliver() {
        return super.complete(null);
    }

    /** The call's failure; false if nobody waits for it any more. */
    boolean deliverFailure(Throwable failure) {
        return super.completeExceptionally(failure);
    }

    // --- The caller's end ---

    @Override
    public boolean complete(T value) {
        return detached(super.complete(value));
    }

    @Override
    public boolean completeExceptionally(Throwable failure) {
        return detached(super.completeExceptionally(failure));
    }

    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        return completeExceptionally(new CancellationException()) || isCancelled();
    }

    private boolean detached(boolean done) {
        if (done && onDetach != null) {
            onDetach.run();
        }
        return done;
    }

    @Override
    public T get() throws InterruptedException, ExecutionException {
        requireOtherThread();
        return super.get();
    }

    @Override
    public T get(long timeout, TimeUnit unit) throws InterruptedException, ExecutionException, TimeoutException {
        requireOtherThread();
        return super.get(timeout, unit);
    }

    @Override
    public T join() {
        requireOtherThread();
        return super.join();
    }

    private void requireOtherThread() {
        if (!isDone() && loop.inLoop()) {
            throw new UsageException(
                    "waiting for a result on the event loop that has to deliver it; "
                            + "use thenCompose, or wait on another thread",
                    ErrorContext.local(null),
                    null);
        }
    }
}
