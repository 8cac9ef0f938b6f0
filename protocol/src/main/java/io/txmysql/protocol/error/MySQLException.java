// SPDX-License-Identifier: Apache-2.0
package io.txmysql.protocol.error;

import org.jspecify.annotations.Nullable;

/**
 * Whatever goes wrong in this driver. The message says what happened, where, in which phase, with which statement and
 * how far it had got. It never contains a password or a parameter's value in the driver's own words; a server's message
 * is kept as it came, and servers do quote values (1062 names the duplicate key), so logs use {@link #toLogString()}.
 */
public abstract sealed class MySQLException extends RuntimeException
        permits AuthenticationException,
                BacklogFullException,
                ConnectFailedException,
                ConnectionClosedException,
                ConnectionLostException,
                InvalidOptionException,
                InvalidStatementException,
                MySQLTimeoutException,
                NoSuchColumnException,
                ProtocolViolationException,
                ServerErrorException,
                SessionStateLostException,
                TlsException,
                TransactionOutcomeUnknownException,
                UsageException,
                ValueConversionException {

    private final transient ErrorContext context;
    private final String summary;

    MySQLException(String summary, ErrorContext context, @Nullable Throwable cause) {
        super(summary + context.describe(), cause);
        this.context = context;
        this.summary = summary;
    }

    /** The kind of trouble, for programs that decide what to do. */
    public abstract ErrorCategory category();

    public ErrorContext context() {
        return context;
    }

    /** How far the command had got. */
    public Delivery delivery() {
        return context.delivery();
    }

    public Phase phase() {
        return context.phase();
    }

    /** {@code host:port} or the path of the UNIX socket; null if no server was involved. */
    public @Nullable String endpoint() {
        return context.endpoint();
    }

    /** The statement with its placeholders, never with values; null if none was involved. */
    public @Nullable String statement() {
        return context.statement();
    }

    /** The server's error number; 0 if the error is not a server's. */
    public int errno() {
        return 0;
    }

    /** The five characters of the SQLSTATE; null if the error is not a server's or came without one. */
    public @Nullable String sqlState() {
        return null;
    }

    /** What happened, without where and how far; for a server's error the server's own message. */
    public String summary() {
        return summary;
    }

    /** The same error for another place: used when one cause ends several commands, each with its own statement. */
    public abstract MySQLException in(ErrorContext newContext);

    /** One line for logs: everything but texts that may quote data. */
    public String toLogString() {
        return getClass().getSimpleName() + ": " + logSummary() + context.describe();
    }

    String logSummary() {
        return summary;
    }
}
