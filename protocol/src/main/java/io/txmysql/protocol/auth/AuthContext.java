// SPDX-License-Identifier: Apache-2.0
package io.txmysql.protocol.auth;

import io.txmysql.protocol.error.AuthenticationException;
import io.txmysql.protocol.error.ErrorContext;
import io.txmysql.protocol.wire.MalformedPacketException;
import java.nio.charset.StandardCharsets;
import java.security.PublicKey;
import java.security.SecureRandom;
import org.jspecify.annotations.Nullable;

/**
 * All that a plugin may know of the login it takes part in. A switch to another plugin brings a new nonce, hence a new
 * context. {@link #toString()} shows no secret.
 *
 * @param password empty if the account has none
 * @param nonce the server's challenge, 20 bytes without the zero byte that ends it on the wire
 * @param secureChannel whether TLS is up
 * @param unixSocket whether the server is reached over a UNIX socket, which nobody else can read
 * @param serverPublicKey the server's RSA key, known beforehand ({@code serverRSAPublicKeyFile}); null if there is none
 * @param allowPublicKeyRetrieval whether a key that the server itself sends over a plain channel may be trusted
 * @param random the source of the padding of RSA
 * @param errorContext where errors say that they happened
 */
@SuppressWarnings("ArrayRecordComponent") // contexts are never compared, and the nonce only ever becomes a hash's input
public record AuthContext(
        String password,
        byte[] nonce,
        boolean secureChannel,
        boolean unixSocket,
        @Nullable PublicKey serverPublicKey,
        boolean allowPublicKeyRetrieval,
        SecureRandom random,
        ErrorContext errorContext) {

    static final int NONCE_LENGTH = 20;

    /** The password in UTF-8, as the servers hash it. */
    byte[] passwordBytes() {
        return password.getBytes(StandardCharsets.UTF_8);
    }

    /** The nonce, after a look at its length, which comes from the server. */
    byte[] checkedNonce() {
        if (nonce.length != NONCE_LENGTH) {
            throw new MalformedPacketException(
                    "an authentication nonce of " + nonce.length + " bytes where " + NONCE_LENGTH + " are due");
        }
        return nonce;
    }

    /** The login cannot go on on our side. */
    AuthenticationException refusal(String summary, @Nullable Throwable cause) {
        return new AuthenticationException(summary, errorContext, cause);
    }

    @Override
    public String toString() {
        return "AuthContext[secureChannel=" + secureChannel + ", unixSocket=" + unixSocket + ", serverPublicKey="
                + (serverPublicKey == null ? "none" : "given") + ", allowPublicKeyRetrieval=" + allowPublicKeyRetrieval
                + ']';
    }
}
