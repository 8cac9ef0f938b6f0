// SPDX-License-Identifier: Apache-2.0
package io.txmysql.api;

import io.txmysql.protocol.error.ServerErrorException;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * Recognises an error of the server that will pass, such as "Unknown database" while a cluster is being set up. Made of an
 * errno, an SQLSTATE, a message or a predicate; also asked during the login.
 *
 * @param description how it is written as an option; for a predicate of the program's own any name
 */
public record TemporaryError(String description, Predicate<ServerErrorException> test) {

    /** The server's error number. */
    public static TemporaryError errno(int errno) {
        return new TemporaryError(Integer.toString(errno), error -> error.errno() == errno);
    }

    /** The five characters of the SQLSTATE. */
    public static TemporaryError sqlState(String sqlState) {
        return new TemporaryError('#' + sqlState, error -> sqlState.equals(error.sqlState()));
    }

    /** The server's message, whole. */
    public static TemporaryError message(String message) {
        return new TemporaryError(message, error -> message.equals(error.summary()));
    }

    /** A part of the server's message. */
    public static TemporaryError message(Pattern pattern) {
        return new TemporaryError(
                "/" + pattern + "/", error -> pattern.matcher(error.summary()).find());
    }

    public boolean matches(ServerErrorException error) {
        return test.test(error);
    }

    @Override
    public String toString() {
        return description;
    }
}
