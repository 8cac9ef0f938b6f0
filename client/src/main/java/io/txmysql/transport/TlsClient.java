// SPDX-License-Identifier: Apache-2.0
package io.txmysql.transport;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.txmysql.api.HostAndPort;
import io.txmysql.api.SslMode;
import io.txmysql.api.Tls;
import io.txmysql.api.TlsVersion;
import io.txmysql.protocol.error.ErrorContext;
import io.txmysql.protocol.error.InvalidOptionException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Executor;

/**
 * Makes the TLS handlers for the sessions with one host. What {@code sslMode} promises is decided here: nothing is
 * verified up to {@code required}, the chain of certificates with {@code verify_ca}, the host's name as well with
 * {@code verify_identity}. Immutable, any thread.
 */
final class TlsClient {
    private static final String VERIFY_HOST_NAME = "HTTPS"; // the JDK's word for the rules of RFC 2818 and 6125

    private final SslContext context;
    private final HostAndPort host;
    private final Executor blocking;

    private TlsClient(SslContext context, HostAndPort host, Executor blocking) {
        this.context = context;
        this.host = host;
        this.blocking = blocking;
    }

    /**
     * @param blocking where certificates are verified and keys are computed, which takes milliseconds
     * @throws io.txmysql.protocol.error.InvalidOptionException if the certificates cannot be read
     */
    static TlsClient of(Tls options, HostAndPort host, Executor blocking) {
        SslContextBuilder builder = SslContextBuilder.forClient()
                .sslProvider(SslProvider.JDK)
                .endpointIdentificationAlgorithm(options.sslMode() == SslMode.VERIFY_IDENTITY ? VERIFY_HOST_NAME : null)
                .protocols(
                        options.tlsVersion().stream().map(TlsVersion::protocol).toList());
        try {
            if (!options.sslMode().verifiesCertificate()) {
                builder.trustManager(InsecureTrustManagerFactory.INSTANCE);
            } else if (options.sslCa() != null) {
                try (InputStream pem = open(options.sslCa())) {
                    builder.trustManager(pem);
                }
            }
            return new TlsClient(builder.build(), host, blocking);
        } catch (IOException | IllegalArgumentException e) {
            throw new InvalidOptionException(
                    "option \"sslCa\": the certificates cannot be read: " + e.getMessage(),
                    ErrorContext.local(null),
                    e);
        }
    }

    private static InputStream open(String pemOrPath) throws IOException {
        return pemOrPath.contains("-----BEGIN")
                ? new ByteArrayInputStream(pemOrPath.getBytes(StandardCharsets.US_ASCII))
                : Files.newInputStream(Path.of(pemOrPath));
    }

    SslHandler newHandler(ByteBufAllocator allocator) {
        SslHandler handler = context.newHandler(allocator, host.host(), host.port(), blocking);
        handler.setHandshakeTimeoutMillis(0); // connectTimeout covers it
        return handler;
    }
}
