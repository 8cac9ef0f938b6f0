// SPDX-License-Identifier: Apache-2.0
package io.txmysql.api;

import java.util.List;

/**
 * Compression of the connection.
 *
 * @param compressionAlgorithms what may be used: zlib if it is listed and the server has it, otherwise
 *     nothing is compressed
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
