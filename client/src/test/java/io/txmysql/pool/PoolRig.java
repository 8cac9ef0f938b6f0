// SPDX-License-Identifier: Apache-2.0
package io.txmysql.pool;

import static io.txmysql.supervisor.FakeServer.ENDPOINT;
import static org.assertj.core.api.Assertions.assertThat;

import io.txmysql.api.Backoff;
import io.txmysql.api.ConnectionListener;
import io.txmysql.api.MySQLOptions;
import io.txmysql.api.MySQLOptionsBuilder;
import io.txmysql.api.PoolMetrics;
import io.txmysql.api.PooledConnection.Use;
import io.txmysql.protocol.error.ConnectionClosedException;
import io.txmysql.protocol.error.Delivery;
import io.txmysql.protocol.error.ErrorContext;
import io.txmysql.protocol.error.MySQLException;
import io.txmysql.protocol.error.Phase;
import io.txmysql.protocol.error.ServerErrorException;
import io.txmysql.supervisor.ConnectionEvents;
import io.txmysql.supervisor.FakeServer;
import io.txmysql.supervisor.FakeSession;
import io.txmysql.supervisor.Supervisor;
import io.txmysql.supervisor.TestCall;
import io.txmysql.supervisor.VirtualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A pool on a {@link FakeServer} in virtual time; the options are set before the first call. */
final class PoolRig {
    static final Duration PAUSE = Duration.ofMillis(100);
    static final Duration CANCEL = Duration.ofSeconds(1);

    final VirtualTime time = new VirtualTime();
    final FakeServer server = new FakeServer(time);
    final List<String> events = new ArrayList<>();
    final MySQLOptionsBuilder options = MySQLOptions.builder()
            .database("foo")
            .cancelTimeout(CANCEL)
            .backoff(new Backoff(PAUSE, 2, Duration.ofSeconds(1), 0))
            .maxBackoffTime(Duration.ofSeconds(2))
            .maxSize(2)
            .pipeliningLimit(4)
            .pipeliningMaxWait(Duration.ZERO)
            .maxAcquireTime(Duration.ZERO)
            .maxIdleTime(Duration.ZERO)
            .maxLifeTime(Duration.ZERO);
    private @Nullable Pool pool;

    Pool pool() {
        Pool made = pool;
        if (made == null) {
            made = newPool();
            pool = made;
        }
        return made;
    }

    private Pool newPool() {
        MySQLOptions built = options.build();
        server.pipelining = built.pipelining().limitInPool();
        ConnectionEvents listener = new ConnectionEvents(ENDPOINT, new ConnectionListener() {
            @Override
            public void onRetry(MySQLException cause, Duration pause) {
                events.add("retry in " + pause.toMillis() + " ms");
            }

            @Override
            public void onLost(MySQLException cause) {
                events.add("lost");
            }
        });
        SplittableRandom random = new SplittableRandom(1);
        return new Pool(
                time,
                random,
                built,
                ENDPOINT,
                listener,
                owner -> new Supervisor(server, time, random, built, ENDPOINT, listener, owner));
    }

    // --- What callers do ---

    TestCall call(String sql) {
        return call(TestCall.of(sql));
    }

    TestCall call(TestCall call) {
        call.on(pool());
        time.turn();
        return call;
    }

    void cancel(TestCall call) {
        call.cancelOn(pool());
        time.turn();
    }

    Borrower borrow() {
        Borrower borrower = new Borrower();
        pool().request(borrower.request);
        time.turn();
        return borrower;
    }

    void close() {
        pool().close(closed());
        time.turn();
    }

    static ConnectionClosedException closed() {
        return new ConnectionClosedException("closed", context(Phase.CLOSE, Delivery.NOT_EXECUTED), null);
    }

    // --- What the server does ---

    /** Opens sessions until there are so many, with calls that are answered then. */
    List<FakeSession> open(int count) {
        List<Borrower> borrowers = Stream.generate(this::borrow).limit(count).toList();
        for (int i = 0; i < count; i++) {
            server.accept();
        }
        borrowers.forEach(each -> each.lease().release());
        time.turn();
        List<FakeSession> open = server.open();
        assertThat(open).hasSize(count);
        return open;
    }

    static MySQLException accessDenied() {
        return new ServerErrorException(
                1045, "28000", "Access denied", context(Phase.AUTHENTICATION, Delivery.ANSWERED));
    }

    static MySQLException tooManyConnections() {
        return new ServerErrorException(
                1040, "08004", "Too many connections", context(Phase.GREETING, Delivery.ANSWERED));
    }

    private static ErrorContext context(Phase phase, Delivery delivery) {
        return new ErrorContext(ENDPOINT, phase, null, delivery);
    }

    // --- What can be seen ---

    PoolMetrics metrics() {
        time.turn();
        return pool().metrics();
    }

    List<Use> uses() {
        time.turn();
        return pool().connections().stream().map(each -> each.use()).toList();
    }

    void assertUses(Use... uses) {
        assertThat(uses()).containsExactlyInAnyOrderElementsOf(Arrays.asList(uses));
    }

    /** Closes, and looks that nothing is left. */
    void assertNothingIsLeft() {
        close();
        time.pass(CANCEL); // sessions beside others may have a last word
        PoolMetrics metrics = pool().metrics();
        assertThat(metrics.size()).isZero();
        assertThat(metrics.waiting()).isZero();
        assertThat(metrics.running()).isZero();
        assertThat(metrics.acquired()).isEqualTo(metrics.released());
        assertThat(server.open()).isEmpty();
        assertThat(server.openBeside()).isEmpty();
        assertThat(server.isConnecting()).isFalse();
        assertThat(server.isConnectingBeside()).isFalse();
        assertThat(time.waiting()).as("timers").isZero();
    }

    /** Somebody who wants a connection of his own. */
    static final class Borrower {
        final LeaseRequest request = new LeaseRequest(
                withoutStack(),
                granted -> {
                    assertThat(over()).isFalse();
                    lease = granted;
                },
                reason -> {
                    assertThat(over()).isFalse();
                    refusal = reason;
                });
        private @Nullable Lease lease;
        private @Nullable MySQLException refusal;

        private static Throwable withoutStack() {
            Throwable borrowed = new Throwable("borrowed");
            borrowed.setStackTrace(new StackTraceElement[0]);
            return borrowed;
        }

        private boolean over() {
            return lease != null || refusal != null;
        }

        boolean waits() {
            return !over();
        }

        boolean hasLease() {
            return lease != null;
        }

        Lease lease() {
            Lease granted = lease;
            if (granted == null) {
                throw new AssertionError("no lease: " + refusal);
            }
            return granted;
        }

        MySQLException refusal() {
            MySQLException reason = refusal;
            if (reason == null) {
                throw new AssertionError("not refused");
            }
            return reason;
        }

        TestCall call(String sql) {
            return TestCall.of(sql).on(lease());
        }
    }
}
