// SPDX-License-Identifier: Apache-2.0
package io.txmysql.simulation;

/** Promises that the client is known not to keep yet; each is to become false and go. */
final class KnownGaps {
    /**
     * A server that has been restarted without its client hearing of it numbers its sessions from 1 again, and says that it is
     * the same server: a KILL QUERY for a session from before hits somebody else's statement.
     */
    static final boolean KILL_AFTER_UNNOTICED_RESTART = true;

    private KnownGaps() {}
}
