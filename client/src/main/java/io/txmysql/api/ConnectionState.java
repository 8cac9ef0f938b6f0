// SPDX-License-Identifier: Apache-2.0
package io.txmysql.api;

/** Where a logical connection is. */
public enum ConnectionState {
    /** No session, and no work that wants one. */
    DISCONNECTED,
    /** On the way to a session; work waits. */
    CONNECTING,
    /** A session is there, authenticated. */
    READY,
    /** The last attempt to connect failed; work waits for the next. */
    BACKOFF,
    /** No new work is taken; what was taken is finished. */
    DRAINING,
    /** Closed by its owner, for good. */
    CLOSED
}
