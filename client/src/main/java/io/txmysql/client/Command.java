// SPDX-License-Identifier: Apache-2.0
package io.txmysql.client;

import io.txmysql.protocol.exchange.Exchange;
import io.txmysql.protocol.exchange.ResultSink;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a call wants of a session, encoded as far as that can be done without one.
 *
 * @param statement the SQL with its placeholders, for errors; null for a command without SQL
 * @param bytes about how much memory it takes while it waits
 * @param idempotent whether the caller says that running it twice does no harm
 * @param exchange makes the exchange of one attempt
 */
record Command(@Nullable String statement, int bytes, boolean idempotent, Function<ResultSink, Exchange> exchange) {
    private static final int SMALL = 16;

    /** A command without SQL. */
    static Command plain(Function<ResultSink, Exchange> exchange) {
        return new Command(null, SMALL, false, exchange);
    }

    Command asIdempotent() {
        return new Command(statement, bytes, true, exchange);
    }
}
