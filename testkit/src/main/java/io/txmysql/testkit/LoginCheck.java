// SPDX-License-Identifier: Apache-2.0
package io.txmysql.testkit;

import io.txmysql.protocol.auth.AuthContext;
import io.txmysql.protocol.auth.AuthPlugin;
import io.txmysql.protocol.auth.AuthPlugins;
import io.txmysql.protocol.error.ErrorContext;
import io.txmysql.protocol.message.AuthMoreData;
import io.txmysql.protocol.message.AuthSwitchRequest;
import io.txmysql.protocol.message.HandshakeResponse41;
import io.txmysql.protocol.message.HandshakeV10;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Judges a login as a server does, with the answer that the right password would have given. */
final class LoginCheck {
    private static final byte[] FAST_AUTH_SUCCESS = {3};
    private static final byte[] NONCE_AFTER_SWITCH = "another-nonce-of-20-".getBytes(StandardCharsets.US_ASCII);

    private LoginCheck() {}

    static boolean accepts(Script script, HandshakeResponse41 login, PacketStream packets) throws IOException {
        HandshakeV10 greeting = script.greeting();
        String plugin = greeting.authPlugin();
        byte[] nonce = greeting.nonce();
        byte[] response = login.authResponse();
        String asked = script.switchTo();
        if (asked != null) {
            plugin = asked;
            nonce = NONCE_AFTER_SWITCH;
            byte[] data = Arrays.copyOf(nonce, nonce.length + 1);
            packets.write(new AuthSwitchRequest(plugin, data)::encode);
            packets.flush();
            response = packets.require().readRemainingBytes();
        }
        boolean right = isRight(script.account(), login.user(), plugin, nonce, response);
        if (right && "caching_sha2_password".equals(plugin)) {
            packets.write(new AuthMoreData(FAST_AUTH_SUCCESS)::encode);
        }
        return right;
    }

    private static boolean isRight(
            Script.@Nullable Account account, String user, @Nullable String plugin, byte[] nonce, byte[] response) {
        if (account == null) {
            return true;
        }
        AuthPlugin known = AuthPlugins.byName(plugin == null ? "mysql_native_password" : plugin);
        if (known == null) {
            throw new IllegalStateException("the testkit does not know the plugin " + plugin);
        }
        AuthContext context = new AuthContext(
                account.password(), nonce, false, false, null, false, new SecureRandom(), ErrorContext.local(null));
        return account.user().equals(user) && Arrays.equals(known.start(context).initialResponse(), response);
    }
}
