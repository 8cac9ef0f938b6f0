// SPDX-License-Identifier: Apache-2.0
package io.txmysql.protocol.error;

import org.jspecify.annotations.Nullable;

/**
 * The session ended after COMMIT was sent and before it was answered: the transaction is committed, wholly, or rolled back,
 * wholly, and only a look at the data can tell which.
 */
public final class TransactionOutcomeUnknownException extends MySQLException {
    public TransactionOutcomeUnknownException(String summary, ErrorContext context, @Nullable Throwable cause) {
        super(summary, context, cause);
    }

    @Override
    public ErrorCategory category() {
        return ErrorCategory.CONNECTION;
    }

    @Override
    public TransactionOutcomeUnknownException in(ErrorContext newContext) {
        return new TransactionOutcomeUnknownException(summary(), newContext, this);
    }
}
