// SPDX-License-Identifier: Apache-2.0
package io.txmysql.protocol.session;

import io.txmysql.protocol.error.MySQLException;
import io.txmysql.protocol.exchange.ResultEnd;
import io.txmysql.protocol.exchange.ResultSink;
import io.txmysql.protocol.exchange.RowBatch;

/** Takes an answer that the engine itself has asked for; what its subclass does not look at is dropped. */
abstract class DiscardingSink implements ResultSink {
    @Override
    public void onRows(RowBatch rows) {}

    @Override
    public void onResultEnd(ResultEnd end) {}

    @Override
    public void onComplete() {}

    @Override
    public void onFailure(MySQLException failure) {}
}
