// SPDX-License-Identifier: Apache-2.0
package io.txmysql.testkit.simulation;

/** The errors that a model server gives, by the manual's names. */
enum ServerError {
    ER_CON_COUNT_ERROR(1040, "08004", "Too many connections"),
    ER_ACCESS_DENIED_ERROR(1045, "28000", "Access denied"),
    ER_UNKNOWN_COM_ERROR(1047, "08S01", "Unknown command"),
    ER_BAD_DB_ERROR(1049, "42000", "Unknown database"),
    ER_SERVER_SHUTDOWN(1053, "08S01", "Server shutdown in progress"),
    ER_PARSE_ERROR(1064, "42000", "You have an error in your SQL syntax"),
    ER_NO_SUCH_THREAD(1094, "HY000", "Unknown thread id"),
    ER_GET_ERRNO(1030, "HY000", "Got an error from the storage engine"),
    ER_NO_SUCH_TABLE(1146, "42S02", "Table doesn't exist"),
    ER_LOCK_WAIT_TIMEOUT(1205, "HY000", "Lock wait timeout exceeded; try restarting transaction"),
    ER_LOCK_DEADLOCK(1213, "40001", "Deadlock found when trying to get lock; try restarting transaction"),
    ER_UNKNOWN_STMT_HANDLER(1243, "HY000", "Unknown prepared statement handler"),
    ER_OPTION_PREVENTS_STATEMENT(1290, "HY000", "The server is running with the --read-only option"),
    ER_GET_TEMPORARY_ERRMSG(1297, "HY000", "Got temporary error"),
    ER_SP_DOES_NOT_EXIST(1305, "42000", "SAVEPOINT does not exist"),
    ER_QUERY_INTERRUPTED(1317, "70100", "Query execution was interrupted"),
    ER_CONNECTION_KILLED(1927, "70100", "Connection was killed"),
    ER_CLIENT_INTERACTION_TIMEOUT(4031, "HY000", "The client was disconnected by the server because of inactivity");

    final int errno;
    final String sqlState;
    final String message;

    ServerError(int errno, String sqlState, String message) {
        this.errno = errno;
        this.sqlState = sqlState;
        this.message = message;
    }
}
