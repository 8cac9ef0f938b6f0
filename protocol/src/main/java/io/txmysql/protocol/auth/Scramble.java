// SPDX-License-Identifier: Apache-2.0
package io.txmysql.protocol.auth;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** The hashing and masking from which the password plugins build their answers. */
final class Scramble {
    private Scramble() {}

    static byte[] sha1(byte[]... parts) {
        return digest("SHA-1", parts);
    }

    static byte[] sha256(byte[]... parts) {
        return digest("SHA-256", parts);
    }

    /** The data under the mask, which is repeated as often as the data needs. */
    static byte[] xor(byte[] data, byte[] mask) {
        byte[] masked = new byte[data.length];
        for (int i = 0; i < data.length; i++) {
            masked[i] = (byte) (data[i] ^ mask[i % mask.length]);
        }
        return masked;
    }

    private static byte[] digest(String algorithm, byte[]... parts) {
        try {
            MessageDigest digest = MessageDigest.getInstance(algorithm);
            for (byte[] part : parts) {
                digest.update(part);
            }
            return digest.digest();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this JDK has no " + algorithm, e);
        }
    }
}
