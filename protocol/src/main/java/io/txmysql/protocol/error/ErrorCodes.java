// SPDX-License-Identifier: Apache-2.0
package io.txmysql.protocol.error;

/**
 * The server's error numbers that the driver acts on, by the manual's names; all others are only passed on.
 *
 * @see <a href="https://dev.mysql.com/doc/mysql-errors/en/server-error-reference.html">Server error reference</a>
 */
public final class ErrorCodes {
    public static final int ER_CON_COUNT_ERROR = 1040;
    public static final int ER_DBACCESS_DENIED_ERROR = 1044;
    public static final int ER_ACCESS_DENIED_ERROR = 1045;
    public static final int ER_NO_DB_ERROR = 1046;
    public static final int ER_UNKNOWN_COM_ERROR = 1047;
    public static final int ER_BAD_NULL_ERROR = 1048;
    public static final int ER_BAD_DB_ERROR = 1049;
    public static final int ER_SERVER_SHUTDOWN = 1053;
    public static final int ER_BAD_FIELD_ERROR = 1054;
    public static final int ER_DUP_ENTRY = 1062;
    public static final int ER_PARSE_ERROR = 1064;
    public static final int ER_HOST_IS_BLOCKED = 1129;
    public static final int ER_HOST_NOT_PRIVILEGED = 1130;
    public static final int ER_TABLEACCESS_DENIED_ERROR = 1142;
    public static final int ER_NO_SUCH_TABLE = 1146;
    public static final int ER_TOO_MANY_USER_CONNECTIONS = 1203;
    public static final int ER_LOCK_WAIT_TIMEOUT = 1205;
    public static final int ER_LOCK_DEADLOCK = 1213;
    public static final int ER_OPTION_PREVENTS_STATEMENT = 1290;
    public static final int ER_QUERY_INTERRUPTED = 1317;
    public static final int ER_NO_REFERENCED_ROW_2 = 1452;
    public static final int ER_MAX_PREPARED_STMT_COUNT_REACHED = 1461;
    public static final int ER_NEED_REPREPARE = 1615;
    public static final int ER_ACCESS_DENIED_NO_PASSWORD_ERROR = 1698;
    public static final int ER_CANT_EXECUTE_IN_READ_ONLY_TRANSACTION = 1792;
    public static final int ER_READ_ONLY_MODE = 1836;
    /** MariaDB: the connection was killed. */
    public static final int ER_CONNECTION_KILLED = 1927;
    /** MariaDB: {@code max_statement_time} was exceeded. */
    public static final int ER_STATEMENT_TIMEOUT = 1969;

    public static final int ER_QUERY_TIMEOUT = 3024;
    /** MySQL 8.0.24 and later say this before they close an idle connection. */
    public static final int ER_CLIENT_INTERACTION_TIMEOUT = 4031;

    private ErrorCodes() {}
}
