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
 * @param readOnly whether it may change tables; null for what the session says
 * @param consistentSnapshot whether it sees the data as they are at its beginning, rather than at its first read
 * @param retryDeadlocks how often {@link SqlClient#inTransaction} runs its function again after a deadlock or a lock wait,
 *     0 to 1000
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

    public TransactionOptions isolation(Isolation newIsolation) {
        return new TransactionOptions(newIsolation, readOnly, consistentSnapshot, retryDeadlocks);
    }

    public TransactionOptions readOnly(boolean only) {
        return new TransactionOptions(isolation, only, consistentSnapshot, retryDeadlocks);
    }

    /**
     * Only InnoDB knows it, and only with {@link Isolation#REPEATABLE_READ}; otherwise the server warns and goes on without.
     */
    public TransactionOptions consistentSnapshot(boolean on) {
        return new TransactionOptions(isolation, readOnly, on, retryDeadlocks);
    }

    public TransactionOptions retryDeadlocks(int times) {
        return new TransactionOptions(isolation, readOnly, consistentSnapshot, times);
    }
}
