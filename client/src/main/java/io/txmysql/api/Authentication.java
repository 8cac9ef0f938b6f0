// SPDX-License-Identifier: Apache-2.0
package io.txmysql.api;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What the login may do where there is no TLS and the server wants the password itself.
 *
 * @param serverRSAPublicKeyFile the server's public key (PEM) with which to encrypt the password; null if there is none
 * @param allowPublicKeyRetrieval whether to ask the server for its key, which trusts everybody on the way
 * @see <a href="https://dev.mysql.com/doc/refman/8.4/en/caching-sha2-pluggable-authentication.html">Caching SHA-2
 *     Pluggable Authentication</a>
 */
public record Authentication(@Nullable Path serverRSAPublicKeyFile, boolean allowPublicKeyRetrieval) {}
