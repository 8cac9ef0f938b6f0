// SPDX-License-Identifier: Apache-2.0
package io.txmysql.protocol.message;

/**
 * The status flags of an OK or EOF packet, by the manual's names without {@code SERVER_} and {@code STATUS_}.
 *
 * @see <a href="https://dev.mysql.com/doc/dev/mysql-server/latest/mysql__com_8h.html#a1d854e841086925be1883e4d7b4e8cad">SERVER_STATUS_flags_enum</a>
 */
public final class ServerStatus {
    public static final int IN_TRANS = 0x0001;
    public static final int AUTOCOMMIT = 0x0002;
    /** Another result of the same command follows. */
    public static final int MORE_RESULTS_EXISTS = 0x0008;

    public static final int NO_GOOD_INDEX_USED = 0x0010;
    public static final int NO_INDEX_USED = 0x0020;
    /** The rows wait in a cursor on the server. */
    public static final int CURSOR_EXISTS = 0x0040;

    public static final int LAST_ROW_SENT = 0x0080;
    public static final int DB_DROPPED = 0x0100;
    public static final int NO_BACKSLASH_ESCAPES = 0x0200;
    /** A prepared statement was prepared anew and its columns have changed. */
    public static final int METADATA_CHANGED = 0x0400;

    public static final int QUERY_WAS_SLOW = 0x0800;
    /** The result is the OUT parameters of a procedure. */
    public static final int PS_OUT_PARAMS = 0x1000;

    public static final int IN_TRANS_READONLY = 0x2000;
    /** The packet tells {@link SessionStateChange}s. */
    public static final int SESSION_STATE_CHANGED = 0x4000;
    /** MariaDB only. */
    public static final int ANSI_QUOTES = 0x8000;

    private ServerStatus() {}

    /** Whether all bits of {@code flag} are set. */
    public static boolean has(int status, int flag) {
        return (status & flag) == flag;
    }
}
