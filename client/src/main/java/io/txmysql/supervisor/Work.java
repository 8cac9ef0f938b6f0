// SPDX-License-Identifier: Apache-2.0
package io.txmysql.supervisor;

import io.txmysql.protocol.error.MySQLException;
import io.txmysql.protocol.exchange.Exchange;
import io.txmysql.protocol.exchange.ResultSink;
import io.txmysql.transport.Loop;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One call of a user, from the moment it is taken until its answer is complete: it outlives the sessions it is tried on.
 * Made on the caller's thread; from then on it belongs to the event loop.
 */
public final class Work {
    private final @Nullable String statement;
    private final int bytes;
    private final boolean idempotent;
    private final Function<ResultSink, Exchange> exchange;
    private final Answer answer;
    private int attempts;
    private long submittedAt;
    private long waitingSince;

    /**
     * @param statement the SQL with its placeholders, for errors; null for a command without SQL
     * @param bytes about how much memory it takes while it waits
     * @param idempotent whether the caller says that running it twice does no harm
     * @param exchange makes a new exchange for each attempt
     */
    public Work(
            @Nullable String statement,
            int bytes,
            boolean idempotent,
            Function<ResultSink, Exchange> exchange,
            Answer answer) {
        this.statement = statement;
        this.bytes = bytes;
        this.idempotent = idempotent;
        this.exchange = exchange;
        this.answer = answer;
    }

    @Nullable
    String statement() {
        return statement;
    }

    int bytes() {
        return bytes;
    }

    boolean isIdempotent() {
        return idempotent;
    }

    /** Whether nobody waits for the answer any more; work that was not sent then need not be. */
    boolean isAbandoned() {
        return answer.isAbandoned();
    }

    void submitted(long now) {
        submittedAt = now;
        waitingSince = now;
    }

    /** When the call was made, by {@link Loop#nanoTime()}. */
    long submittedAt() {
        return submittedAt;
    }

    /** Since when it has been waiting for a session, by {@link Loop#nanoTime()}. */
    long waitingSince() {
        return waitingSince;
    }

    void waiting(long now) {
        waitingSince = now;
    }

    /** How often it has been given to a session. */
    int attempts() {
        return attempts;
    }

    /** The exchange of the next attempt. */
    Exchange attempt(ResultSink sink) {
        if (attempts++ > 0) {
            answer.restart();
        }
        return exchange.apply(sink);
    }

    Answer answer() {
        return answer;
    }

    void fail(MySQLException failure) {
        answer.onFailure(failure);
    }
}
