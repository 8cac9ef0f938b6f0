// SPDX-License-Identifier: Apache-2.0
package io.txmysql.client;

import io.txmysql.protocol.error.ErrorContext;
import io.txmysql.protocol.error.UsageException;
import io.txmysql.transport.Loop;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The future of a call, and of the stages that depend on it. It completes on the connection's event loop; waiting for it
 * there can never end and fails instead.
 */
final class CallFuture<T extends @Nullable Object> extends CompletableFuture<T> {
    private final Loop loop;

    CallFuture(Loop loop) {
        this.loop = loop;
    }

    @Override
    public <U> CompletableFuture<U> newIncompleteFuture() {
        return new CallFuture<>(loop);
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
