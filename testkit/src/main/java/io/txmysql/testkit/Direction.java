// SPDX-License-Identifier: Apache-2.0
package io.txmysql.testkit;

/** Which way bytes travel through a {@link FaultProxy}. */
public enum Direction {
    /** From the client to the server. */
    TO_SERVER,
    /** From the server to the client. */
    TO_CLIENT
}
