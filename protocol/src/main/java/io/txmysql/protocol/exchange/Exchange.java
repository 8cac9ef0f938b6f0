// SPDX-License-Identifier: Apache-2.0
package io.txmysql.protocol.exchange;

import io.txmysql.protocol.codec.StatementTraits;
import io.txmysql.protocol.error.MySQLException;
import io.txmysql.protocol.wire.PayloadReader;
import io.txmysql.protocol.wire.PayloadWriter;
import org.jspecify.annotations.Nullable;

/**
 * One command and its whole answer. The session engine encodes it once, feeds it the payloads of its reply, and asks it,
 * outside of all parsing, to deliver what has come to its sink. It belongs to one session and that session's thread; it
 * is used once.
 */
public abstract class Exchange {
    /** What the engine has to do after a payload. */
    public enum Step {
        /** More payloads belong to this reply. */
        CONTINUE,
        /** The server waits for the packet that {@link Exchange#encodeContinuation} writes. */
        SEND,
        /** The reply is over; whether well or badly is for {@link Exchange#deliver} to tell. */
        DONE
    }

    private final @Nullable String statement;
    private final StatementTraits traits;
    private boolean sent;

    /**
     * @param statement the SQL with its placeholders, for errors
     * @param traits what it does to its session; one that changes it waits for all before it, and all after it wait for
     *     its answer
     */
    protected Exchange(@Nullable String statement, StatementTraits traits) {
        this.statement = statement;
        this.traits = traits;
    }

    public final @Nullable String statement() {
        return statement;
    }

    public final boolean isBarrier() {
        return traits.changesSession();
    }

    /** What it does to its session. */
    public final StatementTraits traits() {
        return traits;
    }

    /** Whether the command has been sent, or is about to be in this turn. */
    public final boolean isSent() {
        return sent;
    }

    /** Called by the engine, once, when the command is encoded. */
    public final void markSent() {
        sent = true;
        onSent();
    }

    /** The command goes out now; nothing may be submitted from here. */
    void onSent() {}

    /** Writes the command's payload. */
    public abstract void encode(PayloadWriter out);

    /**
     * Takes one payload of the reply; the reader's bytes are valid until {@link #releaseInput()}.
     *
     * @throws io.txmysql.protocol.wire.MalformedPacketException if it cannot be what the protocol allows here
     */
    public abstract Step onPayload(PayloadReader payload, SessionState state);

    /** Writes the packet that the server waits for after {@link Step#SEND}. */
    public void encodeContinuation(PayloadWriter out) {
        throw new IllegalStateException(getClass().getSimpleName() + " has nothing to continue with");
    }

    /** The input buffer is about to be reused: what is still needed of it is copied now. */
    public void releaseInput() {}

    /** Whether it has ended with an error. */
    public abstract boolean hasFailed();

    /** Ends this exchange without the rest of its reply. Without effect if the reply is already over. */
    public abstract void fail(MySQLException cause);

    /** Hands to the sink whatever has come since the last call. Never called from within parsing. */
    public abstract void deliver();

    /** Whether the sink can take what comes next; if not, the engine stops reading in front of the next row. */
    public boolean hasDemand() {
        return true;
    }

    /** Who takes the answer; null for a command of the engine's own. */
    public @Nullable ResultSink sink() {
        return null;
    }

    /** Whether nobody wants the answer any more: if it has not been sent, it need not be. */
    public boolean isAbandoned() {
        return false;
    }
}
