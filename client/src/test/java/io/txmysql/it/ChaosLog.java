// SPDX-License-Identifier: Apache-2.0
package io.txmysql.it;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.slf4j.LoggerFactory;

/**
 * The log of a run, as long as it is open: hundreds of lost connections are no news, but whatever the driver logs as an ERROR
 * is a mistake of the driver.
 */
final class ChaosLog extends AppenderBase<ILoggingEvent> implements AutoCloseable {
    private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    private final Logger connections = (Logger) LoggerFactory.getLogger("io.txmysql.connection");
    private final Queue<String> errors = new ConcurrentLinkedQueue<>();

    static ChaosLog open() {
        ChaosLog log = new ChaosLog();
        log.start();
        log.root.addAppender(log);
        log.connections.setLevel(Level.ERROR);
        return log;
    }

    @Override
    protected void append(ILoggingEvent event) {
        if (event.getLevel().isGreaterOrEqual(Level.ERROR)) {
            errors.add("LOGGED: " + event.getFormattedMessage());
        }
    }

    Queue<String> errors() {
        return errors;
    }

    @Override
    public void close() {
        root.detachAppender(this);
        connections.setLevel(null);
        stop();
    }
}
