// SPDX-License-Identifier: Apache-2.0
package io.txmysql.protocol.codec;

import io.txmysql.protocol.error.SessionPin;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * What a statement's words alone tell of it. Judged carefully: whatever is not known to be harmless counts as harmful, and a
 * statement that servers may read in several ways has the worst of each.
 *
 * @param changesSession whether it may change the state of its session, so that what follows must wait for its answer
 * @param pins what it may leave behind in the session
 * @param releases what a session has no more after it
 * @param control what it does to transactions
 * @param repeatable whether it only reads, so that running it twice does no harm and needs nothing of its session
 */
public record StatementTraits(
        boolean changesSession,
        Set<SessionPin> pins,
        Set<SessionPin> releases,
        TransactionControl control,
        boolean repeatable) {

    /** What a statement does to transactions. */
    public enum TransactionControl {
        NONE,
        /** {@code BEGIN}, {@code START TRANSACTION}, {@code XA START}. */
        BEGIN,
        /** {@code COMMIT}, {@code XA COMMIT}. */
        COMMIT,
        /** {@code ROLLBACK} of the whole transaction. */
        ROLLBACK,
        /** {@code SAVEPOINT}, {@code RELEASE SAVEPOINT}, {@code ROLLBACK TO}. */
        SAVEPOINT
    }

    /** Of a command that leaves its session as it is. */
    public static final StatementTraits ORDINARY =
            new StatementTraits(false, Set.of(), Set.of(), TransactionControl.NONE, false);

    /** Of a command that changes its session in a way that is known and can be repeated. */
    public static final StatementTraits BARRIER =
            new StatementTraits(true, Set.of(), Set.of(), TransactionControl.NONE, false);

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
    public static StatementTraits of(String sql) {
        for (SqlReading reading : SqlReading.all(sql)) {
            if (!isOrdinary(SqlWords.read(sql, reading))) {
                return new StatementTraits(
                        true, EnumSet.of(SessionPin.OTHER), Set.of(), TransactionControl.NONE, false);
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
