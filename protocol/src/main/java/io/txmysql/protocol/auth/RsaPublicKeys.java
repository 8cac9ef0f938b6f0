// SPDX-License-Identifier: Apache-2.0
package io.txmysql.protocol.auth;

import io.txmysql.protocol.wire.PayloadWriter;
import java.security.KeyFactory;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.HexFormat;

/**
 * Reads the RSA public keys of servers: what MySQL writes as {@code public_key.pem} and sends on request.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7468">RFC 7468, the PEM envelope</a>
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8017#appendix-A.1.1">RFC 8017, the PKCS #1 form</a>
 */
public final class RsaPublicKeys {
    private static final String X509 = "PUBLIC KEY";
    private static final String PKCS1 = "RSA PUBLIC KEY";

    private static final int DER_SEQUENCE = 0x30;
    private static final int DER_BIT_STRING = 0x03;

    /** The AlgorithmIdentifier {rsaEncryption, NULL} in DER. */
    private static final byte[] RSA_ENCRYPTION = HexFormat.of().parseHex("300d06092a864886f70d0101010500");

    private RsaPublicKeys() {}

    /**
     * The key in a PEM text, in its X.509 ({@code BEGIN PUBLIC KEY}) or PKCS #1 form ({@code BEGIN RSA PUBLIC KEY}).
     * Text around it is ignored.
     *
     * @throws IllegalArgumentException if there is no such key; its message is a sentence for the user
     */
    public static PublicKey parsePem(String pem) {
        byte[] x509;
        if (pem.contains(begin(X509))) {
            x509 = body(pem, X509);
        } else if (pem.contains(begin(PKCS1))) {
            x509 = toX509(body(pem, PKCS1));
        } else if (pem.contains("PRIVATE KEY-----")) {
            throw new IllegalArgumentException("The text holds a private key; the server's public key is needed.");
        } else if (pem.contains(begin("CERTIFICATE"))) {
            throw new IllegalArgumentException("The text holds a certificate; a bare RSA public key is needed.");
        } else {
            throw new IllegalArgumentException("The text has no line '" + begin(X509) + "' or '" + begin(PKCS1) + "'.");
        }
        try {
            return KeyFactory.getInstance("RSA").generatePublic(new X509EncodedKeySpec(x509));
        } catch (InvalidKeySpecException e) {
            throw new IllegalArgumentException("The PEM text does not hold a usable RSA public key.", e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this JDK has no RSA", e);
        }
    }

    private static byte[] body(String pem, String label) {
        int start = pem.indexOf(begin(label)) + begin(label).length();
        int end = pem.indexOf("-----END " + label + "-----", start);
        if (end < 0) {
            throw new IllegalArgumentException("The PEM text ends before its line '-----END " + label + "-----'.");
        }
        try {
            return Base64.getDecoder().decode(withoutWhitespace(pem, start, end));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("The body of the PEM text is not Base64.", e);
        }
    }

    private static String begin(String label) {
        return "-----BEGIN " + label + "-----";
    }

    private static String withoutWhitespace(String text, int start, int end) {
        StringBuilder kept = new StringBuilder(end - start);
        for (int i = start; i < end; i++) {
            if (!Character.isWhitespace(text.charAt(i))) {
                kept.append(text.charAt(i));
            }
        }
        return kept.toString();
    }

    /** Puts a PKCS #1 key into the envelope that names its algorithm, which is all that the X.509 form adds. */
    private static byte[] toX509(byte[] pkcs1) {
        byte[] bits = new PayloadWriter().writeInt1(0).writeBytes(pkcs1).toByteArray();
        byte[] bitString = der(DER_BIT_STRING, bits);
        return der(
                DER_SEQUENCE,
                new PayloadWriter()
                        .writeBytes(RSA_ENCRYPTION)
                        .writeBytes(bitString)
                        .toByteArray());
    }

    private static byte[] der(int tag, byte[] content) {
        PayloadWriter out = new PayloadWriter(content.length + 5).writeInt1(tag);
        int length = content.length;
        if (length < 0x80) {
            out.writeInt1(length);
        } else if (length < 0x10000) {
            out.writeInt1(0x82).writeInt1(length >>> 8).writeInt1(length);
        } else {
            throw new IllegalArgumentException("The PEM text is too long for an RSA public key.");
        }
        return out.writeBytes(content).toByteArray();
    }
}
