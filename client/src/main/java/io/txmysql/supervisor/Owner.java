// SPDX-License-Identifier: Apache-2.0
package io.txmysql.supervisor;

import io.txmysql.protocol.error.MySQLException;
import java.time.Duration;

/** Whoever shares work out to several supervisors. Called on their loop; what is told is told after it has happened. */
public interface Owner {
    /**
     * Work that was {@linkplain Supervisor#give given} has to be run again, on any session.
     *
     * @param pause not before that has passed
     */
    void runAgain(Work work, Duration pause);

    /** There is a session. */
    void onConnected(Supervisor supervisor);

    /**
     * A session has ended.
     *
     * @param expected whether it was closed on purpose, rather than lost
     */
    void onEnded(Supervisor supervisor, boolean expected);

    /** There is a session now, or none any more, or one with less to do. */
    void onChange(Supervisor supervisor);

    /** An attempt to connect that nobody but the owner had asked for has failed. */
    void onRefused(Supervisor supervisor, MySQLException cause);
}
