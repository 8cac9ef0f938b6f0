// SPDX-License-Identifier: Apache-2.0
package io.txmysql.protocol.error;

import org.jspecify.annotations.Nullable;

/** The socket ended while the session was in use. */
public final class ConnectionLostException extends MySQLException {
    public ConnectionLostException(String summary, ErrorContext context, @Nullable Throwable cause) {
        super(summary, context, cause);
    }

    @Override
    public ErrorCategory category() {
        return ErrorCategory.CONNECTION;
    }

    @Override
    public ConnectionLostException in(ErrorContext newContext) {
        return new ConnectionLostException(summary(), newContext, this);
    }
}
