// SPDX-License-Identifier: Apache-2.0
package io.txmysql.protocol.exchange;

import io.txmysql.protocol.error.MySQLException;

/**
 * Takes the answer of one command: for each result any number of row batches and one end, then either completion or
 * failure, exactly once. Called on the session's thread, outside of parsing, so it may submit commands.
 */
public interface ResultSink {
    /**
     * The command goes out now. Called while the engine encodes, so it takes note and does nothing else; not called for a
     * command that ends without having been sent.
     */
    default void onSent() {}

    void onRows(RowBatch rows);

    void onResultEnd(ResultEnd end);

    /** The reply is over and all of it was delivered. */
    void onComplete();

    /** The command failed; results delivered before that stay valid. */
    void onFailure(MySQLException failure);

    /**
     * How many rows may be delivered from now on. Asked before each row is parsed; what has been parsed and not been
     * delivered is taken into account by the asker.
     */
    default long demand() {
        return Long.MAX_VALUE;
    }

    /** Whether nobody wants the answer any more: a command that has not been sent then is not sent. */
    default boolean isAbandoned() {
        return false;
    }
}
