// SPDX-License-Identifier: Apache-2.0
package io.txmysql.protocol.auth;

import java.security.GeneralSecurityException;
import java.security.ProviderException;
import java.security.PublicKey;
import java.security.interfaces.RSAKey;
import java.security.spec.MGF1ParameterSpec;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PSource;

/**
 * The password for a server's RSA key: {@code RSA-OAEP((password + NUL) XOR nonce)}, the nonce repeated, with SHA-1 in
 * the padding because that is what servers undo.
 */
final class RsaPassword {
    /** What OAEP with SHA-1 takes of a block: two hashes and two bytes. */
    private static final int OAEP_OVERHEAD = 2 * 20 + 2;

    private static final OAEPParameterSpec OAEP =
            new OAEPParameterSpec("SHA-1", "MGF1", MGF1ParameterSpec.SHA1, PSource.PSpecified.DEFAULT);

    private RsaPassword() {}

    static byte[] encrypt(AuthContext context, PublicKey key) {
        byte[] password = context.passwordBytes();
        byte[] terminated = Arrays.copyOf(password, password.length + 1);
        int capacity = capacity(context, key);
        if (terminated.length > capacity) {
            throw context.refusal(
                    "the password is longer than the " + Math.max(0, capacity - 1)
                            + " bytes that the server's RSA key can carry; use TLS (sslMode) or a longer key",
                    null);
        }
        try {
            Cipher cipher = Cipher.getInstance("RSA/ECB/OAEPPadding");
            cipher.init(Cipher.ENCRYPT_MODE, key, OAEP, context.random());
            return cipher.doFinal(Scramble.xor(terminated, context.checkedNonce()));
        } catch (GeneralSecurityException | ProviderException e) {
            throw context.refusal("the password cannot be encrypted with the server's RSA key", e);
        }
    }

    private static int capacity(AuthContext context, PublicKey key) {
        if (key instanceof RSAKey rsa) {
            return (rsa.getModulus().bitLength() + 7) / 8 - OAEP_OVERHEAD;
        }
        throw context.refusal("the server's public key is a key of type " + key.getAlgorithm() + ", not RSA", null);
    }
}
