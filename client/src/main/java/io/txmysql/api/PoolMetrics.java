// SPDX-License-Identifier: Apache-2.0
package io.txmysql.api;

/**
 * Gauges and counters of a pool. They are read without stopping it, so while it works they may be of slightly different
 * moments.
 *
 * @param connecting connections that are being opened
 * @param idle open connections with nothing to do
 * @param sharing open connections that statements of several callers are running on
 * @param leased connections that are lent out, to callers and to transactions
 * @param draining connections that take nothing more: being reset, or about to be closed
 * @param waiting callers who wait for a connection, statements included
 * @param running statements that were given to a connection and are not answered
 * @param acquired leases given, since the beginning
 * @param released leases given back
 * @param acquireTimeouts callers who waited for longer than {@code maxAcquireTime}
 * @param opened sessions that were opened
 * @param lost sessions that ended by themselves
 * @param closed sessions that were closed: idle, too old, or not to be cleaned
 * @param resets sessions that were reset after use
 * @param leaks leases that lasted for longer than {@code leakDetectionThreshold}
 */
public record PoolMetrics(
        int connecting,
        int idle,
        int sharing,
        int leased,
        int draining,
        int waiting,
        int running,
        long acquired,
        long released,
        long acquireTimeouts,
        long opened,
        long lost,
        long closed,
        long resets,
        long leaks) {

    /** All connections of the pool. */
    public int size() {
        return connecting + idle + sharing + leased + draining;
    }
}
