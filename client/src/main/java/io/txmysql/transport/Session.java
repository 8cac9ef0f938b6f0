// SPDX-License-Identifier: Apache-2.0
package io.txmysql.transport;

import io.txmysql.protocol.error.MySQLException;
import io.txmysql.protocol.exchange.Exchange;
import io.txmysql.protocol.exchange.SessionState;

/** One authenticated session on one socket. All calls are made on its event loop, and all callbacks come there. */
public interface Session {
    /** Queues a command. Commands submitted in one turn of the event loop leave in one write. */
    void submit(Exchange exchange);

    /** Commands whose answer is not complete, those that wait to be sent included. */
    int pending();

    SessionState state();

    /** Ends the session by its owner's wish: what is pending fails with {@code reason}. */
    void close(MySQLException reason);
}
