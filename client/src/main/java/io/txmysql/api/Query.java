// SPDX-License-Identifier: Apache-2.0
package io.txmysql.api;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A statement with all that is to be said of it, before it is run: the long form of {@link SqlRunner#runQuery} and its
 * like. Immutable: each method returns another query, which can be run any number of times.
 *
 * <pre>{@code
 * db.query("update stock set reserved = 1 where id = ?").bind(7).idempotent().operation();
 * }</pre>
 */
public interface Query {
    /** The arguments, one for each marker; replaces those given before. */
    Query bind(@Nullable Object... args);

    /**
     * Says that running it twice does no harm, so that with {@link RetryPolicy#idempotent()} it is run again when its
     * session was lost and nobody knows whether the server has executed it.
     */
    Query idempotent();

    /**
     * How long it may take, from the call to the end of the answer, waiting included; instead of {@code statementTimeout}.
     * Then it is stopped on the server, and the call fails with
     * {@link io.txmysql.protocol.error.MySQLTimeoutException}, which says where the time went.
     *
     * @param limit {@link Duration#ZERO} for no limit
     */
    Query timeout(Duration limit);

    /** Runs it as {@link SqlRunner#runQuery} does. */
    CompletableFuture<Rows> rows();

    /** Runs it as {@link SqlRunner#runOperation} does. */
    CompletableFuture<OperationResult> operation();
}
