// SPDX-License-Identifier: Apache-2.0
package io.txmysql.api;

/**
 * One server's address.
 *
 * @param host a name, an IPv4 address, or an IPv6 address without brackets
 * @param port 1 to 65535
 */
public record HostAndPort(String host, int port) {
    public static final int DEFAULT_PORT = 3306;

    /**
     * Checks both parts.
     *
     * @throws io.txmysql.protocol.error.InvalidOptionException if the host is malformed or the port is out of range
     */
    public HostAndPort {
        HostPattern.require(host);
        InvalidOption.requireRange("port", port, 1, 65535);
    }

    /** {@code host:port}, an IPv6 address in brackets. */
    @Override
    public String toString() {
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
    }
}
