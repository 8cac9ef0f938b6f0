// SPDX-License-Identifier: Apache-2.0
package io.txmysql.api;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Runs SQL without blocking: what connections, pools and transactions have in common. Safe for use by any number of
 * threads; calls made one after the other by one thread are answered in that order, unless one of them is run again
 * ({@link Reconnection}) or they are made on a pool.
 *
 * <h2>Markers and arguments</h2>
 *
 * With no arguments a statement is sent as it stands, {@code ?} and {@code %} included. With arguments it has one marker
 * for each, in one of two styles that must not be mixed:
 *
 * <ul>
 *   <li>{@code ?} makes a prepared statement of the server, prepared once per session and kept in a cache;
 *   <li>{@code %s} is replaced by the argument as an SQL literal, on the client, safely in every character set and
 *       {@code sql_mode}; in this style {@code %%} becomes {@code %}.
 * </ul>
 *
 * A marker counts only outside literals and comments; text inside an argument is never looked at. SQL's {@code NULL} is
 * {@code null}; where it is the only argument, write {@code (Object) null}.
 *
 * <h2>Futures</h2>
 *
 * A call never blocks and never throws for what a server or network did: that arrives in the future. A future is never
 * completed inside the call on the calling thread; it completes on the connection's event loop, and so do stages attached
 * without an executor: they must not block. {@code get} and {@code join} of an unfinished future on that event loop could
 * never return, and fail with {@link io.txmysql.protocol.error.UsageException}. Cancelling (also by {@code orTimeout} or
 * {@code completeExceptionally}) detaches the caller and discards the answer; the statement itself may still run. This
 * holds for the future returned here; the JDK does not carry a cancel upstream from stages that depend on it.
 *
 * <h2>Errors</h2>
 *
 * Every failure is a {@link io.txmysql.protocol.error.MySQLException} that says where, in which phase, with which
 * statement, and how far the command had got ({@link io.txmysql.protocol.error.Delivery}). All calls can fail with:
 *
 * <ul>
 *   <li>{@link io.txmysql.protocol.error.ServerErrorException}: the server refused the statement or the login;
 *   <li>{@link io.txmysql.protocol.error.ConnectFailedException}, {@link io.txmysql.protocol.error.TlsException},
 *       {@link io.txmysql.protocol.error.AuthenticationException}: there is no session to run it on;
 *   <li>{@link io.txmysql.protocol.error.ConnectionLostException}: the socket ended before the answer was complete;
 *   <li>{@link io.txmysql.protocol.error.ProtocolViolationException}: the peer does not speak the protocol;
 *   <li>{@link io.txmysql.protocol.error.MySQLTimeoutException}: a limit of {@link Timeouts} or {@link Reconnection}
 *       was reached;
 *   <li>{@link io.txmysql.protocol.error.BacklogFullException}: too much waits for a session already;
 *   <li>{@link io.txmysql.protocol.error.ConnectionClosedException}: {@link SqlClient#close()} was called.
 * </ul>
 */
public interface SqlRunner {

    /** The long form of a call: a statement of which more is to be said than its arguments. */
    Query query(String sql);

    /**
     * Runs a statement and gives its rows, complete and in memory.
     *
     * <pre>{@code
     * db.runQuery("select id, name from bar where id > ?", 10)
     *   .thenAccept(rows -> rows.forEach(row -> System.out.println(row.getString("name"))));
     * }</pre>
     *
     * A statement without rows, such as an INSERT, is welcome too: it gives {@link Rows} without columns and without rows,
     * whose {@link Rows#operationResult()} has the counts. Of several results (CALL, or several statements with
     * {@code allowMultiQueries}) this gives the first, and {@link Rows#next()} the others; if any of them is an error, the
     * whole call fails.
     *
     * @param sql the statement
     * @param args one for each marker; see the class comment. Fails with
     *     {@link io.txmysql.protocol.error.InvalidStatementException} if their number is not that of the markers, if both
     *     styles are mixed, or if an argument is of a type that has no SQL form
     */
    CompletableFuture<Rows> runQuery(String sql, @Nullable Object... args);

    /**
     * Runs a statement for its effect.
     *
     * <pre>{@code
     * db.runOperation("insert into bar set baz = %s", "bash")
     *   .thenAccept(done -> System.out.println("row " + done.insertId()));
     * }</pre>
     *
     * A statement with rows, such as a SELECT, is tolerated: its rows are read and dropped, and the result has the status
     * and warnings that ended them, with 0 affected rows and insert id 0. Of several results this gives the last; if any
     * of them is an error, the call fails.
     *
     * @param sql the statement
     * @param args one for each marker, as for {@link #runQuery}
     */
    CompletableFuture<OperationResult> runOperation(String sql, @Nullable Object... args);

    /**
     * The first column of the first row, as {@link Row#get(int)} gives it; null if there is no row, or if the value is
     * NULL. All rows are read, so the statement should ask for one.
     *
     * <pre>{@code
     * db.fetchOne("select max(id) from bar").thenAccept(System.out::println);
     * }</pre>
     *
     * @param sql the statement; one that has no columns at all gives null
     * @param args one for each marker, as for {@link #runQuery}
     */
    CompletableFuture<@Nullable Object> fetchOne(String sql, @Nullable Object... args);

    /**
     * The first column of the first row as a given type; null if there is no row, or if the value is NULL. Fails with
     * {@link io.txmysql.protocol.error.ValueConversionException} if the value does not fit the type.
     *
     * <pre>{@code
     * db.fetchOne(Long.class, "select count(*) from bar").thenAccept(count -> …);
     * }</pre>
     *
     * @param type one of those of {@link Row#get(int, Class)}
     * @param sql the statement
     * @param args one for each marker, as for {@link #runQuery}
     */
    <T> CompletableFuture<@Nullable T> fetchOne(Class<T> type, String sql, @Nullable Object... args);
}
