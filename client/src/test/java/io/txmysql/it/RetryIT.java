// SPDX-License-Identifier: Apache-2.0
package io.txmysql.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.txmysql.MySQL;
import io.txmysql.api.Backoff;
import io.txmysql.api.ConnectionListener;
import io.txmysql.api.MySQLConnection;
import io.txmysql.api.MySQLOptionsBuilder;
import io.txmysql.api.MySQLPool;
import io.txmysql.api.RetryPolicy;
import io.txmysql.api.StatementEvent;
import io.txmysql.api.TemporaryError;
import io.txmysql.embedded.EmbeddedServer;
import io.txmysql.protocol.error.ConnectionLostException;
import io.txmysql.protocol.error.Delivery;
import io.txmysql.protocol.error.ErrorCategory;
import io.txmysql.protocol.error.MySQLException;
import io.txmysql.protocol.error.ServerErrorException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.provider.MethodSource;

/** What is run again after a lost server or a temporary error, and what is not. */
@MethodSource("io.txmysql.it.TestServer#embeddedOfToday")
class RetryIT extends ServerSuite {
    private static final Backoff SHORT = new Backoff(Duration.ofMillis(20), 1.5, Duration.ofMillis(200), 0.2);

    private final AtomicInteger retries = new AtomicInteger();

    /** How often each statement with an answer was run. */
    private final Queue<Integer> attempts = new ConcurrentLinkedQueue<>();

    /** Counts what is tried again. */
    private final ConnectionListener listener = new ConnectionListener() {
        @Override
        public void onRetry(MySQLException cause, Duration pause) {
            retries.incrementAndGet();
        }

        @Override
        public void onStatement(StatementEvent event) {
            attempts.add(event.attempts());
        }
    };

    @BeforeEach
    void makeTable() {
        table("t", "id int primary key auto_increment");
    }

    // --- A server that dies ---

    @Test
    @DisplayName(
            "tx#32: the server is killed in the middle: with selectsAreIdempotent a SELECT is run again, one that may have an effect is not")
    void selectsAreIdempotent() {
        try (EmbeddedServer mortal = server.builder().start()) {
            MySQLOptionsBuilder options = TestServer.options(mortal).backoff(SHORT);
            MySQLOptionsBuilder selects = TestServer.options(mortal)
                    .backoff(SHORT)
                    .retryPolicy(RetryPolicy.idempotent().withSelectsIdempotent());
            MySQLConnection watcher = open(options.retryPolicy(RetryPolicy.always()));
            options.retryPolicy(RetryPolicy.idempotent());
            CompletableFuture<?> undeclared = open(options).runQuery("select 'lost', sleep(30)");
            CompletableFuture<?> locking = open(selects).runQuery("select 'lost', sleep(30) from dual for update");
            CompletableFuture<?> locked = open(selects).runQuery("select get_lock('lost', sleep(30))");
            CompletableFuture<?> never = open(options.retryPolicy(RetryPolicy.never()))
                    .query("select 'lost', sleep(30)")
                    .idempotent()
                    .rows();
            eventually("they run", () -> running(watcher, "lost") == 4);
            List<CompletableFuture<?>> again = List.of(
                    opened(MySQL.connection(selects.build(), listener)).runQuery("select 'again', sleep(2)"),
                    opened(MySQL.pool(selects.build(), listener)).runQuery("select 'again', sleep(?)", 2),
                    opened(MySQL.connection(
                                    options.retryPolicy(RetryPolicy.idempotent())
                                            .build(),
                                    listener))
                            .query("select 'again', sleep(2)")
                            .idempotent()
                            .rows());
            eventually("they run", () -> running(watcher, "again") == 3);
            mortal.kill();
            mortal.restart();
            again.forEach(each -> await(each));
            assertThat(attempts).containsExactly(2, 2, 2);
            for (CompletableFuture<?> lost : List.of(undeclared, locking, locked, never)) {
                ConnectionLostException e = failure(ConnectionLostException.class, lost);
                assertThat(e.delivery()).isEqualTo(Delivery.UNKNOWN);
                assertThat(e.statement()).contains("lost");
            }
        }
    }

    @Test
    @DisplayName("tx#31: the session is killed in the middle: an INSERT is not run again unless its caller has said so")
    void insert() {
        MySQLConnection declaring =
                connect(options -> options.retryPolicy(RetryPolicy.idempotent().withSelectsIdempotent())
                        .backoff(SHORT));
        for (boolean declared : List.of(false, true)) {
            long session = sessionOf(declaring);
            String sql = "insert into t select null from (select sleep(" + (declared ? "0.5" : "30") + ")) as slow";
            CompletableFuture<?> insert =
                    declared ? declaring.query(sql).idempotent().operation() : declaring.runOperation(sql);
            eventually("it runs", () -> running(db, "insert into t") == 1);
            run("kill " + session);
            if (declared) {
                await(insert);
            } else {
                MySQLException e = failure(MySQLException.class, insert);
                assertThat(e.delivery()).isEqualTo(Delivery.UNKNOWN);
                assertThat(e.category()).isIn(ErrorCategory.CONNECTION, ErrorCategory.SERVER_GONE);
            }
        }
        assertThat(one("select count(*) from t")).isEqualTo(1L);
    }

    // --- Errors that pass ---

    @Test
    @DisplayName(
            "tx#42: \"Unknown database\" during the login as a temporary error: answered when the database is there")
    void temporaryDuringLogin() {
        run("drop database if exists it_later");
        List<TemporaryError> unknownDatabase = List.of(TemporaryError.message(Pattern.compile("^Unknown database ")));
        MySQLOptionsBuilder options = server.options()
                .database("it_later")
                .temporaryErrors(unknownDatabase)
                .backoff(SHORT);
        MySQLConnection connection = opened(MySQL.connection(options.build(), listener));
        MySQLPool pool = opened(MySQL.pool(options.build(), listener));
        CompletableFuture<Object> one = connection.fetchOne("select database()");
        CompletableFuture<Object> two = pool.fetchOne("select database()");
        eventually("they are tried again", () -> retries.get() >= 4);
        assertThat(one).isNotDone();
        assertThat(two).isNotDone();
        run("create database it_later");
        assertThat(await(one)).isEqualTo("it_later");
        assertThat(await(two)).isEqualTo("it_later");
        run("drop database it_later");
    }

    @Test
    @DisplayName("\"Unknown database\" without that option fails at once")
    void unknownDatabase() {
        MySQLConnection connection =
                opened(MySQL.connection(server.options().database("it_never").build(), listener));
        assertThat(failure(ServerErrorException.class, connection.ping()).category())
                .isEqualTo(ErrorCategory.UNKNOWN_DATABASE);
        assertThat(retries).hasValue(0);
    }

    @Test
    @DisplayName(
            "tx#40: a temporary error of a statement, by number, SQLSTATE, message and pattern: run again on a new session until it passes")
    void temporaryOfStatement() {
        run("drop table if exists later");
        Map<MySQLConnection, Long> sessions = new HashMap<>();
        List<CompletableFuture<Object>> calls = new ArrayList<>();
        for (TemporaryError temporary : List.of(
                TemporaryError.errno(1146),
                TemporaryError.sqlState("42S02"),
                TemporaryError.message("Table '" + database() + ".later' doesn't exist"),
                TemporaryError.message(Pattern.compile("later")))) {
            MySQLOptionsBuilder options =
                    options().temporaryErrors(List.of(temporary)).backoff(SHORT);
            MySQLConnection connection = opened(MySQL.connection(options.build(), listener));
            MySQLPool pool = opened(MySQL.pool(options.maxSize(2).build(), listener));
            sessions.put(connection, sessionOf(connection));
            calls.add(connection.fetchOne("select count(*) from later"));
            calls.add(pool.fetchOne("select count(*) from later where 1 = ?", 1));
        }
        eventually("they are tried again", () -> retries.get() >= 16);
        assertThat(calls).noneMatch(CompletableFuture::isDone);
        run("create table later (id int)");
        calls.forEach(call -> assertThat(await(call)).isEqualTo(0L));
        sessions.forEach(
                (connection, session) -> assertThat(sessionOf(connection)).isNotEqualTo(session));
    }

    @Test
    @DisplayName(
            "tx#43: a temporary error that does not pass: bounded attempts with pauses, then the server's own error")
    void temporaryForEver() {
        MySQLConnection connection = opened(MySQL.connection(
                options()
                        .temporaryErrors(List.of(TemporaryError.errno(1146)))
                        .retryPolicy(RetryPolicy.never().withMaxAttempts(4))
                        .backoff(SHORT)
                        .build(),
                listener));
        ServerErrorException e = failure(ServerErrorException.class, connection.runQuery("select * from never_there"));
        assertThat(e.errno()).isEqualTo(1146);
        assertThat(retries).hasValue(3);
        assertThat(await(connection.fetchOne("select 'well'"))).isEqualTo("well");
    }
}
