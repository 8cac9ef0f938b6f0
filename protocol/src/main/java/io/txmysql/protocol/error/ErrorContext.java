// SPDX-License-Identifier: Apache-2.0
package io.txmysql.protocol.error;

import org.jspecify.annotations.Nullable;

/**
 * Where an error happened and how far the work had got.
 *
 * @param endpoint {@code host:port} or the path of the UNIX socket; null if no server was involved
 * @param phase where in the life of the session
 * @param statement the SQL with its placeholders, never with values in it; null if no statement was involved
 * @param delivery how far the command had got
 */
public record ErrorContext(
        @Nullable String endpoint, Phase phase, @Nullable String statement, Delivery delivery) {

    /** An error raised before anything was sent: wrong options, markers or arguments. */
    public static ErrorContext local(@Nullable String statement) {
        return new ErrorContext(null, Phase.PREPARATION, statement, Delivery.NOT_EXECUTED);
    }

    /** An error of reading a value of a result that has arrived. */
    public static ErrorContext decoding() {
        return new ErrorContext(null, Phase.DECODE, null, Delivery.ANSWERED);
    }

    public ErrorContext withStatement(@Nullable String newStatement, Delivery newDelivery) {
        return new ErrorContext(endpoint, phase, newStatement, newDelivery);
    }

    String describe() {
        StringBuilder text = new StringBuilder(64).append(" [").append(phase);
        if (endpoint != null) {
            text.append(" at ").append(endpoint);
        }
        text.append(", ").append(delivery);
        if (statement != null) {
            text.append(", statement: ").append(statement);
        }
        return text.append(']').toString();
    }
}
