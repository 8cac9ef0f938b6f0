// SPDX-License-Identifier: Apache-2.0
package io.txmysql.protocol.codec;

import java.util.List;
import java.util.Set;

/**
 * Whether a statement may change the state of its session, so that what follows must wait for its answer. Judged by its
 * words alone, and carefully: whatever is not known to be harmless counts as a change.
 */
public enum StatementKind {
    /** Leaves the session as it is. */
    ORDINARY,
    /** Opens, changes or ends session state (BEGIN, SET, USE, CALL, …), or cannot be told. */
    SESSION_STATE;

    private static final Set<String> ORDINARY_VERBS = Set.of(
            "SELECT",
            "INSERT",
            "UPDATE",
            "DELETE",
            "REPLACE",
            "WITH",
            "VALUES",
            "TABLE",
            "DO",
            "SHOW",
            "DESC",
            "DESCRIBE",
            "EXPLAIN",
            "ANALYZE",
            "CHECK",
            "CHECKSUM",
            "OPTIMIZE",
            "REPAIR",
            "CREATE",
            "DROP",
            "ALTER",
            "TRUNCATE",
            "RENAME",
            "GRANT",
            "REVOKE",
            "KILL",
            "HELP");

    /** Functions that leave something behind in the session. */
    private static final Set<String> STATEFUL_WORDS = Set.of("GET_LOCK", "RELEASE_LOCK", "RELEASE_ALL_LOCKS");

    /** Judges a statement under every way in which a server may read it. */
    public static StatementKind of(String sql) {
        for (SqlReading reading : SqlReading.all(sql)) {
            if (!isOrdinary(SqlWords.read(sql, reading))) {
                return SESSION_STATE;
            }
        }
        return ORDINARY;
    }

    private static boolean isOrdinary(SqlWords statement) {
        List<String> words = statement.words();
        if (words.isEmpty() || statement.isMultiple() || statement.beginsVersioned() || statement.assigns()) {
            return false;
        }
        String verb = words.get(0);
        if (!ORDINARY_VERBS.contains(verb)) {
            return false;
        }
        boolean definition = verb.equals("CREATE") || verb.equals("DROP");
        if (definition && words.stream().limit(4).anyMatch("TEMPORARY"::equals)) {
            return false;
        }
        return words.stream().noneMatch(STATEFUL_WORDS::contains);
    }
}
