// SPDX-License-Identifier: Apache-2.0
package io.txmysql.protocol.error;

import org.jspecify.annotations.Nullable;

/** The connection was closed by its owner; nothing is sent any more. */
public final class ConnectionClosedException extends MySQLException {
    public ConnectionClosedException(String summary, ErrorContext context, @Nullable Throwable cause) {
        super(summary, context, cause);
    }

    @Override
    public ErrorCategory category() {
        return ErrorCategory.CLOSED;
    }

    @Override
    public ConnectionClosedException in(ErrorContext newContext) {
        return new ConnectionClosedException(summary(), newContext, this);
    }
}
