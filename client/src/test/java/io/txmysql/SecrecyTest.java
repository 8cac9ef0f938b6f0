// SPDX-License-Identifier: Apache-2.0
package io.txmysql;

import static io.txmysql.Outcome.options;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.core.read.ListAppender;
import io.txmysql.api.MySQLConnection;
import io.txmysql.api.MySQLOptions;
import io.txmysql.protocol.error.MySQLException;
import io.txmysql.testkit.Answer;
import io.txmysql.testkit.Ending;
import io.txmysql.testkit.ScriptedServer;
import io.txmysql.testkit.Table;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;

@Timeout(60)
@DisplayName("Passwords and values of parameters")
class SecrecyTest {
    private static final String PASSWORD = "pa55-w0rd";
    private static final String VALUE = "v4lue-of-a-parameter";
    private static final String SERVER_MESSAGE = "Duplicate entry '" + VALUE + "' for key 'PRIMARY'";

    private final Logger root = (Logger) LoggerFactory.getLogger("io.txmysql");
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();

    @BeforeEach
    void logEverything() {
        log.start();
        root.addAppender(log);
        root.setLevel(Level.TRACE);
        root.setAdditive(false);
    }

    @AfterEach
    void logLess() {
        root.detachAppender(log);
        root.setLevel(null);
        root.setAdditive(true);
    }

    private static ScriptedServer server() {
        return ScriptedServer.builder()
                .onQuery(sql -> sql.startsWith("insert"), reply -> reply.error(1062, "23000", SERVER_MESSAGE))
                .onQuery(
                        sql -> sql.startsWith("select"),
                        reply -> reply.rows(Table.of("a").row(VALUE)))
                .onQuery(
                        sql -> sql.startsWith("cut"),
                        reply -> reply.cutAfter(9, Ending.RESET).ok())
                .onQuery(
                        sql -> sql.startsWith("mad"), reply -> reply.sequence(9).packet(out -> out.writeString(VALUE)))
                .start();
    }

    private static MySQLConnection connect(int port) {
        MySQLOptions options = options(port)
                .password(PASSWORD)
                .connectTimeout(Duration.ofMillis(500))
                .maxBackoffTime(Duration.ZERO)
                .build();
        assertThat(options.toString()).doesNotContain(PASSWORD);
        MySQLConnection db = MySQL.connection(options);
        assertThat(db.toString()).doesNotContain(PASSWORD).contains("127.0.0.1:" + port);
        return db;
    }

    @Test
    @DisplayName("are in no message of ours and in no log, whatever happens to the statement")
    void statements() {
        try (ScriptedServer server = server();
                MySQLConnection db = connect(server.port())) {
            for (String statement : List.of("select ?", "select %s")) {
                assertThat(Outcome.value(db.runQuery(statement, VALUE)).size()).isEqualTo(1);
            }
            for (String statement : List.of("insert into t values (?)", "insert into t values (%s)")) {
                MySQLException refused = failure(db.runQuery(statement, VALUE));
                assertThat(refused.summary()).isEqualTo(SERVER_MESSAGE);
                assertThat(refused.statement()).isEqualTo(statement);
                assertThat(refused.toLogString())
                        .doesNotContain(VALUE)
                        .contains("1062")
                        .contains("23000");
            }
            for (String statement : List.of("cut ?", "cut %s", "mad ?", "mad %s")) {
                MySQLException failure = failure(db.runQuery(statement, VALUE));
                assertThat(trace(failure)).doesNotContain(VALUE).doesNotContain(PASSWORD);
                assertThat(failure.statement()).isEqualTo(statement);
            }
        }
        expectSecrecy();
    }

    @Test
    @DisplayName("are in no message of ours and in no log, whatever happens to the login")
    void logins() {
        List<Answer> answers = List.of(
                reply -> reply.error(1045, "28000", "Access denied"),
                reply -> reply.sequence(7).ok(),
                reply -> reply.raw(new byte[] {1, 0, 0, 2, (byte) 0xEE}),
                reply -> reply.end(Ending.RESET),
                Answer.SILENCE);
        for (Answer answer : answers) {
            try (ScriptedServer server =
                            ScriptedServer.builder().onLogin(answer).start();
                    MySQLConnection db = connect(server.port())) {
                MySQLException failure = failure(db.runQuery("select ?", VALUE));
                assertThat(trace(failure)).doesNotContain(PASSWORD).doesNotContain(VALUE);
                assertThat(server.logins().toString()).doesNotContain(PASSWORD);
            }
        }
        expectSecrecy();
    }

    private static MySQLException failure(CompletableFuture<?> call) {
        return Outcome.failure(call);
    }

    private static String trace(Throwable failure) {
        StringWriter text = new StringWriter();
        failure.printStackTrace(new PrintWriter(text, true));
        return text.toString();
    }

    private void expectSecrecy() {
        assertThat(log.list).as("packets are traced at this level").isNotEmpty();
        for (ILoggingEvent event : List.copyOf(log.list)) {
            String text = event.getFormattedMessage() + messages(event.getThrowableProxy());
            assertThat(text)
                    .doesNotContain(PASSWORD)
                    .doesNotContain(VALUE)
                    .doesNotContain("Duplicate entry")
                    .doesNotContain("Access denied");
        }
    }

    private static String messages(@Nullable IThrowableProxy thrown) {
        return thrown == null ? "" : " " + thrown.getMessage() + messages(thrown.getCause());
    }
}
