// SPDX-License-Identifier: Apache-2.0
package io.txmysql.api;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A statement with all that is to be said of it, before it is run: the long form of {@link SqlClient#runQuery} and its
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

    /** Runs it as {@link SqlClient#runQuery} does. */
    CompletableFuture<Rows> rows();

    /** Runs it as {@link SqlClient#runOperation} does. */
    CompletableFuture<OperationResult> operation();
}
