// SPDX-License-Identifier: Apache-2.0
package io.txmysql.simulation;

import io.txmysql.api.Backoff;
import io.txmysql.api.MySQLOptions;
import io.txmysql.api.MySQLOptionsBuilder;
import io.txmysql.api.PoolOptions.ResetOnRelease;
import io.txmysql.api.PoolOptions.ValidationDepth;
import io.txmysql.api.RetryPolicy;
import io.txmysql.api.SslMode;
import io.txmysql.api.TemporaryError;
import io.txmysql.testkit.simulation.Dice;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * What one schedule is about, drawn from its seed.
 *
 * @param options of its client
 * @param pooled whether the client is a pool; else a single connection
 * @param pinning whether the program leaves things in the session of a single connection that no other can be given
 * @param conflicts whether others are after the same rows, so that there are deadlocks
 * @param calls how many things the program does
 * @param faults how many faults there are
 */
record Plan(MySQLOptions options, boolean pooled, boolean pinning, boolean conflicts, int calls, int faults) {
    /** A session variable that a plan may have every session told. */
    static final String SETTING = "sim_init";

    /**
     * Whether pools, transactions and pinned state are played, too: {@code -Dsimulation.everything=true}. Not by default yet,
     * because not every schedule with them keeps all promises.
     */
    static final boolean EVERYTHING = Boolean.parseBoolean(System.getProperty("simulation.everything", "true"));

    static final int TEMPORARY = 1297;

    private static final long MILLI = 1_000_000;
    private static final long SECOND = 1_000 * MILLI;

    static Plan draw(Dice dice, String hosts) {
        boolean pooled = EVERYTHING && dice.oneIn(2);
        MySQLOptionsBuilder options = MySQLOptions.builder()
                .host(hosts)
                .sslMode(SslMode.DISABLED)
                .user("app")
                .database(dice.oneIn(2) ? null : "foo")
                .retryPolicy(retryPolicy(dice))
                .backoff(backoff(dice))
                .maxBackoffTime(dice.percent(70) ? Duration.ofMinutes(2) : nanos(dice.spread(MILLI, 60 * SECOND)))
                .connectTimeout(nanos(dice.spread(100 * MILLI, 10 * SECOND)))
                .pipeliningLimit(dice.of(0, 0, 1, 2, 3, 5))
                .prepStmtCacheSize(dice.of(256, 256, 2, 1, 0));
        if (dice.oneIn(2)) {
            options.idleTimeout(nanos(dice.spread(5 * MILLI, 10 * SECOND)));
        }
        if (pooled) {
            drawPool(options, dice);
        }
        if (dice.oneIn(4)) {
            options.statementTimeout(nanos(dice.spread(MILLI, 5 * SECOND)));
        }
        if (dice.oneIn(3)) {
            options.socketTimeout(nanos(dice.spread(20 * MILLI, 10 * SECOND)));
        }
        options.cancelTimeout(nanos(dice.spread(30 * MILLI, 5 * SECOND)));
        options.rejectReadOnly(dice.oneIn(3)).autoRepair(dice.oneIn(3));
        if (dice.oneIn(3)) {
            options.sessionVariables(Map.of(SETTING, "'init'"));
        }
        if (dice.oneIn(3)) {
            options.temporaryErrors(List.of(TemporaryError.errno(TEMPORARY)));
        }
        if (dice.oneIn(5)) {
            options.maxBacklog(dice.between(1, 6));
        }
        if (dice.oneIn(8)) {
            options.maxBacklogBytes(dice.between(1, 200));
        }
        int calls = dice.oneIn(4) ? dice.between(1, 4) : dice.between(4, 16);
        return new Plan(
                options.build(),
                pooled,
                EVERYTHING && !pooled && dice.oneIn(3),
                dice.oneIn(6),
                calls,
                dice.of(1, 1, 1, 2, 2, 3));
    }

    private static void drawPool(MySQLOptionsBuilder options, Dice dice) {
        int size = dice.between(1, 4);
        options.maxSize(size)
                .minIdle(dice.oneIn(2) ? 0 : dice.between(0, size))
                .maxAcquireTime(dice.oneIn(2) ? Duration.ofMinutes(2) : nanos(dice.spread(MILLI, 10 * SECOND)))
                .maxIdleTime(dice.oneIn(3) ? Duration.ZERO : nanos(dice.spread(40 * MILLI, 20 * SECOND)))
                .maxLifeTime(dice.oneIn(3) ? Duration.ZERO : nanos(dice.spread(40 * MILLI, 60 * SECOND)))
                .pipeliningMaxWait(dice.oneIn(3) ? Duration.ZERO : nanos(dice.spread(MILLI, SECOND)))
                .validationDepth(dice.of(ValidationDepth.LOCAL, ValidationDepth.LOCAL, ValidationDepth.REMOTE))
                .resetOnRelease(dice.of(
                        ResetOnRelease.DIRTY, ResetOnRelease.DIRTY, ResetOnRelease.ALWAYS, ResetOnRelease.NEVER));
        if (dice.oneIn(5)) {
            options.maxWaitQueueSize(dice.between(1, 6));
        }
        if (dice.oneIn(4)) {
            options.leakDetectionThreshold(nanos(dice.spread(MILLI, SECOND)));
        }
    }

    private static RetryPolicy retryPolicy(Dice dice) {
        RetryPolicy policy =
                dice.of(RetryPolicy.never(), RetryPolicy.never(), RetryPolicy.idempotent(), RetryPolicy.always());
        if (dice.oneIn(3)) {
            policy = policy.withSelectsIdempotent();
        }
        if (dice.oneIn(4)) {
            policy = policy.withMaxAttempts(dice.between(1, 3));
        }
        return dice.oneIn(4) ? policy.withMaxTime(nanos(dice.spread(MILLI, 60 * SECOND))) : policy;
    }

    private static Backoff backoff(Dice dice) {
        long initial = dice.spread(MILLI, 500 * MILLI);
        long most = initial * dice.between(1, 50);
        return new Backoff(nanos(initial), dice.of(1.0, 2.0, 3.0), nanos(most), dice.of(0.0, 0.2, 1.0));
    }

    private static Duration nanos(long nanos) {
        return Duration.ofNanos(nanos);
    }

    /** Whether there is a limit in which a session can hardly be opened. */
    boolean isHasty() {
        Duration comfortable = Duration.ofSeconds(3);
        return (pooled && options.pool().maxAcquireTime().compareTo(comfortable) < 0)
                || options.timeouts().connectTimeout().compareTo(comfortable) < 0;
    }

    /** Whether work of unknown fate may be run again. */
    boolean mayRunTwice(boolean declared, boolean reads) {
        RetryPolicy policy = options.reconnection().retryPolicy();
        return switch (policy.unknown()) {
            case NEVER -> false;
            case IDEMPOTENT -> declared || (policy.selectsAreIdempotent() && reads);
            case ALWAYS -> true;
        };
    }

    /** Whether errors of this number are taken for temporary. */
    boolean isTemporary(int errno) {
        return errno == TEMPORARY && !options.reconnection().temporaryErrors().isEmpty();
    }
}
