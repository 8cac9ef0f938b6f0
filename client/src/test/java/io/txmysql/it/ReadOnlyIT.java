// SPDX-License-Identifier: Apache-2.0
package io.txmysql.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.txmysql.MySQL;
import io.txmysql.api.Backoff;
import io.txmysql.api.ConnectionListener;
import io.txmysql.api.MySQLConnection;
import io.txmysql.api.MySQLOptionsBuilder;
import io.txmysql.api.MySQLPool;
import io.txmysql.api.OperationResult;
import io.txmysql.api.RetryPolicy;
import io.txmysql.api.StatementEvent;
import io.txmysql.api.Transaction;
import io.txmysql.api.TransactionOptions;
import io.txmysql.protocol.error.ErrorCategory;
import io.txmysql.protocol.error.MySQLException;
import io.txmysql.protocol.error.ServerErrorException;
import io.txmysql.testkit.FaultProxy;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.provider.MethodSource;

/** rejectReadOnly, with a server that is switched to read-only and back. */
@MethodSource("io.txmysql.it.TestServer#embeddedOfToday")
class ReadOnlyIT extends WithAccounts {
    private static final String USER = "it_read_only";
    private static final String INSERT = "insert into t values (1)";

    private final Events events = new Events();

    /** What was tried again, and what became of statements. */
    private static final class Events implements ConnectionListener {
        final Queue<MySQLException> retries = new ConcurrentLinkedQueue<>();
        final Queue<StatementEvent> statements = new ConcurrentLinkedQueue<>();

        @Override
        public void onRetry(MySQLException cause, Duration pause) {
            retries.add(cause);
        }

        @Override
        public void onStatement(StatementEvent event) {
            statements.add(event);
        }
    }

    @BeforeEach
    void makeAccount() {
        table("t", "id int primary key");
        account(USER, NATIVE, "p");
    }

    @AfterEach
    void mayWrite() {
        readOnly(false);
    }

    @Test
    @DisplayName(
            "rejectReadOnly: error 1290 ends the session; the statement runs, once, on a new one when the server may be written to")
    void connection() {
        MySQLConnection user = opened(MySQL.connection(user().build(), events));
        long session = sessionOf(user);
        readOnly(true);
        CompletableFuture<OperationResult> insert = user.runOperation(INSERT);
        eventually("it is tried again", () -> events.retries.size() >= 2);
        assertThat(events.retries).allSatisfy(cause -> assertThat(cause.errno()).isEqualTo(1290));
        assertThat(insert).isNotDone();
        readOnly(false);
        assertThat(await(insert).affectedRows()).isEqualTo(1);
        assertThat(sessionOf(user)).isNotEqualTo(session);
        assertThat(one("select count(*) from t")).isEqualTo(1L);
    }

    @Test
    @DisplayName("rejectReadOnly on a pool: all writers wait until the server may be written to, readers do not")
    void pool() {
        MySQLPool pool = opened(MySQL.pool(user().maxSize(3).build(), events));
        readOnly(true);
        CompletableFuture<?> one = pool.runOperation("insert into t values (?)", 1);
        CompletableFuture<?> two = pool.runOperation("insert into t values (2)");
        eventually("it is tried again", () -> events.retries.size() >= 2);
        assertThat(await(pool.fetchOne("select count(*) from t"))).isEqualTo(0L);
        readOnly(false);
        await(one);
        await(two);
        assertThat(one("select count(*) from t")).isEqualTo(2L);
    }

    @Test
    @DisplayName("rejectReadOnly is bounded by the retry policy: then the caller has the server's own error")
    void bounded() {
        MySQLConnection user = opened(MySQL.connection(
                user().retryPolicy(RetryPolicy.never().withMaxAttempts(3)).build(), events));
        readOnly(true);
        ServerErrorException e = failure(ServerErrorException.class, user.runOperation(INSERT));
        assertThat(e.category()).isEqualTo(ErrorCategory.READ_ONLY);
        assertThat(e.errno()).isEqualTo(1290);
        assertThat(events.statements)
                .filteredOn(event -> INSERT.equals(event.statement()))
                .singleElement()
                .satisfies(event -> assertThat(event.attempts()).isEqualTo(3));
    }

    @Test
    @DisplayName("without rejectReadOnly the error comes at once and the session stays")
    void off() {
        MySQLConnection user =
                opened(MySQL.connection(user().rejectReadOnly(false).build(), events));
        long session = sessionOf(user);
        readOnly(true);
        assertThat(failure(ServerErrorException.class, user.runOperation(INSERT))
                        .errno())
                .isEqualTo(1290);
        assertThat(events.retries).isEmpty();
        assertThat(sessionOf(user)).isEqualTo(session);
    }

    @Test
    @DisplayName(
            "in a transaction the caller has the error, the statement is not run elsewhere, and the session ends after it")
    void inTransaction() {
        MySQLConnection user = opened(MySQL.connection(user().build(), events));
        long session = sessionOf(user);
        readOnly(true);
        Transaction tx = await(user.begin(TransactionOptions.DEFAULT));
        assertThat(failure(ServerErrorException.class, tx.runOperation(INSERT)).category())
                .isEqualTo(ErrorCategory.READ_ONLY);
        assertThat(sessionOf(tx)).as("it is still there").isEqualTo(session);
        await(tx.rollback());
        readOnly(false);
        assertThat(sessionOf(user)).isNotEqualTo(session);
        assertThat(one("select count(*) from t")).isEqualTo(0L);
    }

    @Test
    @DisplayName("the read-only server goes away: the statement runs on the next of the hosts")
    void nextHost() {
        TestServer other = server == TestServer.MARIADB ? TestServer.MYSQL_8_0 : TestServer.MARIADB;
        FaultProxy proxy =
                opened(FaultProxy.to("127.0.0.1", server.embeddedServer().port()));
        try (MySQLConnection root = MySQL.connection(other.options().build())) {
            await(root.runOperation("create database if not exists " + database()));
            await(root.runOperation("drop table if exists " + database() + ".t"));
            await(root.runOperation("create table " + database() + ".t (id int primary key)"));
            await(root.runOperation("drop user if exists " + USER));
            await(root.runOperation("create user " + USER + " identified by 'p'"));
            await(root.runOperation("grant all on " + database() + ".* to " + USER));
            MySQLConnection user = opened(MySQL.connection(
                    user().host("127.0.0.1:" + proxy.port() + ",127.0.0.1:"
                                    + other.embeddedServer().port())
                            .build(),
                    events));
            await(user.ping());
            readOnly(true);
            CompletableFuture<OperationResult> insert = user.runOperation(INSERT);
            eventually("it is tried again", () -> !events.retries.isEmpty());
            proxy.refuse(true);
            assertThat(await(insert).affectedRows()).isEqualTo(1);
            @Nullable Object rows = await(root.fetchOne("select count(*) from " + database() + ".t"));
            assertThat(rows).isEqualTo(1L);
        }
        assertThat(one("select count(*) from t")).isEqualTo(0L);
    }

    private MySQLOptionsBuilder user() {
        return options()
                .user(USER)
                .password("p")
                .rejectReadOnly(true)
                .backoff(new Backoff(Duration.ofMillis(20), 1.5, Duration.ofMillis(100), 0.2));
    }

    private void readOnly(boolean on) {
        run("set global read_only = " + (on ? "on" : "off"));
    }
}
