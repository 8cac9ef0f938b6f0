// SPDX-License-Identifier: Apache-2.0
package io.txmysql.protocol.session;

import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** How the bytes of a stream are cut up on their way. */
@FunctionalInterface
interface Cutting {
    /** How many of the bytes that are there arrive next; at least 1. */
    int next(int available);

    static Cutting whole() {
        return available -> available;
    }

    static Cutting everyByte() {
        return available -> 1;
    }

    /** Most pieces are short, some are long. */
    static Cutting random(long seed) {
        Random random = new Random(seed);
        return available -> Math.min(available, 1 + random.nextInt(1 << random.nextInt(18)));
    }

    /** One byte at a time, and twenty random cuttings. */
    static Stream<Cutting> all() {
        return Stream.concat(Stream.of(everyByte()), randomOnes());
    }

    static Stream<Cutting> randomOnes() {
        return IntStream.range(0, 20).mapToObj(Cutting::random);
    }
}
