// SPDX-License-Identifier: Apache-2.0
package io.txmysql.supervisor;

import io.txmysql.protocol.error.ConnectionLostException;
import io.txmysql.protocol.error.Delivery;
import io.txmysql.protocol.error.MySQLException;
import io.txmysql.protocol.exchange.PingExchange;
import io.txmysql.transport.Loop;
import io.txmysql.transport.Session;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Asks an idle session for a sign of life; one that gives none within a time limit is closed. Belongs to the loop. */
final class Validation {
    private final Session session;
    private final Loop loop;
    private final Duration limit;
    private final Runnable onAlive;
    private Loop.@Nullable Timer patience;

    Validation(Session session, Loop loop, Duration limit, Runnable onAlive) {
        this.session = session;
        this.loop = loop;
        this.limit = limit;
        this.onAlive = onAlive;
    }

    void begin() {
        patience = loop.schedule(this::onSilence, limit.toNanos());
        session.submitNext(new PingExchange(new SilentSink() {
            @Override
            public void onComplete() {
                dispose();
                onAlive.run();
            }

            @Override
            public void onFailure(MySQLException failure) {
                dispose(); // the session has ended, or does so now
                session.close(failure);
            }
        }));
    }

    private void onSilence() {
        session.close(new ConnectionLostException(
                "the server did not answer a ping within " + limit.toMillis() + " ms",
                session.state().context(null, Delivery.UNKNOWN),
                null));
    }

    void dispose() {
        if (patience != null) {
            patience.cancel();
            patience = null;
        }
    }
}
