// SPDX-License-Identifier: Apache-2.0
package io.txmysql.supervisor;

import io.txmysql.protocol.error.Delivery;
import io.txmysql.protocol.error.MySQLException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The table of which the server says that its file is broken: the handler's errors 126, 144 and 145, by themselves or as the
 * server's 1034, 1194 and 1195.
 *
 * @param database null where the server names none
 * @param name as it is, without quotes
 * @see <a href="https://dev.mysql.com/doc/refman/8.4/en/corrupted-myisam-tables.html">Corrupted MyISAM Tables</a>
 */
record CrashedTable(@Nullable String database, String name) {
    private static final Pattern QUOTED = Pattern.compile("'([^']+)'");
    private static final Pattern FILE_ENDING = Pattern.compile("\\.(MYI|MYD|MAI|MAD)$");

    static boolean isNamedBy(MySQLException failure) {
        return of(failure) != null;
    }

    /** The table that the error names; null if it is about something else. */
    static @Nullable CrashedTable of(MySQLException failure) {
        if (failure.delivery() != Delivery.ANSWERED) {
            return null;
        }
        switch (failure.errno()) {
            case 126, 144, 145, 1034, 1194, 1195 -> {}
            default -> {
                return null;
            }
        }
        Matcher quoted = QUOTED.matcher(failure.summary());
        if (!quoted.find()) {
            return null;
        }
        String path = FILE_ENDING.matcher(quoted.group(1)).replaceFirst("").replace('\\', '/');
        int slash = path.lastIndexOf('/');
        String name = path.substring(slash + 1);
        if (name.isEmpty()) {
            return null;
        }
        String folder = slash < 0 ? "" : path.substring(path.lastIndexOf('/', slash - 1) + 1, slash);
        return new CrashedTable(folder.isEmpty() || folder.equals(".") ? null : folder, name);
    }

    String repairStatement() {
        return "REPAIR TABLE " + this;
    }

    /** Quoted as an identifier. */
    @Override
    public String toString() {
        return database == null ? quote(name) : quote(database) + '.' + quote(name);
    }

    private static String quote(String identifier) {
        return '`' + identifier.replace("`", "``") + '`';
    }
}
