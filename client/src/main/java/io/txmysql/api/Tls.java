// SPDX-License-Identifier: Apache-2.0
package io.txmysql.api;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Encryption of the connection.
 *
 * @param sslMode whether to encrypt, and how much to verify
 * @param sslCa the authorities to trust: the path of a PEM file, or its text, which starts with {@code -----BEGIN}; null for
 *     those of the JDK
 * @param tlsVersion what may be negotiated, at least one
 */
public record Tls(SslMode sslMode, @Nullable String sslCa, List<TlsVersion> tlsVersion) {
    public Tls {
        tlsVersion = List.copyOf(tlsVersion);
        if (tlsVersion.isEmpty()) {
            throw InvalidOption.of("tlsVersion", "at least one version must be allowed");
        }
    }
}
