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
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one attempt to connect needs and may block for: addresses, certificates, the server's public key. Names are
 * resolved and files are read anew for each attempt, so that a change is noticed at the next one.
 *
 * @param addresses in the order in which they are tried; at least one
 */
record Candidates(List<Candidate> addresses, @Nullable PublicKey serverPublicKey) {
    /**
     * One address to try.
     *
     * @param endpoint how errors name it
     * @param tls null where TLS is not wanted
     */
    record Candidate(
            String endpoint,
            SocketAddress address,
            @Nullable TlsClient tls) {
        boolean isUnixSocket() {
            return address instanceof UnixDomainSocketAddress;
        }
    }

    /** Blocks; never called on an event loop. */
    static Candidates find(MySQLOptions options) {
        PublicKey key = readPublicKey(options.authentication());
        Path socket = options.unixSocket();
        if (socket != null) {
            return new Candidates(List.of(ofUnixSocket(options, socket)), key);
        }
        List<Candidate> addresses = new ArrayList<>();
        UnknownHostException unknown = null;
        for (HostAndPort host : options.hosts()) {
            TlsClient tls = options.tls().sslMode() == SslMode.DISABLED ? null : TlsClient.of(options.tls(), host);
            try {
                for (InetAddress address : InetAddress.getAllByName(host.host())) {
                    addresses.add(new Candidate(host.toString(), new InetSocketAddress(address, host.port()), tls));
                }
            } catch (UnknownHostException e) {
                unknown = e;
            }
        }
        if (addresses.isEmpty()) {
            String hosts = options.hosts().stream()
                    .map(HostAndPort::toString)
                    .reduce((a, b) -> a + ", " + b)
                    .orElse("");
            throw new ConnectFailedException(
                    "no address is known for " + hosts,
                    new ErrorContext(hosts, Phase.RESOLVE, null, Delivery.NOT_EXECUTED),
                    unknown);
        }
        return new Candidates(List.copyOf(addresses), key);
    }

    private static Candidate ofUnixSocket(MySQLOptions options, Path socket) {
        // Nobody can listen in between, so "preferred" does not mean TLS here.
        TlsClient tls = options.tls().sslMode().requiresTls()
                ? TlsClient.of(options.tls(), options.hosts().get(0))
                : null;
        return new Candidate(socket.toString(), UnixDomainSocketAddress.of(socket), tls);
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
