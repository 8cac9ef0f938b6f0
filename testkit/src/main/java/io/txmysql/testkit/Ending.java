// SPDX-License-Identifier: Apache-2.0
package io.txmysql.testkit;

/** How a TCP connection is brought to its end. */
public enum Ending {
    /** In order: what was sent arrives, then the end of the stream (FIN). */
    CLOSE,
    /** Without a word: the peer's next read or write fails (RST). */
    RESET
}
