// SPDX-License-Identifier: Apache-2.0
package io.txmysql.protocol.error;

import org.jspecify.annotations.Nullable;

/** A value does not fit the Java type that was asked for, or was asked for as a type it is not. */
public final class ValueConversionException extends MySQLException {
    public ValueConversionException(String summary, ErrorContext context, @Nullable Throwable cause) {
        super(summary, context, cause);
    }

    @Override
    public ErrorCategory category() {
        return ErrorCategory.CONVERSION;
    }

    @Override
    public ValueConversionException in(ErrorContext newContext) {
        return new ValueConversionException(summary(), newContext, this);
    }
}
