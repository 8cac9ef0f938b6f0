// SPDX-License-Identifier: Apache-2.0
package io.txmysql.supervisor;

import io.txmysql.protocol.exchange.ResultEnd;
import io.txmysql.protocol.exchange.ResultSink;
import io.txmysql.protocol.exchange.RowBatch;

/** Takes an answer of which only the end is of interest. */
abstract class SilentSink implements ResultSink {
    @Override
    public final void onRows(RowBatch rows) {}

    @Override
    public final void onResultEnd(ResultEnd end) {}
}
