// SPDX-License-Identifier: Apache-2.0
package io.txmysql.pool;

import io.txmysql.api.PoolOptions;
import io.txmysql.protocol.error.MySQLException;
import io.txmysql.transport.Loop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What a pool does while nobody asks for anything: closes sessions that have been idle for too long, lets those that are too
 * old be noticed, and opens the first ones when that is wished for. One timer, while there are members. Belongs to the loop.
 */
final class Upkeep {
    private static final long SHORTEST = Duration.ofMillis(10).toNanos();
    private static final long LONGEST = Duration.ofSeconds(30).toNanos();

    /** Somebody who waits for the warm-up. */
    private record WarmUp(Runnable whenDone, Consumer<MySQLException> ifNot) {}

    private final Loop loop;
    private final PoolOptions options;
    private final Members members;
    private final Runnable onTick;
    private final long interval;
    private final List<WarmUp> warmUps = new ArrayList<>();
    private Loop.@Nullable Timer timer;

    Upkeep(Loop loop, PoolOptions options, Members members, Runnable onTick) {
        this.loop = loop;
        this.options = options;
        this.members = members;
        this.onTick = onTick;
        this.interval = interval(options);
    }

    /** A quarter of the shorter limit. */
    private static long interval(PoolOptions options) {
        long idle = options.maxIdleTime().isZero()
                ? Long.MAX_VALUE
                : options.maxIdleTime().toNanos();
        long life = options.maxLifeTime().isZero()
                ? Long.MAX_VALUE
                : options.maxLifeTime().toNanos();
        return Math.max(SHORTEST, Math.min(LONGEST, Math.min(idle, life) / 4));
    }

    /** Something has changed in the pool. */
    void look() {
        if (!warmUps.isEmpty() && members.idle() >= options.minIdle()) {
            List<WarmUp> done = List.copyOf(warmUps);
            warmUps.clear();
            done.forEach(each -> each.whenDone.run());
        }
        if (timer == null && members.size() > 0) {
            timer = loop.schedule(this::tick, interval);
        }
    }

    private void tick() {
        timer = null;
        long now = loop.nanoTime();
        long most = options.maxIdleTime().toNanos();
        int spare = members.idle() - options.minIdle();
        for (Member member : members.all()) {
            if (spare > 0
                    && most > 0
                    && member.isIdle()
                    && now - member.supervisor().idleSince() >= most) {
                spare--;
                member.supervisor().retire();
            }
        }
        onTick.run();
    }

    // --- Warming up ---

    void warmUp(Runnable whenDone, Consumer<MySQLException> ifNot) {
        warmUps.add(new WarmUp(whenDone, ifNot));
    }

    /** How many more idle sessions somebody waits for. */
    int warmUpWants() {
        return warmUps.isEmpty() ? 0 : options.minIdle() - members.idle();
    }

    void failWarmUp(MySQLException cause) {
        List<WarmUp> failed = List.copyOf(warmUps);
        warmUps.clear();
        failed.forEach(each -> each.ifNot.accept(cause));
    }

    void close(MySQLException reason) {
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
        failWarmUp(reason);
    }
}
