// SPDX-License-Identifier: Apache-2.0
package io.txmysql.api;

import io.txmysql.protocol.error.InvalidOptionException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A host as text names it, {@code host}, {@code host:port} or {@code [IPv6]:port}; the port may be left open. What cannot
 * be read is never quoted: in a URL without {@code @} the place of the port may hold a password.
 */
record HostPattern(String host, @Nullable Integer port) {
    private static final Pattern NAME = Pattern.compile("[\\p{L}\\p{N}_.-]{1,255}");
    private static final Pattern IPV6 = Pattern.compile("(?=.*:.*:)[0-9A-Fa-f:.]{2,45}(%[\\p{Alnum}_.-]{1,64})?");
    private static final Pattern ENTRY = Pattern.compile("(?:\\[([^\\[\\]]*)]|([^\\[\\]:]*))(?::([^:]*))?");
    private static final Pattern PORT = Pattern.compile("[0-9]{1,5}");

    static void require(String host) {
        if (host.isEmpty()) {
            throw InvalidOption.of("host", "a host is empty");
        }
        if (!NAME.matcher(host).matches() && !IPV6.matcher(host).matches()) {
            throw InvalidOption.of("host", "a host is neither a name nor an IP address");
        }
    }

    /** One or more hosts with commas between them. */
    static List<HostPattern> parseList(String text) {
        List<HostPattern> hosts = new ArrayList<>();
        for (String entry : text.split(",", -1)) {
            hosts.add(parse(entry.strip()));
        }
        return hosts;
    }

    private static HostPattern parse(String entry) {
        Matcher parts = ENTRY.matcher(entry);
        if (!parts.matches()) {
            throw InvalidOption.of("host", "it takes host, host:port or, for IPv6, [address]:port");
        }
        String address = parts.group(1);
        // A zone's % is written %25 in a URL (RFC 6874).
        String host = address == null ? parts.group(2) : address.replaceFirst("%25", "%");
        require(host);
        if ((address != null) != (host.indexOf(':') >= 0)) {
            throw InvalidOption.of("host", "brackets are for IPv6 addresses only");
        }
        return new HostPattern(host, parts.group(3) == null ? null : port(host, parts.group(3)));
    }

    private static int port(String host, String text) {
        int port = PORT.matcher(text).matches() ? Integer.parseInt(text) : 0;
        if (port < 1 || port > 65535) {
            throw badPort(host);
        }
        return port;
    }

    private static InvalidOptionException badPort(String host) {
        return InvalidOption.of("port", "the port of host \"" + host + "\" is not a number from 1 to 65535");
    }

    HostAndPort orPort(int defaultPort) {
        return new HostAndPort(host, port == null ? defaultPort : port);
    }
}
