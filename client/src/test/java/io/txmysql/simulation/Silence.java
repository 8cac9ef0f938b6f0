// SPDX-License-Identifier: Apache-2.0
package io.txmysql.simulation;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/** Keeps the client's log quiet while it lasts: a simulation has more outages than anybody wants to read of. */
final class Silence implements AutoCloseable {
    private final Logger logger = (Logger) LoggerFactory.getLogger("io.txmysql");
    private final @Nullable Level before = logger.getLevel();

    Silence() {
        logger.setLevel(Level.OFF);
    }

    @Override
    public void close() {
        logger.setLevel(before);
    }
}
