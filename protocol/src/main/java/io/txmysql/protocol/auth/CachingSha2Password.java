// SPDX-License-Identifier: Apache-2.0
package io.txmysql.protocol.auth;

import io.txmysql.protocol.wire.MalformedPacketException;
import java.nio.charset.StandardCharsets;
import java.security.PublicKey;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * {@code caching_sha2_password}: first {@code SHA256(p) XOR SHA256(SHA256(SHA256(p)) + nonce)}. A server that has the
 * account in its cache is content with that. One that has not wants the password itself, which goes out only where
 * nobody can read it: over TLS, over a UNIX socket, or encrypted for the server's RSA key.
 *
 * @see <a href="https://dev.mysql.com/doc/dev/mysql-server/latest/page_caching_sha2_authentication_exchanges.html">Caching
 *     SHA-2 Authentication</a>
 */
final class CachingSha2Password implements AuthPlugin {
    private static final int REQUEST_PUBLIC_KEY = 2;
    private static final int FAST_AUTH_SUCCESS = 3;
    private static final int PERFORM_FULL_AUTHENTICATION = 4;

    @Override
    public String name() {
        return "caching_sha2_password";
    }

    @Override
    public Authenticator start(AuthContext context) {
        context.checkedNonce();
        return new Run(context);
    }

    private static final class Run implements Authenticator {
        private enum State {
            AWAIT_VERDICT,
            AWAIT_KEY,
            DONE
        }

        private final AuthContext context;
        private State state = State.AWAIT_VERDICT;

        Run(AuthContext context) {
            this.context = context;
        }

        @Override
        public byte[] initialResponse() {
            byte[] password = context.passwordBytes();
            if (password.length == 0) {
                return password;
            }
            byte[] hash = Scramble.sha256(password);
            return Scramble.xor(hash, Scramble.sha256(Scramble.sha256(hash), context.nonce()));
        }

        @Override
        public byte @Nullable [] onMoreData(byte[] data) {
            return switch (state) {
                case AWAIT_VERDICT -> onVerdict(data);
                case AWAIT_KEY -> onPublicKey(data);
                case DONE -> throw new MalformedPacketException("more data after the end of caching_sha2_password");
            };
        }

        private byte @Nullable [] onVerdict(byte[] data) {
            if (data.length != 1) {
                throw new MalformedPacketException(
                        "caching_sha2_password: " + data.length + " bytes where a one-byte verdict is due");
            }
            state = State.DONE;
            return switch (data[0]) {
                case FAST_AUTH_SUCCESS -> null;
                case PERFORM_FULL_AUTHENTICATION -> fullAuthentication();
                default ->
                    throw new MalformedPacketException("caching_sha2_password: unknown verdict " + (data[0] & 0xFF));
            };
        }

        private byte[] fullAuthentication() {
            if (context.secureChannel() || context.unixSocket()) {
                byte[] password = context.passwordBytes();
                return Arrays.copyOf(password, password.length + 1);
            }
            PublicKey key = context.serverPublicKey();
            if (key != null) {
                return RsaPassword.encrypt(context, key);
            }
            if (context.allowPublicKeyRetrieval()) {
                state = State.AWAIT_KEY;
                return new byte[] {REQUEST_PUBLIC_KEY};
            }
            throw context.refusal(
                    "caching_sha2_password: the server wants the password itself, and this connection is neither"
                            + " encrypted nor local; use TLS (sslMode), name the server's key in"
                            + " serverRSAPublicKeyFile, or, where nobody can pose as the server, set"
                            + " allowPublicKeyRetrieval=true",
                    null);
        }

        private byte[] onPublicKey(byte[] data) {
            state = State.DONE;
            try {
                PublicKey key = RsaPublicKeys.parsePem(new String(data, StandardCharsets.US_ASCII));
                return RsaPassword.encrypt(context, key);
            } catch (IllegalArgumentException e) {
                throw new MalformedPacketException("the server's public key cannot be read: " + e.getMessage());
            }
        }
    }
}
