// SPDX-License-Identifier: Apache-2.0
package io.txmysql.benchmarks;

import io.txmysql.protocol.exchange.Exchange;
import io.txmysql.protocol.session.SessionConfig;
import io.txmysql.protocol.session.SessionEngine;
import java.security.SecureRandom;
import java.util.Map;

/**
 * A session engine whose server says what was captured. It drives the engine as a transport does: copies bytes into the
 * engine's buffer, as many as fit, and lets the exchanges deliver after each read. Belongs to one thread.
 */
final class ReplayedSession {
    private final SessionEngine engine = new SessionEngine(new SessionConfig(
            "captured",
            new SessionConfig.Identity("root", "", null, Map.of()),
            new SessionConfig.Security(SessionConfig.TlsPolicy.DISABLED, false, null, false, new SecureRandom()),
            new SessionConfig.Features(false, false, false),
            new SessionConfig.Limits(1, 8, 1024),
            SessionConfig.Setup.NONE));

    ReplayedSession() {
        receive(CapturedReplies.greeting());
        send();
        receive(CapturedReplies.loginOk());
        if (engine.state() != SessionEngine.State.READY) {
            throw new IllegalStateException("no login", engine.failure());
        }
    }

    /** Runs one command to its end. The server answers each write of ours with the next reply. */
    void run(Exchange exchange, byte[]... replies) {
        engine.submit(exchange);
        for (byte[] reply : replies) {
            send();
            receive(reply);
        }
        if (engine.pending() > 0) {
            throw new IllegalStateException("the replies do not end the command");
        }
    }

    private void send() {
        while (engine.prepareOutput()) {
            int count = engine.outputLength();
            engine.handed(count);
        }
    }

    private void receive(byte[] bytes) {
        int from = 0;
        while (from < bytes.length) {
            byte[] target = engine.inputArray();
            int count = Math.min(engine.inputSpace(), bytes.length - from);
            System.arraycopy(bytes, from, target, engine.inputOffset(), count);
            engine.received(count);
            from += count;
            for (Exchange ready = engine.poll(); ready != null; ready = engine.poll()) {
                ready.deliver();
            }
        }
    }
}
