// SPDX-License-Identifier: Apache-2.0
package io.txmysql.client;

import io.txmysql.protocol.exchange.ResultEnd;
import io.txmysql.protocol.exchange.RowBatch;
import io.txmysql.supervisor.Answer;

/** The answer of a statement that is run for its success, and whose caller never turns away. */
abstract class Ending implements Answer {
    @Override
    public final void restart() {}

    @Override
    public final void onRows(RowBatch rows) {}

    @Override
    public final void onResultEnd(ResultEnd end) {}
}
