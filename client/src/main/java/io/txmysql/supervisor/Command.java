// SPDX-License-Identifier: Apache-2.0
package io.txmysql.supervisor;

import io.txmysql.protocol.codec.StatementTraits;
import io.txmysql.protocol.exchange.Exchange;
import io.txmysql.protocol.exchange.ResultSink;
import java.time.Duration;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a call wants of a session, encoded as far as that can be done without one. Immutable, any thread.
 *
 * @param statement the SQL with its placeholders, for errors; null for a command without SQL
 * @param bytes about how much memory it takes while it waits
 * @param traits what it does to its session
 * @param repeat what is known of running it twice
 * @param timeout how long it may take, from the call on; null for what the options say
 * @param exchange makes the exchange of one attempt
 */
public record Command(
        @Nullable String statement,
        int bytes,
        StatementTraits traits,
        Repeat repeat,
        @Nullable Duration timeout,
        Function<ResultSink, Exchange> exchange) {

    /** What is known of running a command twice. */
    public enum Repeat {
        /** Nothing. */
        UNDECLARED,
        /** The caller says that it does no harm; the retry policy has the last word. */
        IDEMPOTENT,
        /** It does no harm, whatever the policy: what it does ends with its session. */
        HARMLESS
    }

    private static final int SMALL = 16;

    /** A command without SQL. */
    public static Command plain(StatementTraits traits, Repeat repeat, Function<ResultSink, Exchange> exchange) {
        return new Command(null, SMALL, traits, repeat, null, exchange);
    }

    public Command with(Repeat newRepeat) {
        return new Command(statement, bytes, traits, newRepeat, timeout, exchange);
    }

    public Command within(@Nullable Duration newTimeout) {
        return new Command(statement, bytes, traits, repeat, newTimeout, exchange);
    }
}
