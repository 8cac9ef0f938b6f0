// SPDX-License-Identifier: Apache-2.0
package io.txmysql.protocol.exchange;

/** A part of an answer that has been parsed and waits to be delivered. */
sealed interface ResultSignal permits RowBatch, ResultEnd {
    void deliverTo(ResultSink sink);
}
