// SPDX-License-Identifier: Apache-2.0
package io.txmysql.protocol.error;

import org.jspecify.annotations.Nullable;

/** So much work waits for a session already that no more is taken; nothing was sent. */
public final class BacklogFullException extends MySQLException {
    public BacklogFullException(String summary, ErrorContext context, @Nullable Throwable cause) {
        super(summary, context, cause);
    }

    @Override
    public ErrorCategory category() {
        return ErrorCategory.RESOURCES;
    }

    @Override
    public BacklogFullException in(ErrorContext newContext) {
        return new BacklogFullException(summary(), newContext, this);
    }
}
