// SPDX-License-Identifier: Apache-2.0
package io.txmysql.protocol.error;

import org.jspecify.annotations.Nullable;

/** A call that cannot work where it is made, such as waiting for a result on the thread that must deliver it. */
public final class UsageException extends MySQLException {
    public UsageException(String summary, ErrorContext context, @Nullable Throwable cause) {
        super(summary, context, cause);
    }

    @Override
    public ErrorCategory category() {
        return ErrorCategory.USAGE;
    }

    @Override
    public UsageException in(ErrorContext newContext) {
        return new UsageException(summary(), newContext, this);
    }
}
