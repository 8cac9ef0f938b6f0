// SPDX-License-Identifier: Apache-2.0
package io.txmysql.transport;

import io.txmysql.protocol.error.MySQLException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waits for what becomes of an attempt to connect, and counts its ends. */
final class SessionProbe implements SessionListener {
    private static final int SECONDS = 20;

    private final CompletableFuture<NettySession> ready = new CompletableFuture<>();
    private final CompletableFuture<MySQLException> end = new CompletableFuture<>();
    private final List<MySQLException> ends = new CopyOnWriteArrayList<>();

    @Override
    public void onReady(Session session) {
        ready.complete((NettySession) session);
    }

    @Override
    public void onEnd(MySQLException cause) {
        ends.add(cause);
        end.complete(cause);
        ready.completeExceptionally(cause);
    }

    NettySession session() {
        return await(ready);
    }

    MySQLException end() {
        return await(end);
    }

    /** All ends so far; there should be one at most. */
    List<MySQLException> ends() {
        return List.copyOf(ends);
    }

    static <T> T await(CompletableFuture<T> future) {
        try {
            return future.get(SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}
