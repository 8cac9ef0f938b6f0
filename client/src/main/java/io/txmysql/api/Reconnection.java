// SPDX-License-Identifier: Apache-2.0
package io.txmysql.api;

import java.time.Duration;
import java.util.List;

/**
 * What a connection does while there is no session, and with work whose session was lost.
 *
 * @param backoff the pauses between attempts to connect
 * @param maxBackoffTime how long work waits for a session before it fails; {@link Duration#ZERO}: with the first
 *     attempt that fails
 * @param maxBacklog how many calls may wait for a session
 * @param maxBacklogBytes how many bytes of encoded calls may wait for a session
 * @param retryPolicy which work of unknown fate is run again
 * @param temporaryErrors errors of the server after which to reconnect and run the statement again
 * @param autoRepair whether a MyISAM or Aria table that the server calls crashed is repaired and the statement run again,
 *     once
 * @param rejectReadOnly whether a server that turns out to be read-only (errors 1290, 1792, 1836) is left for another
 */
public record Reconnection(
        Backoff backoff,
        Duration maxBackoffTime,
        int maxBacklog,
        int maxBacklogBytes,
        RetryPolicy retryPolicy,
        List<TemporaryError> temporaryErrors,
        boolean autoRepair,
        boolean rejectReadOnly) {
    public Reconnection {
        InvalidOption.requireDuration("maxBackoffTime", maxBackoffTime, Duration.ZERO);
        InvalidOption.requireRange("maxBacklog", maxBacklog, 1, Integer.MAX_VALUE);
        InvalidOption.requireRange("maxBacklogBytes", maxBacklogBytes, 1, Integer.MAX_VALUE);
        temporaryErrors = List.copyOf(temporaryErrors);
    }
}
