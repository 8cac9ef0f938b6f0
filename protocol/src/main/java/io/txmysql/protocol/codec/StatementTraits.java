// SPDX-License-Identifier: Apache-2.0
package io.txmysql.protocol.codec;

import io.txmysql.protocol.error.SessionPin;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * What a statement's words alone tell of it. Judged carefully: whatever is not known to be harmless counts as harmful, and a
 * statement that servers may read in several ways has the worst of each: the pins of all readings, the releases that all
 * have in common. Immutable, for any thread.
 *
 * <p>What only the server knows is not seen: what a stored function, a trigger or a view does that the statement uses. Nor
 * is an open transaction a pin, unless it is one of XA, since the server's status flags tell of it; nor the selected
 * database. What a statement releases it releases if it succeeds; what it leaves behind may be there even if it fails.
 *
 * @param changesSession whether it may change the state of its session, so that what follows must wait for its answer
 * @param pins what it may leave behind in the session
 * @param releases what a session surely has no more after it
 * @param control what it does to transactions; NONE, with {@link SessionPin#OTHER} among the pins, if several statements
 *     stand in the text, if it begins with a versioned comment, or if it depends on how the server reads it
 * @param repeatable whether it only reads, so that running it twice does no harm and needs nothing of its session: no
 *     locks, user variables or sequences, and no call of a function that may be a user's
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
        SAVEPOINT;

        /** MariaDB's BEGIN that is followed by anything but WORK is a block. */
        static TransactionControl of(StatementHead head) {
            boolean alone = head.count() == 1 || (head.count() == 2 && head.is(1, "WORK"));
            int behindWork = head.is(1, "WORK") ? 2 : 1;
            return switch (head.verb()) {
                case "BEGIN" -> alone ? BEGIN : NONE;
                case "START" -> head.is(1, "TRANSACTION") ? BEGIN : NONE;
                case "COMMIT" -> COMMIT;
                case "ROLLBACK" -> head.is(behindWork, "TO") ? SAVEPOINT : ROLLBACK;
                case "SAVEPOINT" -> SAVEPOINT;
                case "RELEASE" -> head.is(1, "SAVEPOINT") ? SAVEPOINT : NONE;
                case "XA" ->
                    switch (head.text(1)) {
                        case "START", "BEGIN" -> BEGIN;
                        case "COMMIT" -> COMMIT;
                        case "ROLLBACK" -> ROLLBACK;
                        default -> NONE;
                    };
                default -> NONE;
            };
        }
    }

    /** Of a command that leaves its session as it is. */
    public static final StatementTraits ORDINARY =
            new StatementTraits(false, Set.of(), Set.of(), TransactionControl.NONE, false);

    /** Of a command that changes its session in a way that is known and can be repeated. */
    public static final StatementTraits BARRIER =
            new StatementTraits(true, Set.of(), Set.of(), TransactionControl.NONE, false);

    /** Of a query that only reads and can be repeated. */
    public static final StatementTraits READING =
            new StatementTraits(false, Set.of(), Set.of(), TransactionControl.NONE, true);

    public StatementTraits {
        pins = Set.copyOf(pins);
        releases = Set.copyOf(releases);
    }

    /** Judges a statement under every way in which a server may read it. */
    public static StatementTraits of(String sql) {
        List<SqlReading> readings = SqlReading.all(sql);
        StatementTraits traits = StatementJudgement.of(sql, readings.get(0));
        for (SqlReading reading : readings.subList(1, readings.size())) {
            traits = traits.orWorse(StatementJudgement.of(sql, reading));
        }
        return traits;
    }

    private StatementTraits orWorse(StatementTraits other) {
        if (!changesSession && !other.changesSession) {
            return repeatable && other.repeatable ? READING : ORDINARY;
        }
        Set<SessionPin> all = EnumSet.noneOf(SessionPin.class);
        all.addAll(pins);
        all.addAll(other.pins);
        if (control != other.control) {
            all.add(SessionPin.OTHER);
        }
        Set<SessionPin> both = EnumSet.noneOf(SessionPin.class);
        both.addAll(releases);
        both.retainAll(other.releases);
        return new StatementTraits(
                changesSession || other.changesSession,
                all,
                both,
                control == other.control ? control : TransactionControl.NONE,
                repeatable && other.repeatable);
    }
}
