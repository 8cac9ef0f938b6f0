// SPDX-License-Identifier: Apache-2.0
package io.txmysql.protocol.error;

import org.jspecify.annotations.Nullable;

/** No socket could be opened: unknown host, refused, unreachable. */
public final class ConnectFailedException extends MySQLException {
    public ConnectFailedException(String summary, ErrorContext context, @Nullable Throwable cause) {
        super(summary, context, cause);
    }

    @Override
    public ErrorCategory category() {
        return ErrorCategory.CONNECTION;
    }

    @Override
    public ConnectFailedException in(ErrorContext newContext) {
        return new ConnectFailedException(summary(), newContext, this);
    }
}
