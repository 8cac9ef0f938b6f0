// SPDX-License-Identifier: Apache-2.0
package io.txmysql.transport;

import io.txmysql.protocol.error.MySQLException;
import io.txmysql.protocol.exchange.Exchange;
import io.txmysql.protocol.exchange.SessionState;
import java.util.List;

/** One authenticated session on one socket. All calls are made on its event loop, and all callbacks come there. */
public interface Session {
    /** Queues a command. Commands submitted in one turn of the event loop leave in one write. */
    void submit(Exchange exchange);

    /** Queues a command in front of all that have not been sent; it is sent even while the session is held. */
    void submitNext(Exchange exchange);

    /** While it is held, a session sends nothing but what {@link #submitNext} has queued. */
    void hold(boolean on);

    /** Takes back all commands that have not been sent, in order: this session neither answers nor fails them. */
    List<Exchange> withdraw();

    /** Commands whose answer is not complete, those that wait to be sent included. */
    int pending();

    /** Commands that were sent and whose answer is not complete. */
    int inFlight();

    SessionState state();

    /** Ends the session by its owner's wish: what is pending fails with {@code reason}. */
    void close(MySQLException reason);
}
