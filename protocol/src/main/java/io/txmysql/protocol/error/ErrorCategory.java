// SPDX-License-Identifier: Apache-2.0
package io.txmysql.protocol.error;

import static io.txmysql.protocol.error.ErrorCodes.*;

import org.jspecify.annotations.Nullable;

/** What kind of trouble an error is: the level on which programs decide what to do. */
public enum ErrorCategory {
    /** The statement is not valid SQL, or names something that does not exist. */
    BAD_SQL,
    /** A value is out of range, too long or of the wrong form for its column. */
    DATA,
    /** A unique, foreign key, check or not-null constraint. */
    INTEGRITY,
    /** The server does not know the user, password or host, or the login failed on our side. */
    AUTHENTICATION,
    /** The user may not do this. */
    AUTHORIZATION,
    /** The named database does not exist. */
    UNKNOWN_DATABASE,
    /** The whole transaction was rolled back to resolve a deadlock: run all of it again. */
    DEADLOCK,
    /** A lock was not granted in time; only the statement was rolled back. */
    LOCK_WAIT,
    /** The server or the transaction is read-only. */
    READ_ONLY,
    /** The statement was killed or exceeded a time limit of the server. */
    INTERRUPTED,
    /** The server has no room now: too many connections, prepared statements, disk full. */
    RESOURCES,
    /** The server is going away: shutdown, killed connection, idle timeout. */
    SERVER_GONE,
    /** No connection, or it was lost. */
    CONNECTION,
    /** TLS could not be negotiated or the peer could not be verified. */
    TLS,
    /** The peer broke the protocol. */
    PROTOCOL,
    /** A time limit of the client. */
    TIMEOUT,
    /** What the statement depended on, such as a transaction, has ended with its session. */
    STATE_LOST,
    /** The connection was closed by its owner. */
    CLOSED,
    /** The caller's mistake, found before anything was sent. */
    USAGE,
    /** A value does not fit the Java type that was asked for. */
    CONVERSION,
    /** The server said something else. */
    OTHER;

    /**
     * The category of a server's error; by number first, then by the class of the SQLSTATE.
     *
     * @param sqlState five characters; null where the server sent none
     */
    public static ErrorCategory of(int errno, @Nullable String sqlState) {
        return switch (errno) {
            case ER_ACCESS_DENIED_ERROR,
                    ER_ACCESS_DENIED_NO_PASSWORD_ERROR,
                    ER_HOST_NOT_PRIVILEGED,
                    ER_HOST_IS_BLOCKED -> AUTHENTICATION;
            case ER_DBACCESS_DENIED_ERROR, ER_TABLEACCESS_DENIED_ERROR -> AUTHORIZATION;
            case ER_BAD_DB_ERROR -> UNKNOWN_DATABASE;
            case ER_LOCK_DEADLOCK -> DEADLOCK;
            case ER_LOCK_WAIT_TIMEOUT -> LOCK_WAIT;
            case ER_OPTION_PREVENTS_STATEMENT, ER_CANT_EXECUTE_IN_READ_ONLY_TRANSACTION, ER_READ_ONLY_MODE -> READ_ONLY;
            case ER_QUERY_INTERRUPTED, ER_QUERY_TIMEOUT, ER_STATEMENT_TIMEOUT -> INTERRUPTED;
            case ER_CON_COUNT_ERROR, ER_TOO_MANY_USER_CONNECTIONS, ER_MAX_PREPARED_STMT_COUNT_REACHED -> RESOURCES;
            case ER_SERVER_SHUTDOWN, ER_CONNECTION_KILLED, ER_CLIENT_INTERACTION_TIMEOUT -> SERVER_GONE;
            case ER_BAD_NULL_ERROR, ER_DUP_ENTRY, ER_NO_REFERENCED_ROW_2 -> INTEGRITY;
            case ER_NO_DB_ERROR, ER_BAD_FIELD_ERROR, ER_NO_SUCH_TABLE, ER_PARSE_ERROR -> BAD_SQL;
            default -> ofSqlState(sqlState);
        };
    }

    private static ErrorCategory ofSqlState(@Nullable String sqlState) {
        if (sqlState == null || sqlState.length() < 2) {
            return OTHER;
        }
        return switch (sqlState.substring(0, 2)) {
            case "08" -> CONNECTION;
            case "21", "22" -> DATA;
            case "23" -> INTEGRITY;
            case "28" -> AUTHENTICATION;
            case "40" -> DEADLOCK;
            case "42" -> BAD_SQL;
            default -> OTHER;
        };
    }
}
