// SPDX-License-Identifier: Apache-2.0
package io.txmysql.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.txmysql.MySQL;
import io.txmysql.api.MySQLConnection;
import io.txmysql.api.MySQLOptionsBuilder;
import io.txmysql.api.MySQLPool;
import io.txmysql.api.OperationResult;
import io.txmysql.api.Row;
import io.txmysql.api.Rows;
import io.txmysql.api.SqlRunner;
import io.txmysql.protocol.error.MySQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;

/**
 * A suite that runs on each {@link TestServer} that its {@code @MethodSource} gives, in a database of its own. Each test has
 * a fresh connection, {@link #db}, and may {@link #connect} more; all of them are closed after it.
 */
@ParameterizedClass(name = "{0}")
abstract class ServerSuite {
    private static final int LIMIT_SECONDS = 60;

    /** Servers and databases that are there already. */
    private static final Set<String> CREATED = ConcurrentHashMap.newKeySet();

    @Parameter
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    TestServer server;

    @SuppressWarnings("NullAway.Init") // set before each test
    MySQLConnection db;

    private final List<AutoCloseable> open = new ArrayList<>();

    @BeforeEach
    void openDatabase() {
        if (CREATED.add(server + " " + database())) {
            try (MySQLConnection root = MySQL.connection(server.options().build())) {
                await(root.runOperation("create database if not exists " + database() + " character set utf8mb4"));
            }
        }
        db = connect();
    }

    @AfterEach
    void closeConnections() {
        Collections.reverse(open);
        for (AutoCloseable each : open) {
            try {
                each.close();
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        }
        open.clear();
    }

    /** The database of this class, selected at login. */
    final String database() {
        return "it_" + getClass().getSimpleName().toLowerCase(Locale.ROOT);
    }

    /** The options of {@link #db}. */
    final MySQLOptionsBuilder options() {
        return server.options().database(database());
    }

    final MySQLConnection connect() {
        return connect(options -> options);
    }

    final MySQLConnection connect(UnaryOperator<MySQLOptionsBuilder> more) {
        return open(more.apply(options()));
    }

    final MySQLConnection open(MySQLOptionsBuilder options) {
        MySQLConnection connection = MySQL.connection(options.build());
        open.add(connection);
        return connection;
    }

    /** What {@link #closeConnections} closes, too. */
    final <T extends AutoCloseable> T opened(T closeable) {
        open.add(closeable);
        return closeable;
    }

    final MySQLPool pool(UnaryOperator<MySQLOptionsBuilder> more) {
        return opened(MySQL.pool(more.apply(options()).build()));
    }

    final Rows query(String sql, @Nullable Object... args) {
        return await(db.runQuery(sql, args));
    }

    final OperationResult run(String sql, @Nullable Object... args) {
        return await(db.runOperation(sql, args));
    }

    final @Nullable Object one(String sql, @Nullable Object... args) {
        return await(db.fetchOne(sql, args));
    }

    /** The one row of a text result. */
    final Row textRow(String sql) {
        Rows rows = query(sql);
        assertThat(rows.size()).as(sql).isOne();
        return rows.get(0);
    }

    /** The one row of a binary result of the same statement, which has a WHERE. */
    final Row binaryRow(String sql) {
        Rows rows = query(sql + " and 1 = ?", 1);
        assertThat(rows.size()).as(sql).isOne();
        return rows.get(0);
    }

    /** Recreates a table. */
    final void table(String name, String definition) {
        run("drop table if exists " + name);
        run("create table " + name + " (" + definition + ")");
    }

    /** Recreates a table that only {@link #db} sees, which is faster. */
    final void temporaryTable(String name, String definition) {
        run("drop temporary table if exists " + name);
        run("create temporary table " + name + " (" + definition + ")");
    }

    // --- What others see of a session ---

    static long sessionOf(SqlRunner runner) {
        Long id = await(runner.fetchOne(Long.class, "select connection_id()"));
        assertThat(id).isNotNull();
        return id == null ? 0 : id;
    }

    /** How many statements that contain this text the server runs now, as {@code watcher} sees it. */
    static long running(SqlRunner watcher, String text) {
        Long count = await(watcher.fetchOne(
                Long.class,
                "select count(*) from information_schema.processlist"
                        + " where info like ? and id <> connection_id() and command <> 'Sleep'",
                "%" + text + "%"));
        return count == null ? 0 : count;
    }

    static long sessions(SqlRunner watcher, Long... ids) {
        String list = Stream.of(ids).map(String::valueOf).collect(Collectors.joining(","));
        Long count = await(watcher.fetchOne(
                Long.class, "select count(*) from information_schema.processlist where id in (" + list + ")"));
        return count == null ? 0 : count;
    }

    // --- Waiting ---

    /** Waits for what is about to come. */
    static void eventually(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as(what).isLessThan(deadline);
            pause(5);
        }
    }

    static void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    static <T extends @Nullable Object> T await(CompletableFuture<T> future) {
        try {
            return future.get(LIMIT_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof MySQLException failure) {
                throw failure;
            }
            throw new AssertionError(e.getCause());
        } catch (InterruptedException | TimeoutException e) {
            throw new AssertionError("no answer within " + LIMIT_SECONDS + " s", e);
        }
    }

    /** The error that this call ends with. */
    static <E extends MySQLException> E failure(Class<E> type, CompletableFuture<?> future) {
        try {
            Object value = await(future);
            throw new AssertionError("no error but " + value);
        } catch (MySQLException e) {
            assertThat(e).isInstanceOf(type);
            return type.cast(e);
        }
    }
}
