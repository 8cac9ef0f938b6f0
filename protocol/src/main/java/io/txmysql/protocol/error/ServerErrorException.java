// SPDX-License-Identifier: Apache-2.0
package io.txmysql.protocol.error;

import org.jspecify.annotations.Nullable;

/** The server answered with an ERR packet. {@link #summary()} is the server's message as it came. */
public final class ServerErrorException extends MySQLException {
    private final int errno;
    private final @Nullable String sqlState;

    public ServerErrorException(int errno, @Nullable String sqlState, String serverMessage, ErrorContext context) {
        this(errno, sqlState, serverMessage, context, null);
    }

    private ServerErrorException(
            int errno,
            @Nullable String sqlState,
            String serverMessage,
            ErrorContext context,
            @Nullable Throwable cause) {
        super(serverMessage, context, cause);
        this.errno = errno;
        this.sqlState = sqlState;
    }

    @Override
    public int errno() {
        return errno;
    }

    @Override
    public @Nullable String sqlState() {
        return sqlState;
    }

    @Override
    public ErrorCategory category() {
        return ErrorCategory.of(errno, sqlState);
    }

    @Override
    public ServerErrorException in(ErrorContext newContext) {
        return new ServerErrorException(errno, sqlState, summary(), newContext, this);
    }

    @Override
    public String getMessage() {
        return "errno " + errno + (sqlState == null ? "" : ", SQLSTATE " + sqlState) + ": " + super.getMessage();
    }

    @Override
    String logSummary() {
        return "errno " + errno + (sqlState == null ? "" : ", SQLSTATE " + sqlState);
    }
}
