// SPDX-License-Identifier: Apache-2.0
package io.txmysql.simulation;

/** What the client can do already, so that the workload asks for it. */
final class Features {
    /** A cancel or a time limit stops the statement on the server. */
    static final boolean CANCEL_ON_SERVER = false;

    /** {@code Query.timeout} and the option statementTimeout. */
    static final boolean TIME_LIMITS = false;

    static final boolean TRANSACTIONS = false;
    static final boolean POOL = false;

    /** Work that needs something of its session is failed when that has ended, and session variables are replayed. */
    static final boolean PINS = false;

    /** NOT_EXECUTED speaks of all attempts at a call, not of the last alone. */
    static final boolean DELIVERY_OF_ALL_ATTEMPTS = true;

    /** closeGracefully completes after the calls that it has waited for. */
    static final boolean DRAINED_LAST = false;

    private Features() {}
}
