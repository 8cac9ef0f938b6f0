// SPDX-License-Identifier: Apache-2.0
package io.txmysql.testkit.simulation;

/**
 * How a network treats bytes.
 *
 * @param leastDelay in nanoseconds, for each piece
 * @param mostDelay in nanoseconds
 * @param pieces how the bytes are cut up
 */
public record Weather(long leastDelay, long mostDelay, Pieces pieces) {
    /** How bytes are cut up on their way. */
    public enum Pieces {
        WHOLE,
        /** Anything from one byte to all. */
        ANY,
        /** A few bytes at a time. */
        SMALL
    }

    private static final int SMALL_PIECE = 7;

    /** Some weather or other. */
    public static Weather any(Dice dice) {
        long least = dice.spread(1_000, 1_000_000);
        long most = least + dice.spread(1_000, 5_000_000);
        Pieces pieces = dice.percent(60) ? Pieces.WHOLE : dice.percent(85) ? Pieces.ANY : Pieces.SMALL;
        return new Weather(least, most, pieces);
    }

    long delay(Dice dice) {
        return dice.between(leastDelay, mostDelay);
    }

    /** Between the pieces of what was written together. */
    long gap(Dice dice) {
        return dice.oneIn(4) ? delay(dice) / 4 : dice.between(0L, 1_000);
    }

    int chunk(Dice dice, int available) {
        return switch (pieces) {
            case WHOLE -> available;
            case ANY -> dice.oneIn(3) ? dice.between(1, available) : available;
            case SMALL -> Math.min(available, dice.between(1, SMALL_PIECE));
        };
    }
}
