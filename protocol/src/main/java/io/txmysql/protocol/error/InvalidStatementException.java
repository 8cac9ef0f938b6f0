// SPDX-License-Identifier: Apache-2.0
package io.txmysql.protocol.error;

import org.jspecify.annotations.Nullable;

/** The statement's markers and its arguments do not fit together; nothing was sent. */
public final class InvalidStatementException extends MySQLException {
    public InvalidStatementException(String summary, ErrorContext context, @Nullable Throwable cause) {
        super(summary, context, cause);
    }

    @Override
    public ErrorCategory category() {
        return ErrorCategory.USAGE;
    }

    @Override
    public InvalidStatementException in(ErrorContext newContext) {
        return new InvalidStatementException(summary(), newContext, this);
    }
}
