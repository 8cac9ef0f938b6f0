// SPDX-License-Identifier: Apache-2.0
package io.txmysql.supervisor;

import io.txmysql.protocol.error.MySQLException;
import java.time.Duration;
import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Event;
import jdk.jfr.EventType;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;
import org.jspecify.annotations.Nullable;

/**
 * The events of a connection for the JDK's flight recorder, under the category "txMySQL". Nothing happens where the runtime
 * has no module jdk.jfr; an event that no recording wants costs one look.
 */
@SuppressWarnings("UnusedVariable") // the recorder reads the fields
final class FlightRecorder {
    private static final boolean PRESENT =
            ModuleLayer.boot().findModule("jdk.jfr").isPresent();

    private FlightRecorder() {}

    static void connected(String endpoint, String serverVersion) {
        if (PRESENT) {
            Connected event = new Connected();
            event.endpoint = endpoint;
            event.serverVersion = serverVersion;
            event.commit();
        }
    }

    static void lost(String endpoint, MySQLException cause) {
        if (PRESENT) {
            Lost event = new Lost();
            event.endpoint = endpoint;
            event.cause = cause.toLogString();
            event.commit();
        }
    }

    static void retrying(String endpoint, MySQLException cause, Duration pause) {
        if (PRESENT) {
            Retry event = new Retry();
            event.endpoint = endpoint;
            event.cause = cause.toLogString();
            event.pause = pause.toNanos();
            event.commit();
        }
    }

    /** Whether a recording wants to know of each statement. */
    static boolean followsStatements() {
        return PRESENT && Statement.TYPE.isEnabled();
    }

    static void finished(String endpoint, Work work, @Nullable MySQLException failure, long now) {
        Statement event = new Statement();
        event.endpoint = endpoint;
        event.statement = work.statement();
        event.waiting = work.nanosWaiting(now);
        event.running = work.nanosRunning(now);
        event.attempts = work.attempts();
        event.size = work.command().bytes();
        event.failure = failure == null ? null : failure.toLogString();
        event.commit();
    }

    @Name("io.txmysql.Connected")
    @Label("Connected")
    @Category("txMySQL")
    @StackTrace(false)
    private static final class Connected extends Event {
        @Label("Server")
        @Nullable
        String endpoint;

        @Label("Server Version")
        @Nullable
        String serverVersion;
    }

    @Name("io.txmysql.Lost")
    @Label("Session Lost")
    @Category("txMySQL")
    @StackTrace(false)
    private static final class Lost extends Event {
        @Label("Server")
        @Nullable
        String endpoint;

        @Label("Cause")
        @Nullable
        String cause;
    }

    @Name("io.txmysql.Retry")
    @Label("Trying Again")
    @Category("txMySQL")
    @StackTrace(false)
    private static final class Retry extends Event {
        @Label("Server")
        @Nullable
        String endpoint;

        @Label("Cause")
        @Nullable
        String cause;

        @Label("Pause")
        @Timespan(Timespan.NANOSECONDS)
        long pause;
    }

    @Name("io.txmysql.Statement")
    @Label("Statement")
    @Category("txMySQL")
    @StackTrace(false)
    private static final class Statement extends Event {
        static final EventType TYPE = EventType.getEventType(Statement.class);

        @Label("Server")
        @Nullable
        String endpoint;

        @Label("Statement")
        @Nullable
        String statement;

        @Label("Waiting")
        @Timespan(Timespan.NANOSECONDS)
        long waiting;

        @Label("Running")
        @Timespan(Timespan.NANOSECONDS)
        long running;

        @Label("Attempts")
        int attempts;

        @Label("Command Size")
        @DataAmount
        int size;

        @Label("Failure")
        @Nullable
        String failure;
    }
}
