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

/** A client under test with its options, and what its listener has heard. Safe for any thread. */
final class ChaosClient implements ConnectionListener {
    /** How much later than by its own limits a call may end. */
    private static final Duration GRACE = Duration.ofSeconds(10);

    private final String name;
    private final MySQLOptions options;
    private final Duration longestSleep;
    private final SqlClient sql;
    private final AtomicLong sessions = new AtomicLong();
    private final AtomicLong lost = new AtomicLong();
    private final AtomicLong pauses = new AtomicLong();
    private final AtomicLong reruns = new AtomicLong();

    private ChaosClient(String name, Duration longestSleep, MySQLOptionsBuilder options) {
        this.name = name;
        this.longestSleep = longestSleep;
        this.options = options.build();
        this.sql = MySQL.connection(this.options, this);
    }

    /** One for each retry policy, and each over another kind of wire. */
    static List<ChaosClient> all(ChaosStage stage, ChaosSettings settings) {
        Duration shortSleeps = Duration.ofMillis(60);
        return List.of(
                // As the ancestor's script: sleeps alone, and retry_on_error.
                new ChaosClient(
                        "sleeper",
                        Duration.ofSeconds(1),
                        options(stage, settings).retryPolicy(patient(RetryPolicy.always()))),
                new ChaosClient(
                        "never", shortSleeps, options(stage, settings).retryPolicy(patient(RetryPolicy.never()))),
                new ChaosClient(
                        "idempotent",
                        shortSleeps,
                        options(stage, settings)
                                .retryPolicy(patient(RetryPolicy.idempotent()))
                                .sslMode(SslMode.REQUIRED)),
                new ChaosClient(
                        "always",
                        shortSleeps,
                        options(stage, settings)
                                .retryPolicy(patient(RetryPolicy.always()))
                                .compressionAlgorithms(List.of(CompressionAlgorithm.ZLIB))
                                .pipeliningLimit(5)),
                // Gives up while it tries again.
                new ChaosClient(
                        "impatient",
                        shortSleeps,
                        options(stage, settings)
                                .retryPolicy(RetryPolicy.always().withMaxAttempts(3))
                                .maxBackoffTime(settings.scaled(300))
                                .prepStmtCacheSize(2)));
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
                .backoff(new Backoff(Duration.ofMillis(20), 2, Duration.ofMillis(500), 0.5));
    }

    SqlClient sql() {
        return sql;
    }

    Duration longestSleep() {
        return longestSleep;
    }

    /** Whether it only sleeps. */
    boolean isSleeper() {
        return longestSleep.toMillis() > 500;
    }

    /** Whether a statement may be run twice. */
    boolean mayRepeat(boolean declaredIdempotent) {
        return switch (options.reconnection().retryPolicy().unknown()) {
            case NEVER -> false;
            case IDEMPOTENT -> declaredIdempotent;
            case ALWAYS -> true;
        };
    }

    /** The longest that a call may take: running again, then waiting for a session, and what a connect takes. */
    Duration bound() {
        return options.reconnection()
                .retryPolicy()
                .maxTime()
                .plus(options.reconnection().maxBackoffTime())
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
