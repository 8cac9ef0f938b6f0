// SPDX-License-Identifier: Apache-2.0
package io.txmysql.protocol.error;

import org.jspecify.annotations.Nullable;

/** A time limit of the client was reached; the phase says where the time went. */
public final class MySQLTimeoutException extends MySQLException {
    public MySQLTimeoutException(String summary, ErrorContext context, @Nullable Throwable cause) {
        super(summary, context, cause);
    }

    @Override
    public ErrorCategory category() {
        return ErrorCategory.TIMEOUT;
    }

    @Override
    public MySQLTimeoutException in(ErrorContext newContext) {
        return new MySQLTimeoutException(summary(), newContext, this);
    }
}
