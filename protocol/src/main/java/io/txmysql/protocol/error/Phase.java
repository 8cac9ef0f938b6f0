// SPDX-License-Identifier: Apache-2.0
package io.txmysql.protocol.error;

import java.util.Locale;

/** Where in the life of a session an error happened. */
public enum Phase {
    /** Before any I/O: options, the statement's markers, arguments. */
    PREPARATION,
    /** Resolving the host's name. */
    RESOLVE,
    /** Opening the socket. */
    CONNECT,
    /** Waiting for, or reading, the server's greeting. */
    GREETING,
    /** The TLS handshake. */
    TLS,
    /** Between the handshake response and the server's final OK. */
    AUTHENTICATION,
    /** What a new session is told before any work: database, character set, session variables. */
    SETUP,
    /** A command and its answer. */
    COMMAND,
    /** Reading a value out of a result that has arrived. */
    DECODE,
    /** Closing. */
    CLOSE;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
