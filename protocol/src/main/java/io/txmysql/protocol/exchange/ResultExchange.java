// SPDX-License-Identifier: Apache-2.0
package io.txmysql.protocol.exchange;

import io.txmysql.protocol.codec.StatementTraits;
import io.txmysql.protocol.error.MySQLException;
import io.txmysql.protocol.wire.PayloadReader;
import io.txmysql.protocol.wire.PayloadWriter;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What the commands with results have in common: a reader for the answer, a sink, and exactly one ending. */
abstract class ResultExchange extends Exchange {
    private final ResultSink sink;
    private @Nullable ResultReader reader;
    private @Nullable MySQLException failure;
    private long deliveredRows;
    private boolean over;
    private boolean ended;

    ResultExchange(@Nullable String statement, StatementTraits traits, ResultSink sink) {
        super(statement, traits);
        this.sink = sink;
    }

    final void expect(ResultReader newReader) {
        reader = newReader;
    }

    /** Called once, when the reply has been read without an error. */
    void onSuccess(ResultReader finished) {}

    @Override
    public final Step onPayload(PayloadReader payload, SessionState state) {
        ResultReader current = Objects.requireNonNull(reader);
        Step step = current.onPayload(payload, state);
        if (step == Step.DONE) {
            over = true;
            failure = current.failure();
            if (failure == null) {
                onSuccess(current);
            }
        }
        return step;
    }

    /** An empty packet: the only continuation is the refusal of an upload that nobody offered. */
    @Override
    public final void encodeContinuation(PayloadWriter out) {}

    @Override
    public final void releaseInput() {
        if (reader != null) {
            reader.releaseInput();
        }
    }

    @Override
    public final boolean hasDemand() {
        return reader == null || !reader.isInRows() || sink.demand() > reader.parsedRows() - deliveredRows;
    }

    @Override
    public final boolean hasFailed() {
        return failure != null;
    }

    @Override
    public final void fail(MySQLException cause) {
        if (!over) {
            over = true;
            failure = cause;
        }
    }

    @Override
    public final void deliver() {
        if (reader != null) {
            for (ResultSignal signal : reader.take()) {
                if (signal instanceof RowBatch rows) {
                    deliveredRows += rows.size();
                }
                signal.deliverTo(sink);
            }
        }
        if (over && !ended) {
            ended = true;
            if (failure == null) {
                sink.onComplete();
            } else {
                sink.onFailure(failure);
            }
        }
    }

    @Override
    public final ResultSink sink() {
        return sink;
    }

    @Override
    final void onSent() {
        sink.onSent();
    }

    @Override
    public final boolean isAbandoned() {
        return sink.isAbandoned();
    }
}
