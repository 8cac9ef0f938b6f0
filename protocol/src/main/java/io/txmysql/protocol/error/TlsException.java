// SPDX-License-Identifier: Apache-2.0
package io.txmysql.protocol.error;

import org.jspecify.annotations.Nullable;

/** TLS was required and the server has none, or the handshake or the verification of the peer failed. */
public final class TlsException extends MySQLException {
    public TlsException(String summary, ErrorContext context, @Nullable Throwable cause) {
        super(summary, context, cause);
    }

    @Override
    public ErrorCategory category() {
        return ErrorCategory.TLS;
    }

    @Override
    public TlsException in(ErrorContext newContext) {
        return new TlsException(summary(), newContext, this);
    }
}
