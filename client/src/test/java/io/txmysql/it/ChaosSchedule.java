// SPDX-License-Identifier: Apache-2.0
package io.txmysql.it;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Which fault comes when, from a seed. The kinds are dealt like cards: none comes again before all others have had their
 * turn.
 */
final class ChaosSchedule {
    private static final List<ChaosFault> WEATHER = List.of(ChaosFault.DELAY, ChaosFault.THROTTLE, ChaosFault.ONE_BYTE);

    /**
     * One fault and the time after it.
     *
     * @param weather a slowness under which it strikes, or null
     * @param untilWell whether all clients must work again before the next; else it comes while they are about to
     * @param calm how long they then work undisturbed
     * @param seed of what the fault decides by itself
     */
    record Step(
            ChaosFault fault,
            @Nullable ChaosFault weather,
            Duration length,
            boolean untilWell,
            Duration calm,
            long seed) {}

    private final Random random;
    private final LongFunction<Duration> scale;
    private final List<ChaosFault> deck = new ArrayList<>();
    private int rounds;

    ChaosSchedule(long seed, LongFunction<Duration> scale) {
        this.random = new Random(seed);
        this.scale = scale;
    }

    Step next() {
        if (deck.isEmpty()) {
            deck.addAll(List.of(ChaosFault.values()));
            Collections.shuffle(deck, random);
        }
        ChaosFault fault = deck.remove(deck.size() - 1);
        rounds += deck.isEmpty() ? 1 : 0;
        boolean inWeather = !fault.isWeather && random.nextInt(4) == 0;
        return new Step(
                fault,
                inWeather ? WEATHER.get(random.nextInt(WEATHER.size())) : null,
                scale.apply(length()),
                random.nextInt(3) > 0,
                Duration.ofMillis(random.nextInt(400)),
                random.nextLong());
    }

    /** 0.2 to 3 s, short ones more often. */
    private long length() {
        double x = random.nextDouble();
        return 200 + (long) (2_800 * x * x);
    }

    /** Whether every kind of fault has come at least once. */
    boolean hasShownAll() {
        return rounds > 0;
    }
}
