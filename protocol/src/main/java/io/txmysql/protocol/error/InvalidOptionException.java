// SPDX-License-Identifier: Apache-2.0
package io.txmysql.protocol.error;

import org.jspecify.annotations.Nullable;

/** An option is unknown, or its value is out of range or malformed. */
public final class InvalidOptionException extends MySQLException {
    public InvalidOptionException(String summary, ErrorContext context, @Nullable Throwable cause) {
        super(summary, context, cause);
    }

    @Override
    public ErrorCategory category() {
        return ErrorCategory.USAGE;
    }

    @Override
    public InvalidOptionException in(ErrorContext newContext) {
        return new InvalidOptionException(summary(), newContext, this);
    }
}
