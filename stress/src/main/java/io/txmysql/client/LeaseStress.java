// SPDX-License-Identifier: Apache-2.0
package io.txmysql.client;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import io.txmysql.api.MySQLConnection;
import io.txmysql.api.MySQLOptions;
import io.txmysql.pool.Pool;
import io.txmysql.protocol.error.ConnectionClosedException;
import io.txmysql.protocol.error.MySQLException;
import io.txmysql.supervisor.ConnectionEvents;
import io.txmysql.supervisor.Supervisor;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicReference;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LII_Result;

/**
 * A connection is given back to its pool by two threads at once, while one of them uses it: it is given back once, the call
 * ends, and after the return none reaches the session.
 */
public class LeaseStress {
    private static final MySQLOptions OPTIONS =
            MySQLOptions.builder().maxSize(1).build();
    private static final Random RANDOM = new Random(1);

    private LeaseStress() {}

    /** A pool of one connection, which is lent out. */
    @State
    public static class Borrowed {
        private final StressLoop loop = new StressLoop();
        private final SilentConnector connector = new SilentConnector(loop);
        private final PooledClient pool = newPool();
        private final AtomicReference<String> outcome = new AtomicReference<>("no end");
        final MySQLConnection connection = borrow();

        private PooledClient newPool() {
            ConnectionEvents events = new ConnectionEvents("silent", null);
            Pool made = new Pool(
                    loop,
                    RANDOM,
                    OPTIONS,
                    "silent",
                    events,
                    owner -> new Supervisor(connector, loop, RANDOM, OPTIONS, "silent", events, owner));
            Transactions transactions =
                    new Transactions(loop, RANDOM, OPTIONS.reconnection().backoff());
            return new PooledClient(loop, made, transactions, false, "silent", () -> {});
        }

        private MySQLConnection borrow() {
            CompletableFuture<MySQLConnection> acquired = pool.acquire();
            loop.run();
            return acquired.join();
        }

        final void call() {
            CompletableFuture<Void> unused = connection.runOperation("do 1").handle((result, failure) -> {
                outcome.set(failure == null ? "answered" : describe(failure));
                return null;
            });
        }

        private static String describe(Throwable failure) {
            Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
            return cause instanceof ConnectionClosedException closed
                    ? "given back, " + closed.delivery()
                    : String.valueOf(cause instanceof MySQLException known ? known.summary() : cause);
        }

        /** A turn of the loop. */
        final void turn() {
            loop.run();
        }

        final void look(LII_Result result) {
            loop.run();
            result.r1 = outcome.get();
            result.r2 = (int) pool.metrics().released();
            result.r3 = connector.submitted();
        }
    }

    /** Given back by two threads; then one of them calls. The other is the loop's own. */
    @JCStressTest
    @Outcome(
            id = "given back, NOT_EXECUTED, 1, 0",
            expect = ACCEPTABLE,
            desc = "given back once, the call is refused and the session sees nothing of it")
    @State
    public static class CloseTwiceThenCall extends Borrowed {
        @Actor
        public void owner() {
            connection.close();
            call();
        }

        @Actor
        public void loop() {
            connection.close();
            turn();
        }

        @Arbiter
        public void arbiter(LII_Result result) {
            look(result);
        }
    }

    /** Given back by one thread while another calls, which is the loop's own. */
    @JCStressTest
    @Outcome(id = "given back, NOT_EXECUTED, 1, 0", expect = ACCEPTABLE, desc = "the return came first")
    @Outcome(id = "given back, NOT_EXECUTED, 1, 1", expect = ACCEPTABLE, desc = "the call came first, and was not sent")
    @State
    public static class CloseAndCall extends Borrowed {
        @Actor
        public void owner() {
            connection.close();
        }

        @Actor
        public void loop() {
            call();
            turn();
        }

        @Arbiter
        public void arbiter(LII_Result result) {
            look(result);
        }
    }
}
