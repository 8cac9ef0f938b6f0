// SPDX-License-Identifier: Apache-2.0
package io.txmysql.protocol.auth;

import io.txmysql.protocol.wire.MalformedPacketException;

/**
 * {@code mysql_native_password}: {@code SHA1(p) XOR SHA1(nonce + SHA1(SHA1(p)))}. There is nothing to say after it.
 *
 * @see <a href="https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_connection_phase_authentication_methods_native_password_authentication.html">
 *     Native Authentication</a>
 */
final class MysqlNativePassword implements AuthPlugin {
    @Override
    public String name() {
        return "mysql_native_password";
    }

    @Override
    public Authenticator start(AuthContext context) {
        return new Run(scramble(context.passwordBytes(), context.checkedNonce()));
    }

    private static byte[] scramble(byte[] password, byte[] nonce) {
        if (password.length == 0) {
            return password;
        }
        byte[] hash = Scramble.sha1(password);
        return Scramble.xor(hash, Scramble.sha1(nonce, Scramble.sha1(hash)));
    }

    private static final class Run implements Authenticator {
        private final byte[] response;

        Run(byte[] response) {
            this.response = response;
        }

        @Override
        public byte[] initialResponse() {
            return response;
        }

        @Override
        public byte[] onMoreData(byte[] data) {
            throw new MalformedPacketException(
                    "mysql_native_password has no more data, the server sent " + data.length + " bytes of it");
        }
    }
}
