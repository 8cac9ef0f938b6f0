// SPDX-License-Identifier: Apache-2.0
package io.txmysql.api;

import org.jspecify.annotations.Nullable;

/**
 * How a transaction is opened, and how often it is tried. Immutable.
 *
 * <pre>{@code
 * TransactionOptions.DEFAULT.isolation(Isolation.SERIALIZABLE).retryDeadlocks(3)
 * }</pre>
 *
 * @param isolation null for that of the session
 * @param readOnly true if it must not change tables, except temporary ones; false if it may; null for what the session says
 * @param consistentSnapshot whether it sees the data as they are at its beginning, rather than at its first read; see
 *     {@link #consistentSnapshot(boolean)}
 * @param retryDeadlocks how often {@link SqlClient#inTransaction} runs its function again, whole, after a deadlock or when
 *     it has waited for a lock too long, 0 to 1000; of no effect in {@link SqlClient#begin}, which has no function to run again
 * @see <a href="https://dev.mysql.com/doc/refman/8.4/en/commit.html">START TRANSACTION, COMMIT, and ROLLBACK</a>
 */
public record TransactionOptions(
        @Nullable Isolation isolation, @Nullable Boolean readOnly, boolean consistentSnapshot, int retryDeadlocks) {

    /** How much of other transactions one can see, by the names of the standard. */
    public enum Isolation {
        READ_UNCOMMITTED,
        READ_COMMITTED,
        REPEATABLE_READ,
        SERIALIZABLE
    }

    /** As the session has it; no retries. */
    public static final TransactionOptions DEFAULT = new TransactionOptions(null, null, false, 0);

    public TransactionOptions {
        InvalidOption.requireRange("retryDeadlocks", retryDeadlocks, 0, 1000);
    }

    /** {@link #DEFAULT} with the isolation SERIALIZABLE. */
    public static TransactionOptions serializable() {
        return DEFAULT.isolation(Isolation.SERIALIZABLE);
    }

    /** The same with that isolation, for this transaction alone. */
    public TransactionOptions isolation(Isolation newIsolation) {
        return new TransactionOptions(newIsolation, readOnly, consistentSnapshot, retryDeadlocks);
    }

    /** The same, forbidden ({@code true}) or allowed to change tables, whatever the session says. */
    public TransactionOptions readOnly(boolean only) {
        return new TransactionOptions(isolation, only, consistentSnapshot, retryDeadlocks);
    }

    /**
     * The same, with the data as they are at its beginning. Only InnoDB knows it, and only with
     * {@link Isolation#REPEATABLE_READ}; otherwise the server goes on without, with a warning at most.
     */
    public TransactionOptions consistentSnapshot(boolean on) {
        return new TransactionOptions(isolation, readOnly, on, retryDeadlocks);
    }

    /**
     * The same, tried again that often after a deadlock or a lock wait.
     *
     * @param times 0 to 1000
     */
    public TransactionOptions retryDeadlocks(int times) {
        return new TransactionOptions(isolation, readOnly, consistentSnapshot, times);
    }
}
