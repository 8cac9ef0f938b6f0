// SPDX-License-Identifier: Apache-2.0
package io.txmysql.protocol.error;

/** How far a command had got when it failed: what a caller must know before running it again. */
public enum Delivery {
    /** The server has not executed it: it was not fully handed to the socket, or was refused unseen. Running it is safe. */
    NOT_EXECUTED,

    /** It was on its way and no answer came. The server may have executed it wholly, partly or not at all. */
    UNKNOWN,

    /** The server has answered; the answer is the error. */
    ANSWERED
}
