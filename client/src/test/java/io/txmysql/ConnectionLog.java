// SPDX-License-Identifier: Apache-2.0
package io.txmysql;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.List;
import org.slf4j.LoggerFactory;

/** What the driver logs of its connections at INFO and above, from the making of this object to its closing; it goes nowhere else. */
public final class ConnectionLog implements AutoCloseable {
    private final Logger logger = (Logger) LoggerFactory.getLogger("io.txmysql.connection");
    private final ListAppender<ILoggingEvent> events = new ListAppender<>();

    public ConnectionLog() {
        events.start();
        logger.addAppender(events);
        logger.setAdditive(false);
        logger.setLevel(Level.INFO);
    }

    public List<ILoggingEvent> events() {
        return List.copyOf(events.list);
    }

    /** The messages so far. */
    public List<String> lines() {
        return events().stream().map(ILoggingEvent::getFormattedMessage).toList();
    }

    public List<String> lines(Level level) {
        return events().stream()
                .filter(event -> event.getLevel() == level)
                .map(ILoggingEvent::getFormattedMessage)
                .toList();
    }

    @Override
    public void close() {
        logger.setLevel(null);
        logger.setAdditive(true);
        logger.detachAppender(events);
    }
}
