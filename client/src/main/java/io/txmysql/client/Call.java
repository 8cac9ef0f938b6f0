// SPDX-License-Identifier: Apache-2.0
package io.txmysql.client;

import io.txmysql.api.OperationResult;
import io.txmysql.protocol.codec.RowCodec;
import io.txmysql.protocol.error.MySQLException;
import io.txmysql.protocol.exchange.ResultEnd;
import io.txmysql.protocol.exchange.RowBatch;
import io.txmysql.protocol.message.OkPacket;
import io.txmysql.supervisor.Answer;
import io.txmysql.supervisor.Work;
import io.txmysql.supervisor.WorkTarget;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One call of a user: hands its work over to the loop, collects the answer there, and completes the future with what the
 * caller wants of it. Made on the caller's thread; run, and then used, on the loop.
 */
final class Call<T extends @Nullable Object> implements Answer, Runnable {
    private final Mailbox mailbox;
    private final WorkTarget target;
    private final CallFuture<T> future;
    private final Function<List<ResultRows>, T> outcome;
    private final boolean keepRows;
    private final Work work;
    private final List<ResultRows> results = new ArrayList<>(1);
    private List<RowBatch> batches = List.of();

    /**
     * @param keepRows whether the outcome looks at rows
     * @param outcome makes the call's result of all results of the answer, in order; there is at least one
     * @param newWork makes the work whose answer this is
     */
    Call(
            Mailbox mailbox,
            WorkTarget target,
            boolean keepRows,
            Function<List<ResultRows>, T> outcome,
            Function<Answer, Work> newWork) {
        this.mailbox = mailbox;
        this.target = target;
        this.keepRows = keepRows;
        this.outcome = outcome;
        this.future = new CallFuture<>(mailbox.loop(), this::onDetach);
        this.work = newWork.apply(this);
    }

    CallFuture<T> future() {
        return future;
    }

    CallFuture<T> begin() {
        mailbox.put(this);
        return future;
    }

    /** On the loop: the work is handed over. */
    @Override
    public void run() {
        target.submit(work);
    }

    private void onDetach() {
        mailbox.put(() -> target.cancel(work));
    }

    @Override
    public void onRows(RowBatch rows) {
        if (!keepRows) {
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
        T result;
        try {
            result = outcome.apply(results);
        } catch (RuntimeException e) { // fetchOne of a type that the value does not fit, or of none at all
            future.deliverFailure(e);
            return;
        }
        future.deliver(result);
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
        future.deliverFailure(failure);
    }
}
