// SPDX-License-Identifier: Apache-2.0
package io.txmysql.it;

import io.txmysql.MySQL;
import io.txmysql.api.Backoff;
import io.txmysql.api.CompressionAlgorithm;
import io.txmysql.api.ConnectionListener;
import io.txmysql.api.MySQLOptions;
import io.txmysql.api.MySQLOptionsBuilder;
import io.txmysql.api.RetryPolicy;
import io.txmysql.api.SqlClient;
import io.txmysql.api.SslMode;
import io.txmysql.api.StatementEvent;
import io.txmysql.protocol.error.MySQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiFunction;

/** A client under test with its options, and what its listener has heard. Safe for any thread. */
final class ChaosClient implements ConnectionListener {
    /** How much later than by its own limits a call may end. */
    private static final Duration GRACE = Duration.ofSeconds(10);

    /** What its workload is. */
    enum Role {
        /** Three sleeps of up to a second, as in the ancestor's script. */
        SLEEPER,
        /** Long sleeps that are stopped. */
        CANCELLER,
        /** All else. */
        WORKER
    }

    private final String name;
    private final Role role;
    private final MySQLOptions options;
    private final SqlClient sql;
    private final AtomicLong sessions = new AtomicLong();
    private final AtomicLong lost = new AtomicLong();
    private final AtomicLong pauses = new AtomicLong();
    private final AtomicLong reruns = new AtomicLong();

    private ChaosClient(
            String name,
            Role role,
            MySQLOptionsBuilder options,
            BiFunction<MySQLOptions, ConnectionListener, ? extends SqlClient> kind) {
        this.name = name;
        this.role = role;
        this.options = options.build();
        this.sql = kind.apply(this.options, this);
    }

    private static ChaosClient connection(String name, Role role, MySQLOptionsBuilder options) {
        return new ChaosClient(name, role, options, MySQL::connection);
    }

    private static ChaosClient pool(String name, Role role, MySQLOptionsBuilder options) {
        return new ChaosClient(name, role, options.maxSize(4), MySQL::pool);
    }

    /** At least one for each retry policy, over several kinds of wire. */
    static List<ChaosClient> all(ChaosStage stage, ChaosSettings settings) {
        return List.of(
                connection(
                        "sleeper", Role.SLEEPER, options(stage, settings).retryPolicy(patient(RetryPolicy.always()))),
                connection("never", Role.WORKER, options(stage, settings).retryPolicy(patient(RetryPolicy.never()))),
                connection(
                        "idempotent",
                        Role.WORKER,
                        options(stage, settings)
                                .retryPolicy(patient(RetryPolicy.idempotent()))
                                .sslMode(SslMode.REQUIRED)),
                connection(
                        "always",
                        Role.WORKER,
                        options(stage, settings)
                                .retryPolicy(patient(RetryPolicy.always()))
                                .compressionAlgorithms(List.of(CompressionAlgorithm.ZLIB))
                                .pipeliningLimit(5)),
                // Gives up while it tries again.
                connection(
                        "impatient",
                        Role.WORKER,
                        options(stage, settings)
                                .retryPolicy(patient(RetryPolicy.always()).withMaxAttempts(3))
                                .maxBackoffTime(settings.scaled(300))
                                .prepStmtCacheSize(2)),
                connection(
                        "canceller",
                        Role.CANCELLER,
                        options(stage, settings)
                                .retryPolicy(patient(RetryPolicy.idempotent()))
                                .cancelTimeout(settings.scaled(500))),
                pool("pool", Role.WORKER, options(stage, settings).retryPolicy(patient(RetryPolicy.never()))),
                pool("pool-always", Role.WORKER, options(stage, settings).retryPolicy(patient(RetryPolicy.always()))));
    }

    private static RetryPolicy patient(RetryPolicy policy) {
        return policy.withMaxTime(Duration.ofSeconds(10)).withMaxAttempts(20);
    }

    private static MySQLOptionsBuilder options(ChaosStage stage, ChaosSettings settings) {
        return MySQLOptions.builder()
                .host("127.0.0.1")
                .port(stage.proxy().port())
                .user(ChaosStage.USER)
                .password(ChaosStage.USER)
                .database(ChaosStage.USER)
                .sslMode(SslMode.DISABLED)
                .allowPublicKeyRetrieval(true)
                .connectTimeout(settings.scaled(1_000))
                .maxBackoffTime(settings.scaled(10_000))
                .maxAcquireTime(settings.scaled(10_000))
                .backoff(new Backoff(Duration.ofMillis(20), 2, Duration.ofMillis(500), 0.5));
    }

    SqlClient sql() {
        return sql;
    }

    Role role() {
        return role;
    }

    /** Whether a statement may be run twice. */
    boolean mayRepeat(boolean declaredIdempotent) {
        return switch (options.reconnection().retryPolicy().unknown()) {
            case NEVER -> false;
            case IDEMPOTENT -> declaredIdempotent;
            case ALWAYS -> true;
        };
    }

    /**
     * The longest that a call may take: running again, then waiting for a session, or for a connection of the pool, and what
     * a connect takes.
     */
    Duration bound() {
        return options.reconnection()
                .retryPolicy()
                .maxTime()
                .plus(options.reconnection().maxBackoffTime())
                .plus(options.pool().maxAcquireTime())
                .plus(options.timeouts().connectTimeout())
                .plus(GRACE);
    }

    @Override
    public void onConnected(String endpoint, String serverVersion) {
        sessions.incrementAndGet();
    }

    @Override
    public void onLost(MySQLException cause) {
        lost.incrementAndGet();
    }

    @Override
    public void onRetry(MySQLException cause, Duration pause) {
        pauses.incrementAndGet();
    }

    @Override
    public void onStatement(StatementEvent event) {
        reruns.addAndGet(Math.max(0, event.attempts() - 1));
    }

    long sessions() {
        return sessions.get();
    }

    /** Sessions that have ended by themselves. */
    long lost() {
        return lost.get();
    }

    /** Attempts to connect that have failed and were repeated. */
    long pauses() {
        return pauses.get();
    }

    /** Statements that were given to a session again. */
    long reruns() {
        return reruns.get();
    }

    @Override
    public String toString() {
        return name;
    }
}
