// SPDX-License-Identifier: Apache-2.0
package io.txmysql.api;

/**
 * Whether to encrypt, and how much to verify.
 *
 * @see <a href="https://dev.mysql.com/doc/refman/8.4/en/connection-options.html#option_general_ssl-mode">--ssl-mode</a>
 */
public enum SslMode {
    /** Never TLS. */
    DISABLED,
    /** TLS if the server offers it, plain text otherwise; nothing is verified. Protects against nobody who can alter traffic. */
    PREFERRED,
    /** TLS or no connection; the certificate is not verified. */
    REQUIRED,
    /** TLS, and the certificate is signed by a trusted authority. */
    VERIFY_CA,
    /** As {@link #VERIFY_CA}, and the certificate is for the host that was asked for. */
    VERIFY_IDENTITY;

    /** Whether a session without TLS is refused. */
    public boolean requiresTls() {
        return compareTo(REQUIRED) >= 0;
    }

    /** Whether the certificate must be signed by a trusted authority. */
    public boolean verifiesCertificate() {
        return compareTo(VERIFY_CA) >= 0;
    }
}
