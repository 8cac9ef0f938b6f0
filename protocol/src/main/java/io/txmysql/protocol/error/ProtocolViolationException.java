// SPDX-License-Identifier: Apache-2.0
package io.txmysql.protocol.error;

import org.jspecify.annotations.Nullable;

/** The peer sent what the protocol does not allow; the session is closed. */
public final class ProtocolViolationException extends MySQLException {
    public ProtocolViolationException(String summary, ErrorContext context, @Nullable Throwable cause) {
        super(summary, context, cause);
    }

    @Override
    public ErrorCategory category() {
        return ErrorCategory.PROTOCOL;
    }

    @Override
    public ProtocolViolationException in(ErrorContext newContext) {
        return new ProtocolViolationException(summary(), newContext, this);
    }
}
