// SPDX-License-Identifier: Apache-2.0
package io.txmysql.benchmarks;

import io.txmysql.protocol.error.MySQLException;
import io.txmysql.protocol.exchange.ResultEnd;
import io.txmysql.protocol.exchange.ResultSink;
import io.txmysql.protocol.exchange.RowBatch;
import java.util.ArrayList;
import java.util.List;

/** Keeps the batches of one result. */
final class CollectedRows implements ResultSink {
    private final List<RowBatch> batches = new ArrayList<>();

    List<RowBatch> batches() {
        return batches;
    }

    @Override
    public void onRows(RowBatch rows) {
        batches.add(rows);
    }

    @Override
    public void onResultEnd(ResultEnd end) {}

    @Override
    public void onComplete() {}

    @Override
    public void onFailure(MySQLException failure) {
        throw failure;
    }
}
