// SPDX-License-Identifier: Apache-2.0
package io.txmysql.transport;

import io.txmysql.api.Authentication;
import io.txmysql.api.HostAndPort;
import io.txmysql.api.MySQLOptions;
import io.txmysql.api.SslMode;
import io.txmysql.protocol.auth.RsaPublicKeys;
import io.txmysql.protocol.error.ConnectFailedException;
import io.txmysql.protocol.error.Delivery;
import io.txmysql.protocol.error.ErrorContext;
import io.txmysql.protocol.error.InvalidOptionException;
import io.txmysql.protocol.error.Phase;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Finds out what an attempt to connect may block for: addresses, certificates, the server's public key. Names are resolved
 * and files are read anew each time, so that a change is noticed at the next attempt.
 */
final class Routes {
    private Routes() {}

    /**
     * The ways to the server in the order in which they are to be tried; at least one. Blocks; never called on an event
     * loop.
     *
     * @param blocking where later work of a TLS handshake is done
     */
    static List<Route> find(MySQLOptions options, Executor blocking) {
        PublicKey key = readPublicKey(options.authentication());
        Path socket = options.unixSocket();
        if (socket != null) {
            return List.of(ofUnixSocket(options, socket, key, blocking));
        }
        List<Route> routes = new ArrayList<>();
        UnknownHostException unknown = null;
        for (HostAndPort host : options.hosts()) {
            TlsClient tls =
                    options.tls().sslMode() == SslMode.DISABLED ? null : TlsClient.of(options.tls(), host, blocking);
            try {
                for (InetAddress address : InetAddress.getAllByName(host.host())) {
                    routes.add(new Route(host.toString(), new InetSocketAddress(address, host.port()), tls, key));
                }
            } catch (UnknownHostException e) {
                unknown = e;
            }
        }
        if (routes.isEmpty()) {
            String hosts = options.hosts().stream()
                    .map(HostAndPort::toString)
                    .reduce((a, b) -> a + ", " + b)
                    .orElse("");
            throw new ConnectFailedException(
                    "no address is known for " + hosts,
                    new ErrorContext(hosts, Phase.RESOLVE, null, Delivery.NOT_EXECUTED),
                    unknown);
        }
        return List.copyOf(routes);
    }

    private static Route ofUnixSocket(MySQLOptions options, Path socket, @Nullable PublicKey key, Executor blocking) {
        // Nobody can listen in between, so "preferred" does not mean TLS here.
        TlsClient tls = options.tls().sslMode().requiresTls()
                ? TlsClient.of(options.tls(), options.hosts().get(0), blocking)
                : null;
        return new Route(socket.toString(), UnixDomainSocketAddress.of(socket), tls, key);
    }

    private static @Nullable PublicKey readPublicKey(Authentication options) {
        Path file = options.serverRSAPublicKeyFile();
        if (file == null) {
            return null;
        }
        try {
            return RsaPublicKeys.parsePem(Files.readString(file));
        } catch (IOException | IllegalArgumentException e) {
            throw new InvalidOptionException(
                    "option \"serverRSAPublicKeyFile\": no public key can be read from " + file + ": " + e.getMessage(),
                    ErrorContext.local(null),
                    e);
        }
    }
}
