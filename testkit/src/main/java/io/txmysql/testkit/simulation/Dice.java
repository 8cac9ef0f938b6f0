// SPDX-License-Identifier: Apache-2.0
package io.txmysql.testkit.simulation;

import java.util.SplittableRandom;

/** The random choices of one part of a schedule: the same seed gives the same choices. */
public final class Dice {
    private final SplittableRandom random;

    public Dice(long seed) {
        this(new SplittableRandom(seed));
    }

    private Dice(SplittableRandom random) {
        this.random = random;
    }

    /** Choices of their own, so that one part's do not shift another's. */
    public Dice split() {
        return new Dice(random.split());
    }

    /** The same source, as the JDK has it. */
    public SplittableRandom random() {
        return random;
    }

    /** True once in {@code n} times. */
    public boolean oneIn(int n) {
        return random.nextInt(n) == 0;
    }

    /** True in so many cases of a hundred. */
    public boolean percent(int chance) {
        return random.nextInt(100) < chance;
    }

    /** 0 to {@code bound - 1}. */
    public int below(int bound) {
        return random.nextInt(bound);
    }

    /** Both included. */
    public int between(int least, int most) {
        return least + random.nextInt(most - least + 1);
    }

    /** Both included. */
    public long between(long least, long most) {
        return least + random.nextLong(most - least + 1);
    }

    /** Both included, and small numbers as likely as large ones: the number of digits is drawn first. */
    public long spread(long least, long most) {
        double low = Math.log((double) Math.max(1, least));
        double high = Math.log((double) Math.max(1, most));
        long drawn = (long) Math.exp(low + (high - low) * random.nextDouble());
        return Math.min(most, Math.max(least, drawn));
    }

    int anyInt() {
        return random.nextInt();
    }

    @SafeVarargs
    public final <T> T of(T... choices) {
        return choices[random.nextInt(choices.length)];
    }
}
