// SPDX-License-Identifier: Apache-2.0
package io.txmysql.protocol.codec;

import java.util.ArrayList;
import java.util.List;

/**
 * One way in which a server may read a statement. It depends on NO_BACKSLASH_ESCAPES, on ANSI_QUOTES and on the server's
 * version, none of which a client knows for certain when it looks at the text.
 *
 * @param escapesInSingle whether a backslash escapes within {@code '…'}
 * @param escapesInDouble whether a backslash escapes within {@code "…"}, which ANSI_QUOTES makes an identifier
 * @param versionedIsCode whether versioned comments are run or skipped
 */
record SqlReading(boolean escapesInSingle, boolean escapesInDouble, boolean versionedIsCode) {
    /** That of a server with the usual sql_mode. */
    static final SqlReading USUAL = new SqlReading(true, true, true);

    private static final List<SqlReading> ONLY_USUAL = List.of(USUAL);

    /** All readings that can make a difference for this statement; {@link #USUAL} comes first. */
    static List<SqlReading> all(String sql) {
        boolean backslash = sql.indexOf('\\') >= 0;
        boolean versioned = sql.contains("/*!") || sql.contains("/*M!");
        if (!backslash && !versioned) {
            return ONLY_USUAL;
        }
        List<SqlReading> readings = new ArrayList<>(6);
        for (boolean code : versioned ? new boolean[] {true, false} : new boolean[] {true}) {
            readings.add(new SqlReading(true, true, code));
            if (backslash) {
                readings.add(new SqlReading(true, false, code));
                readings.add(new SqlReading(false, false, code));
            }
        }
        return readings;
    }

    boolean escapesIn(char quote) {
        return quote == '\'' ? escapesInSingle : quote == '"' && escapesInDouble;
    }
}
