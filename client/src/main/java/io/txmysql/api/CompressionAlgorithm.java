// SPDX-License-Identifier: Apache-2.0
package io.txmysql.api;

/** How packets are compressed, by the names of the server's variable {@code protocol_compression_algorithms}. */
public enum CompressionAlgorithm {
    ZLIB,
    UNCOMPRESSED
}
