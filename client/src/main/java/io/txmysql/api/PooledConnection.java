// SPDX-License-Identifier: Apache-2.0
package io.txmysql.api;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One connection of a pool, as it is at one moment.
 *
 * @param number counts from 1 within its pool
 * @param endpoint {@code host:port} or the path of the UNIX socket
 * @param state where it is
 * @param use what it is used for
 * @param running statements that were given to it and are not answered
 * @param age since its session was opened; {@link Duration#ZERO} while it has none
 * @param inUse how long it has been used as {@code use} says
 * @param borrower its stack trace tells where it was borrowed, if {@code leakDetectionThreshold} is on and it is lent out;
 *     else null
 */
public record PooledConnection(
        int number,
        String endpoint,
        ConnectionState state,
        Use use,
        int running,
        Duration age,
        Duration inUse,
        @Nullable Throwable borrower) {

    /** What a connection of a pool is used for. */
    public enum Use {
        /** For nothing yet: its session is being opened. */
        CONNECTING,
        /** For nothing. */
        IDLE,
        /** For statements of several callers. */
        SHARING,
        /** For one caller or one transaction alone. */
        LEASED,
        /** For nothing new: it is being reset, or about to be closed. */
        DRAINING
    }
}
