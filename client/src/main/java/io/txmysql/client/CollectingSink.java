// SPDX-License-Identifier: Apache-2.0
package io.txmysql.client;

import io.txmysql.api.OperationResult;
import io.txmysql.protocol.codec.RowCodec;
import io.txmysql.protocol.error.MySQLException;
import io.txmysql.protocol.exchange.ResultEnd;
import io.txmysql.protocol.exchange.RowBatch;
import io.txmysql.protocol.message.OkPacket;
import io.txmysql.supervisor.Answer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Collects an answer and completes a future with what the caller wants of it. If the caller has turned away, by
 * cancelling or a time limit of his own, the rest of the answer is dropped as it comes. Lives on the event loop.
 */
final class CollectingSink<T extends @Nullable Object> implements Answer {
    private final CompletableFuture<T> future;
    private final Function<List<ResultRows>, T> outcome;
    private final boolean keepRows;
    private final List<ResultRows> results = new ArrayList<>(1);
    private List<RowBatch> batches = List.of();

    /**
     * @param outcome makes the call's result of all results of the answer, in order; there is at least one
     * @param keepRows whether the outcome looks at rows
     */
    CollectingSink(CompletableFuture<T> future, boolean keepRows, Function<List<ResultRows>, T> outcome) {
        this.future = future;
        this.keepRows = keepRows;
        this.outcome = outcome;
    }

    @Override
    public void onRows(RowBatch rows) {
        if (!keepRows || future.isDone()) {
            return;
        }
        if (batches.isEmpty()) {
            batches = List.of(rows);
        } else {
            if (batches.size() == 1) {
                batches = new ArrayList<>(batches);
            }
            batches.add(rows);
        }
    }

    @Override
    public void onResultEnd(ResultEnd end) {
        RowCodec codec = end.codec() == null ? ResultRows.NO_COLUMNS : end.codec();
        results.add(new ResultRows(codec, batches, operationResult(end.ok())));
        batches = List.of();
    }

    private static OperationResult operationResult(OkPacket ok) {
        return new OperationResult(ok.affectedRows(), ok.lastInsertId(), ok.status(), ok.warnings(), ok.info());
    }

    @Override
    public void onComplete() {
        if (future.isDone()) {
            return;
        }
        T result;
        try {
            result = outcome.apply(results);
        } catch (RuntimeException e) { // fetchOne of a type that the value does not fit, or of none at all
            future.completeExceptionally(e);
            return;
        }
        future.complete(result);
    }

    @Override
    public void restart() {
        results.clear();
        batches = List.of();
    }

    @Override
    public boolean isAbandoned() {
        return future.isDone();
    }

    @Override
    public void onFailure(MySQLException failure) {
        future.completeExceptionally(failure);
    }
}
