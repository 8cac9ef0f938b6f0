// SPDX-License-Identifier: Apache-2.0
package io.txmysql.testkit.simulation;

/**
 * How a model server is at the moment; a schedule turns it for the worse and, in the end, for the better.
 *
 * @param mostSessions sessions that there may be at once; more are refused with 1040
 * @param deniesLogins whether every login ends with 1045
 * @param readOnly whether what changes data fails with 1290
 * @param temporaryErrors of a thousand statements and logins so many fail with 1297, which a client may take for temporary
 * @param deadlocks of a thousand changes in a transaction so many end in a deadlock, 1213, which rolls all of it back
 * @param lockWaits of a thousand changes so many do not get their lock, 1205
 * @param slowness execution takes so many times as long
 * @param waitTimeout nanoseconds without a command after which a session is closed; counts for sessions that are opened from
 *     now on
 */
public record Conditions(
        int mostSessions,
        boolean deniesLogins,
        boolean readOnly,
        int temporaryErrors,
        int deadlocks,
        int lockWaits,
        int slowness,
        long waitTimeout) {

    private static final long EIGHT_HOURS = 8L * 3600 * 1_000_000_000;

    /** Nothing is wrong. */
    public static final Conditions WELL = new Conditions(Integer.MAX_VALUE, false, false, 0, 0, 0, 1, EIGHT_HOURS);

    public Conditions withMostSessions(int most) {
        return new Conditions(
                most, deniesLogins, readOnly, temporaryErrors, deadlocks, lockWaits, slowness, waitTimeout);
    }

    public Conditions withDeniedLogins(boolean denied) {
        return new Conditions(
                mostSessions, denied, readOnly, temporaryErrors, deadlocks, lockWaits, slowness, waitTimeout);
    }

    public Conditions withReadOnly(boolean only) {
        return new Conditions(
                mostSessions, deniesLogins, only, temporaryErrors, deadlocks, lockWaits, slowness, waitTimeout);
    }

    public Conditions withTemporaryErrors(int ofThousand) {
        return new Conditions(
                mostSessions, deniesLogins, readOnly, ofThousand, deadlocks, lockWaits, slowness, waitTimeout);
    }

    public Conditions withDeadlocks(int ofThousand) {
        return new Conditions(
                mostSessions, deniesLogins, readOnly, temporaryErrors, ofThousand, lockWaits, slowness, waitTimeout);
    }

    public Conditions withLockWaits(int ofThousand) {
        return new Conditions(
                mostSessions, deniesLogins, readOnly, temporaryErrors, deadlocks, ofThousand, slowness, waitTimeout);
    }

    public Conditions withSlowness(int times) {
        return new Conditions(
                mostSessions, deniesLogins, readOnly, temporaryErrors, deadlocks, lockWaits, times, waitTimeout);
    }

    public Conditions withWaitTimeout(long nanos) {
        return new Conditions(
                mostSessions, deniesLogins, readOnly, temporaryErrors, deadlocks, lockWaits, slowness, nanos);
    }
}
