// SPDX-License-Identifier: Apache-2.0
package io.txmysql;

import static org.assertj.core.api.Assertions.assertThat;

import io.txmysql.api.Backoff;
import io.txmysql.api.ConnectionListener;
import io.txmysql.api.MySQLConnection;
import io.txmysql.api.RetryPolicy;
import io.txmysql.api.StatementEvent;
import io.txmysql.testkit.Ending;
import io.txmysql.testkit.ScriptedServer;
import io.txmysql.testkit.Table;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("Those who follow a connection are told")
class FlightRecorderTest {
    private static ScriptedServer dyingOnce() {
        AtomicInteger runs = new AtomicInteger();
        return ScriptedServer.builder()
                .onQuery("select a", reply -> {
                    if (runs.incrementAndGet() == 1) {
                        reply.end(Ending.RESET);
                    } else {
                        reply.rows(Table.of("a").row(1));
                    }
                })
                .start();
    }

    private static void runAgain(ScriptedServer server, ConnectionListener listener) {
        try (MySQLConnection db = MySQL.connection(
                Outcome.options(server.port())
                        .maxBackoffTime(Duration.ofSeconds(20))
                        .backoff(new Backoff(Duration.ofMillis(1), 2, Duration.ofMillis(2), 0))
                        .retryPolicy(RetryPolicy.always())
                        .build(),
                listener)) {
            Outcome.value(db.runQuery("select a"));
        }
    }

    @Test
    @DisplayName("by the flight recorder: connected, lost, and each statement with its times and attempts")
    void recorded(@TempDir Path folder) throws Exception {
        try (ScriptedServer server = dyingOnce();
                Recording recording = new Recording()) {
            for (String name : List.of("Connected", "Lost", "Retry", "Statement")) {
                recording.enable("io.txmysql." + name);
            }
            recording.start();
            runAgain(server, new ConnectionListener() {});
            recording.stop();
            Path file = folder.resolve("events.jfr");
            recording.dump(file);
            List<RecordedEvent> events = RecordingFile.readAllEvents(file);
            assertThat(events)
                    .extracting(event -> event.getEventType().getName())
                    .containsSequence("io.txmysql.Connected", "io.txmysql.Lost", "io.txmysql.Connected")
                    .endsWith("io.txmysql.Statement");
            RecordedEvent statement = events.get(events.size() - 1);
            assertThat(statement.getString("statement")).isEqualTo("select a");
            assertThat(statement.getInt("attempts")).isEqualTo(2);
            assertThat(statement.getDuration("waiting")).isPositive();
            assertThat(statement.getDuration("running")).isPositive();
            assertThat(statement.getString("failure")).isNull();
        }
    }

    @Test
    @DisplayName("by the listener: each statement with its times and attempts")
    void listened() {
        List<StatementEvent> events = new CopyOnWriteArrayList<>();
        try (ScriptedServer server = dyingOnce()) {
            runAgain(server, new ConnectionListener() {
                @Override
                public void onStatement(StatementEvent event) {
                    events.add(event);
                }
            });
        }
        assertThat(events).singleElement().satisfies(event -> {
            assertThat(event.statement()).isEqualTo("select a");
            assertThat(event.attempts()).isEqualTo(2);
            assertThat(event.waiting()).isPositive();
            assertThat(event.running()).isPositive();
            assertThat(event.failure()).isNull();
        });
    }
}
