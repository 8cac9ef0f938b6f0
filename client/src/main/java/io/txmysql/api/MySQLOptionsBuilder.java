// SPDX-License-Identifier: Apache-2.0
package io.txmysql.api;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Builds {@link MySQLOptions}; the only place that knows the defaults. One method for each option, by the option's name;
 * {@link #option(String, String)} takes any of them as text. Limits are checked by {@link #build()}. Not safe for use by
 * several threads at once.
 */
public final class MySQLOptionsBuilder {
    private List<HostPattern> hosts = List.of(new HostPattern("localhost", null));
    private int port = HostAndPort.DEFAULT_PORT;
    private @Nullable Path unixSocket;
    private String user = "";
    private String password = "";
    private @Nullable String database;
    private Duration connectTimeout = Duration.ofSeconds(10);
    private Duration statementTimeout = Duration.ZERO;
    private Duration socketTimeout = Duration.ZERO;
    private Duration idleTimeout = Duration.ZERO;
    private Duration cancelTimeout = Duration.ofSeconds(5);
    private SslMode sslMode = SslMode.PREFERRED;
    private @Nullable String sslCa;
    private List<TlsVersion> tlsVersion = List.of(TlsVersion.TLS_1_2, TlsVersion.TLS_1_3);
    private @Nullable Path serverRSAPublicKeyFile;
    private boolean allowPublicKeyRetrieval;
    private List<CompressionAlgorithm> compressionAlgorithms = List.of(CompressionAlgorithm.UNCOMPRESSED);
    private int pipeliningLimit = 64;
    private int prepStmtCacheSize = 256;
    private int prepStmtCacheSqlLimit = 2048;
    private int maxAllowedPacket = 64 << 20;
    private boolean useAffectedRows;
    private boolean allowMultiQueries;
    private Map<String, String> connectionAttributes = Map.of();
    private @Nullable String connectionCollation;

    MySQLOptionsBuilder() {}

    /**
     * Sets an option by name, or by one of the aliases, from text as it stands in a URL after decoding.
     *
     * @throws io.txmysql.protocol.error.InvalidOptionException if there is no such option, or if the text is not of its form
     */
    public MySQLOptionsBuilder option(String name, String text) {
        OptionNames.find(name).set(this, name, text);
        return this;
    }

    /** {@code host}, {@code host:port} or {@code [IPv6]:port}; several with commas between them. Replaces all hosts. */
    public MySQLOptionsBuilder host(String host) {
        return hostPatterns(HostPattern.parseList(host));
    }

    /** Replaces all hosts. */
    public MySQLOptionsBuilder hosts(List<HostAndPort> hosts) {
        return hostPatterns(hosts.stream()
                .map(host -> new HostPattern(host.host(), host.port()))
                .toList());
    }

    MySQLOptionsBuilder hostPatterns(List<HostPattern> newHosts) {
        this.hosts = newHosts;
        return this;
    }

    /** The port of the hosts that were given without one. */
    public MySQLOptionsBuilder port(int port) {
        this.port = port;
        return this;
    }

    public MySQLOptionsBuilder unixSocket(@Nullable Path unixSocket) {
        this.unixSocket = unixSocket;
        return this;
    }

    public MySQLOptionsBuilder user(String user) {
        this.user = user;
        return this;
    }

    public MySQLOptionsBuilder password(String password) {
        this.password = password;
        return this;
    }

    public MySQLOptionsBuilder database(@Nullable String database) {
        this.database = database;
        return this;
    }

    public MySQLOptionsBuilder connectTimeout(Duration connectTimeout) {
        this.connectTimeout = connectTimeout;
        return this;
    }

    public MySQLOptionsBuilder statementTimeout(Duration statementTimeout) {
        this.statementTimeout = statementTimeout;
        return this;
    }

    public MySQLOptionsBuilder socketTimeout(Duration socketTimeout) {
        this.socketTimeout = socketTimeout;
        return this;
    }

    public MySQLOptionsBuilder idleTimeout(Duration idleTimeout) {
        this.idleTimeout = idleTimeout;
        return this;
    }

    public MySQLOptionsBuilder cancelTimeout(Duration cancelTimeout) {
        this.cancelTimeout = cancelTimeout;
        return this;
    }

    public MySQLOptionsBuilder sslMode(SslMode sslMode) {
        this.sslMode = sslMode;
        return this;
    }

    /** The path of a PEM file, or its text. */
    public MySQLOptionsBuilder sslCa(@Nullable String sslCa) {
        this.sslCa = sslCa;
        return this;
    }

    public MySQLOptionsBuilder tlsVersion(List<TlsVersion> tlsVersion) {
        this.tlsVersion = tlsVersion;
        return this;
    }

    public MySQLOptionsBuilder serverRSAPublicKeyFile(@Nullable Path serverRSAPublicKeyFile) {
        this.serverRSAPublicKeyFile = serverRSAPublicKeyFile;
        return this;
    }

    public MySQLOptionsBuilder allowPublicKeyRetrieval(boolean allowPublicKeyRetrieval) {
        this.allowPublicKeyRetrieval = allowPublicKeyRetrieval;
        return this;
    }

    public MySQLOptionsBuilder compressionAlgorithms(List<CompressionAlgorithm> compressionAlgorithms) {
        this.compressionAlgorithms = compressionAlgorithms;
        return this;
    }

    public MySQLOptionsBuilder pipeliningLimit(int pipeliningLimit) {
        this.pipeliningLimit = pipeliningLimit;
        return this;
    }

    public MySQLOptionsBuilder prepStmtCacheSize(int prepStmtCacheSize) {
        this.prepStmtCacheSize = prepStmtCacheSize;
        return this;
    }

    public MySQLOptionsBuilder prepStmtCacheSqlLimit(int prepStmtCacheSqlLimit) {
        this.prepStmtCacheSqlLimit = prepStmtCacheSqlLimit;
        return this;
    }

    public MySQLOptionsBuilder maxAllowedPacket(int maxAllowedPacket) {
        this.maxAllowedPacket = maxAllowedPacket;
        return this;
    }

    public MySQLOptionsBuilder useAffectedRows(boolean useAffectedRows) {
        this.useAffectedRows = useAffectedRows;
        return this;
    }

    public MySQLOptionsBuilder allowMultiQueries(boolean allowMultiQueries) {
        this.allowMultiQueries = allowMultiQueries;
        return this;
    }

    public MySQLOptionsBuilder connectionAttributes(Map<String, String> connectionAttributes) {
        this.connectionAttributes = connectionAttributes;
        return this;
    }

    public MySQLOptionsBuilder connectionCollation(@Nullable String connectionCollation) {
        this.connectionCollation = connectionCollation;
        return this;
    }

    /**
     * The options as set so far.
     *
     * @throws io.txmysql.protocol.error.InvalidOptionException if a value is out of its range
     */
    public MySQLOptions build() {
        InvalidOption.requireRange("port", port, 1, 65535);
        return new MySQLOptions(
                hosts.stream().map(host -> host.orPort(port)).toList(),
                unixSocket,
                new Credentials(user, password),
                database,
                new Timeouts(connectTimeout, statementTimeout, socketTimeout, idleTimeout, cancelTimeout),
                new Tls(sslMode, sslCa, tlsVersion),
                new Authentication(serverRSAPublicKeyFile, allowPublicKeyRetrieval),
                new Compression(compressionAlgorithms),
                new Pipelining(pipeliningLimit),
                new Statements(
                        prepStmtCacheSize, prepStmtCacheSqlLimit, maxAllowedPacket, useAffectedRows, allowMultiQueries),
                new Attributes(connectionAttributes, connectionCollation));
    }
}
