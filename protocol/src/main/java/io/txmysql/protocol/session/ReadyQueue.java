// SPDX-License-Identifier: Apache-2.0
package io.txmysql.protocol.session;

import io.txmysql.protocol.error.Delivery;
import io.txmysql.protocol.error.MySQLException;
import io.txmysql.protocol.exchange.Exchange;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/** The exchanges that have something to deliver, until the session's owner polls them. Belongs to the session's thread. */
final class ReadyQueue {
    private final ArrayDeque<Exchange> exchanges = new ArrayDeque<>();

    void add(Exchange exchange) {
        exchanges.add(exchange);
    }

    @Nullable
    Exchange poll() {
        return exchanges.poll();
    }

    /** Ends a command without the rest of its answer. */
    void end(Exchange exchange, MySQLException failure) {
        exchange.fail(failure);
        exchanges.add(exchange);
    }

    /** Ends one of several commands that fail for the same cause, each with its own statement. */
    void end(Exchange exchange, MySQLException cause, Delivery delivery) {
        end(exchange, cause.in(cause.context().withStatement(exchange.statement(), delivery)));
    }
}
