// SPDX-License-Identifier: Apache-2.0
package io.txmysql.protocol.exchange;

import io.txmysql.protocol.error.MySQLException;

/**
 * Takes the answer of one command: for each result any number of row batches and one end, then either completion or
 * failure, exactly once. Called on the session's thread, outside of parsing, so it may submit commands.
 */
public interface ResultSink {
    void onRows(RowBatch rows);

    void onResultEnd(ResultEnd end);

    /** The reply is over and all of it was delivered. */
    void onComplete();

    /** The command failed; results delivered before that stay valid. */
    void onFailure(MySQLException failure);

    /** Whether rows may be delivered now. Asked before each row is parsed. */
    default boolean hasDemand() {
        return true;
    }
}
