// SPDX-License-Identifier: Apache-2.0
package io.txmysql.transport;

import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.security.PublicKey;
import org.jspecify.annotations.Nullable;

/**
 * One way to a server: an address that needs no more resolving, and how the session is to be protected.
 *
 * @param endpoint how errors name it
 * @param tls null where TLS is not wanted
 * @param serverPublicKey the server's RSA key, if it is known beforehand
 */
record Route(
        String endpoint,
        SocketAddress address,
        @Nullable TlsClient tls,
        @Nullable PublicKey serverPublicKey) {
    boolean isUnixSocket() {
        return address instanceof UnixDomainSocketAddress;
    }

    Route withoutTls() {
        return new Route(endpoint, address, null, serverPublicKey);
    }
}
