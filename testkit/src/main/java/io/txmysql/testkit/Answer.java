// SPDX-License-Identifier: Apache-2.0
package io.txmysql.testkit;

import java.io.IOException;

/**
 * What a {@link ScriptedServer} does when it is its turn. Called on the thread of the connection, which does nothing else
 * meanwhile: an answer may block, for example until the test opens a latch. An exception other than an
 * {@code IOException} goes to the client as error 1105 and to {@link ScriptedServer#failures()}.
 */
@FunctionalInterface
public interface Answer {
    /** An OK packet. */
    Answer OK = Reply::ok;

    /** Nothing at all, until the client closes the connection. */
    Answer SILENCE = Reply::silence;

    void to(Reply reply) throws IOException;
}
