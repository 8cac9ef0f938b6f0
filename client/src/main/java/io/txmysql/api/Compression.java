// SPDX-License-Identifier: Apache-2.0
package io.txmysql.api;

import java.util.List;

/**
 * Compression of the connection.
 *
 * @param compressionAlgorithms what may be negotiated, the preferred first. The first that the server can do is used;
 *     without {@link CompressionAlgorithm#UNCOMPRESSED} a server that cannot compress is refused
 * @see <a href="https://dev.mysql.com/doc/refman/8.4/en/connection-compression-control.html">Connection Compression
 *     Control</a>
 */
public record Compression(List<CompressionAlgorithm> compressionAlgorithms) {
    public Compression {
        compressionAlgorithms = List.copyOf(compressionAlgorithms);
        if (compressionAlgorithms.isEmpty()) {
            throw InvalidOption.of("compressionAlgorithms", "at least one algorithm must be allowed");
        }
    }
}
