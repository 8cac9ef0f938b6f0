// SPDX-License-Identifier: Apache-2.0
package io.txmysql.protocol.error;

import org.jspecify.annotations.Nullable;

/** The login cannot be completed on our side: an unknown or forbidden plugin, a missing public key. */
public final class AuthenticationException extends MySQLException {
    public AuthenticationException(String summary, ErrorContext context, @Nullable Throwable cause) {
        super(summary, context, cause);
    }

    @Override
    public ErrorCategory category() {
        return ErrorCategory.AUTHENTICATION;
    }

    @Override
    public AuthenticationException in(ErrorContext newContext) {
        return new AuthenticationException(summary(), newContext, this);
    }
}
