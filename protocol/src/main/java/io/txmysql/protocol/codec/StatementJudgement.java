// SPDX-License-Identifier: Apache-2.0
package io.txmysql.protocol.codec;

import io.txmysql.protocol.codec.StatementTraits.TransactionControl;
import io.txmysql.protocol.error.SessionPin;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds the {@link StatementTraits} of a statement under one {@link SqlReading}, in one pass: it remembers the first few
 * tokens, and looks at all of them for what may stand anywhere. One statement, one thread.
 */
final class StatementJudgement {
    /** Verbs that leave the session as it is, whatever follows them. */
    private static final Set<String> ORDINARY_VERBS = Set.copyOf(SqlWord.list("""
            ALTER ANALYZE CHECK CHECKSUM DELETE DO GRANT HELP INSERT KILL OPTIMIZE RENAME REPAIR REPLACE REVOKE TRUNCATE
            UPDATE
            """));

    private static final Set<String> READING_VERBS =
            Set.of("SELECT", "WITH", "VALUES", "TABLE", "SHOW", "DESC", "DESCRIBE", "EXPLAIN");

    /** What a SHOW may show to be repeatable: nothing that belongs to the session or to its latest statement. */
    private static final Set<String> SHOWN = Set.copyOf(SqlWord.list("""
            CHARACTER CHARSET COLLATION COLUMNS CREATE DATABASES ENGINES EVENTS EXTENDED FIELDS FULL FUNCTION GLOBAL GRANTS
            INDEX INDEXES KEYS OPEN PLUGINS PRIVILEGES PROCEDURE PROCESSLIST SCHEMAS STORAGE TABLE TABLES TRIGGERS
            """));

    private final StatementHead head = new StatementHead();
    private final Set<SessionPin> pins = EnumSet.noneOf(SessionPin.class);
    private Set<SessionPin> releases = Set.of();
    private TransactionControl control = TransactionControl.NONE;
    private boolean changes;
    private @Nullable SetEffects set;
    private @Nullable ReadOnlyCheck reads;

    /** The latest token, without quotes if it is a word in quotes that may be an identifier. */
    private SqlWord last = SqlWord.NONE;

    private boolean lastIsQuoted;
    private boolean isEnded;
    private boolean isUnclear;
    private boolean namesLock;
    private boolean namesVariable;

    private StatementJudgement() {}

    static StatementTraits of(String sql, SqlReading reading) {
        StatementJudgement judgement = new StatementJudgement();
        SqlTokens tokens = new SqlTokens(sql, reading);
        while (tokens.next()) {
            judgement.take(tokens);
        }
        return judgement.conclude();
    }

    private void take(SqlTokens tokens) {
        SqlWord word = tokens.word();
        if (word.is(";")) {
            isEnded = true;
            return;
        }
        isUnclear |= isEnded || (tokens.opensVersioned() && head.count() == 0);
        if (word.isNamed()) {
            anywhere(word);
        }
        namesVariable |= last.is("@") && !word.is("@");
        if (set != null && set.take(tokens)) {
            set = null;
            head.clear();
        } else {
            head.take(word);
            begin();
        }
        if (reads != null) {
            reads.take(tokens);
        }
        last = tokens.unquoted();
        lastIsQuoted = word.kind() == SqlWord.Kind.QUOTED;
    }

    /** Calls those who look at the rest, once the verb is known. */
    private void begin() {
        if (head.count() == 1 && head.is(0, "SET")) {
            set = new SetEffects(pins);
        } else if (head.count() == 1 && reads == null && READING_VERBS.contains(head.verb())) {
            reads = new ReadOnlyCheck(head.is(0, "SHOW"));
        } else if (head.count() == 2 && set != null && head.is(1, "STATEMENT")) {
            reads = new ReadOnlyCheck(false);
        }
    }

    /** What counts wherever it stands. */
    private void anywhere(SqlWord word) {
        switch (word.text()) {
            case "[" -> isUnclear = true; // begins a name in one of MariaDB's sql_modes, and it may contain quotes
            case ":" -> leave(set == null, SessionPin.USER_VARIABLE);
            case "@" -> leave(last.is("INTO"), SessionPin.USER_VARIABLE);
            case "(" -> lockFunction(lastIsQuoted ? last : SqlWord.NONE);
            case "LOCK", "EXPORT" -> namesLock = true;
            default -> lockFunction(word);
        }
    }

    /** The services' locks are loadable functions of MySQL's; RELEASE_ALL_LOCKS does not release them. */
    private void lockFunction(SqlWord word) {
        switch (word.text()) {
            case "GET_LOCK" -> pins.add(SessionPin.USER_LOCK);
            case "RELEASE_LOCK", "RELEASE_ALL_LOCKS" -> changes = true;
            case "SERVICE_GET_READ_LOCKS",
                    "SERVICE_GET_WRITE_LOCKS",
                    "VERSION_TOKENS_LOCK_EXCLUSIVE",
                    "VERSION_TOKENS_LOCK_SHARED" -> pins.add(SessionPin.OTHER);
            default -> {}
        }
    }

    private void leave(boolean really, SessionPin pin) {
        if (really) {
            pins.add(pin);
        }
    }

    private StatementTraits conclude() {
        if (isUnclear) {
            pins.add(SessionPin.OTHER);
        }
        if (set != null) {
            changes = true;
            set.end();
        } else {
            verb();
        }
        changes |= !pins.isEmpty();
        if (!changes) {
            return reads != null && isRepeatable(reads) ? StatementTraits.READING : StatementTraits.ORDINARY;
        }
        return isUnclear
                ? new StatementTraits(true, pins, Set.of(), TransactionControl.NONE, false)
                : new StatementTraits(true, pins, releases, control, false);
    }

    private boolean isRepeatable(ReadOnlyCheck check) {
        return READING_VERBS.contains(head.verb())
                && check.isHarmless()
                && (!head.is(0, "SHOW") || SHOWN.contains(head.text(1)));
    }

    private void verb() {
        switch (head.verb()) {
            case "SELECT", "DO" -> releases(head.isReleaseOfAllLocks(), SessionPin.USER_LOCK);
            case "CREATE" -> leave(head.isTemporary(), SessionPin.TEMPORARY_TABLE);
            case "DROP" -> changes |= head.isTemporary() || head.is(1, "PREPARE");
            case "USE", "DEALLOCATE" -> changes = true;
            case "PREPARE" -> pins.add(SessionPin.PREPARED_STATEMENT);
            case "LOAD" -> {
                changes = true;
                leave(namesVariable, SessionPin.USER_VARIABLE);
            }
            case "GET" -> pins.add(namesVariable ? SessionPin.USER_VARIABLE : SessionPin.OTHER);
            case "CALL" -> {
                pins.add(SessionPin.OTHER);
                leave(namesVariable, SessionPin.USER_VARIABLE);
            }
            case "LOCK", "UNLOCK", "FLUSH", "BACKUP" -> tableLocks();
            case "BEGIN", "START", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE", "XA" -> transaction();
            default ->
                leave(!ORDINARY_VERBS.contains(head.verb()) && !READING_VERBS.contains(head.verb()), SessionPin.OTHER);
        }
    }

    private void releases(boolean really, SessionPin pin) {
        if (really) {
            releases = Set.of(pin);
        }
    }

    /** UNLOCK TABLES releases neither LOCK INSTANCE nor BACKUP, which therefore leave something else, too. */
    private void tableLocks() {
        changes = true;
        boolean tables = head.is(1, "TABLES") || head.is(1, "TABLE");
        switch (head.verb()) {
            case "UNLOCK" -> releases(tables, SessionPin.TABLE_LOCK);
            case "FLUSH" -> leave(namesLock, SessionPin.TABLE_LOCK);
            default -> {
                boolean over = head.is(1, "UNLOCK") || (head.is(1, "STAGE") && head.is(2, "END"));
                leave(!over, SessionPin.TABLE_LOCK);
                leave(!over && !tables, SessionPin.OTHER);
            }
        }
    }

    /** An open transaction is no pin, since the server's status flags tell of it; but not of one of XA. */
    private void transaction() {
        changes = true;
        control = TransactionControl.of(head);
        boolean xa = head.is(0, "XA");
        switch (control) {
            case BEGIN -> leave(xa, SessionPin.TRANSACTION);
            case COMMIT, ROLLBACK -> releases(xa, SessionPin.TRANSACTION);
            case SAVEPOINT -> {}
            case NONE -> leave(!xa, SessionPin.OTHER);
        }
    }
}
