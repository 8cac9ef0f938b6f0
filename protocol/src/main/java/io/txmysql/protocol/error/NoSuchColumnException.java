// SPDX-License-Identifier: Apache-2.0
package io.txmysql.protocol.error;

import org.jspecify.annotations.Nullable;

/** A result has no column of that name or index. */
public final class NoSuchColumnException extends MySQLException {
    public NoSuchColumnException(String summary, ErrorContext context, @Nullable Throwable cause) {
        super(summary, context, cause);
    }

    @Override
    public ErrorCategory category() {
        return ErrorCategory.USAGE;
    }

    @Override
    public NoSuchColumnException in(ErrorContext newContext) {
        return new NoSuchColumnException(summary(), newContext, this);
    }
}
