// SPDX-License-Identifier: Apache-2.0
package io.txmysql.api;

/** The versions of TLS that may be negotiated; older ones are broken. */
public enum TlsVersion {
    TLS_1_2("TLSv1.2"),
    TLS_1_3("TLSv1.3");

    private final String protocol;

    TlsVersion(String protocol) {
        this.protocol = protocol;
    }

    /** The name that the JDK and the server's variable {@code tls_version} use. */
    public String protocol() {
        return protocol;
    }
}
