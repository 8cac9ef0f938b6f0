// SPDX-License-Identifier: Apache-2.0
package io.txmysql.api;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Many connections that stand for one. Creating it does no I/O; connections are opened when there is work for them, up to
 * {@code maxSize}, and closed when there is none.
 *
 * <p>A statement that leaves its session as it is runs on whichever connection has the least to do, pipelined with others.
 * A statement that changes its session (SET, GET_LOCK, CREATE TEMPORARY TABLE, CALL, several statements in one text, …)
 * runs on a connection of its own, which is reset after that: nothing of it is left for anybody. Whoever wants several
 * statements on one session {@linkplain #withConnection borrows} it or opens a transaction.
 *
 * <p>{@link #selectDb} counts for all connections.
 */
public interface MySQLPool extends SqlClient {

    /**
     * Borrows a connection for one function and gives it back when the function's stage is complete, however it ends.
     *
     * <pre>{@code
     * pool.withConnection(db -> db.runOperation("set @a = 1").thenCompose(done -> db.fetchOne("select @a")));
     * }</pre>
     *
     * @param body called on the event loop, so it must not block
     */
    <T extends @Nullable Object> CompletableFuture<T> withConnection(
            Function<? super MySQLConnection, ? extends CompletionStage<T>> body);

    /**
     * Borrows a connection; {@link MySQLConnection#close()} gives it back, after which it is unusable. What the borrower has
     * left in the session is gone by the time the next one gets it. First come, first served; fails after
     * {@code maxAcquireTime}, or at once when {@code maxWaitQueueSize} callers wait.
     */
    CompletableFuture<MySQLConnection> acquire();

    /** Opens {@code minIdle} connections now; fails as {@link #acquire()} does if that cannot be done. */
    CompletableFuture<@Nullable Void> warmUp();

    /** What the pool has and has done; any thread may ask. */
    PoolMetrics metrics();

    /** The connections at this moment, oldest first. */
    CompletableFuture<List<PooledConnection>> connections();
}
