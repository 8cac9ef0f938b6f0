// SPDX-License-Identifier: Apache-2.0
package io.txmysql.pool;

import io.txmysql.api.Reconnection;
import io.txmysql.transport.Loop;
import java.time.Duration;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * When a pool may try to open sessions. After a failure there is a pause, and then one attempt at a time until one succeeds:
 * a server that is coming up is not met by all of them at once. Belongs to the loop.
 */
final class Reconnects {
    private final Loop loop;
    private final RandomGenerator random;
    private final Reconnection options;
    private final Runnable onPauseOver;
    private Loop.@Nullable Timer pause;
    private Duration length = Duration.ZERO;
    private int failures;

    Reconnects(Loop loop, RandomGenerator random, Reconnection options, Runnable onPauseOver) {
        this.loop = loop;
        this.random = random;
        this.options = options;
        this.onPauseOver = onPauseOver;
    }

    boolean mayTry() {
        return pause == null;
    }

    /** Whether the latest attempt has succeeded, so that the next is likely to. */
    boolean areHopeful() {
        return failures == 0;
    }

    /** How many of the wanted sessions may be opened at once. */
    int limit(int wanted) {
        return failures > 0 ? Math.min(1, wanted) : wanted;
    }

    void succeeded() {
        failures = 0;
        close();
    }

    /** An attempt has failed; returns how long the pause is. Attempts that fail together count as one. */
    Duration failed() {
        if (pause == null) {
            failures++;
            length = options.backoff().pause(failures, random.nextDouble());
            pause = loop.schedule(
                    () -> {
                        pause = null;
                        onPauseOver.run();
                    },
                    length.toNanos());
        }
        return length;
    }

    void close() {
        if (pause != null) {
            pause.cancel();
            pause = null;
        }
    }
}
