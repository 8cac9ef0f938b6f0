// SPDX-License-Identifier: Apache-2.0
package io.txmysql.supervisor;

import io.txmysql.protocol.error.Delivery;
import io.txmysql.protocol.error.MySQLException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The table of which the server says that its file is broken: the handler's errors 126, 144, 145, and of Aria 175 and 176, by
 * themselves or as the server's 1034, 1194 and 1195.
 *
 * @param database null where the server names none
 * @param name as it is, without quotes
 * @see <a href="https://dev.mysql.com/doc/refman/8.4/en/identifier-mapping.html">Mapping of Identifiers to File Names</a>
 * @see <a href="https://dev.mysql.com/doc/refman/8.4/en/corrupted-myisam-tables.html">Corrupted MyISAM Tables</a>
 */
record CrashedTable(@Nullable String database, String name) {
    private static final Pattern QUOTED = Pattern.compile("'([^']+)'");
    private static final Pattern QUOTED_PATH = Pattern.compile("'([^']*[/\\\\][^']*)'");

    /** In the name of a file, a character that is not ASCII's letter, digit or underscore. */
    private static final Pattern ENCODED = Pattern.compile("@([0-9a-f]{4})");

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
            case 126, 144, 145, 175, 176, 1034, 1194, 1195 -> {}
            default -> {
                return null;
            }
        }
        String message = failure.summary();
        Matcher path = QUOTED_PATH.matcher(message);
        if (path.find()) {
            return ofPath(path.group(1));
        }
        Matcher quoted = QUOTED.matcher(message);
        return quoted.find() ? new CrashedTable(null, withoutEnding(quoted.group(1))) : null;
    }

    private static @Nullable CrashedTable ofPath(String file) {
        String path = withoutEnding(file).replace('\\', '/');
        int slash = path.lastIndexOf('/');
        String name = decoded(path.substring(slash + 1));
        String folder = decoded(path.substring(path.lastIndexOf('/', slash - 1) + 1, slash));
        // A letter that the server encodes by a table of its own is left as it is: no table is better than a wrong one.
        if (name.isEmpty() || name.contains("@") || folder.contains("@")) {
            return null;
        }
        return new CrashedTable(folder.isEmpty() || folder.equals(".") ? null : folder, name);
    }

    private static String withoutEnding(String file) {
        return FILE_ENDING.matcher(file).replaceFirst("");
    }

    private static String decoded(String fileName) {
        return ENCODED.matcher(fileName)
                .replaceAll(
                        code -> Matcher.quoteReplacement(String.valueOf((char) Integer.parseInt(code.group(1), 16))));
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
