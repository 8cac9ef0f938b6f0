// SPDX-License-Identifier: Apache-2.0
package io.txmysql.embedded;

import org.jspecify.annotations.Nullable;

/** A server could not be unpacked, started or stopped. The message holds the end of its error log and what to do. */
public final class EmbeddedServerException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    EmbeddedServerException(String message) {
        super(message);
    }

    EmbeddedServerException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
