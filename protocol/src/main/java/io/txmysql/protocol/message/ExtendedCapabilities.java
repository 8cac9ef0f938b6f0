// SPDX-License-Identifier: Apache-2.0
package io.txmysql.protocol.message;

import io.txmysql.protocol.wire.PayloadReader;
import io.txmysql.protocol.wire.PayloadWriter;

/**
 * MariaDB's upper 32 capability bits. They travel in bytes that MySQL reserves, and mean something only where
 * {@link Capabilities#CLIENT_LONG_PASSWORD} is clear.
 */
final class ExtendedCapabilities {
    private ExtendedCapabilities() {}

    /** Reads the four reserved bytes; answers {@code lower} with the upper bits that they announce. */
    static long read(PayloadReader in, long lower) {
        long upper = in.readInt4() & 0xFFFFFFFFL;
        return announced(lower) ? lower | upper << 32 : lower;
    }

    static void write(PayloadWriter out, long capabilities) {
        int upper = (int) (capabilities >>> 32);
        if (upper != 0 && !announced(capabilities)) {
            throw new IllegalArgumentException(
                    "extended capabilities beside CLIENT_LONG_PASSWORD: " + Capabilities.describe(capabilities));
        }
        out.writeInt4(upper);
    }

    private static boolean announced(long capabilities) {
        return !Capabilities.has(capabilities, Capabilities.CLIENT_LONG_PASSWORD);
    }
}
