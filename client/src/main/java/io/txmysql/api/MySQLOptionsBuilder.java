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
    private Backoff backoff = Backoff.DEFAULT;
    private Duration maxBackoffTime = Duration.ofMinutes(2);
    private int maxBacklog = 100_000;
    private int maxBacklogBytes = 256 << 20;
    private RetryPolicy retryPolicy = RetryPolicy.never();
    private List<TemporaryError> temporaryErrors = List.of();
    private boolean autoRepair;
    private boolean rejectReadOnly;
    private SslMode sslMode = SslMode.PREFERRED;
    private @Nullable String sslCa;
    private List<TlsVersion> tlsVersion = List.of(TlsVersion.TLS_1_2, TlsVersion.TLS_1_3);
    private @Nullable Path serverRSAPublicKeyFile;
    private boolean allowPublicKeyRetrieval;
    private List<CompressionAlgorithm> compressionAlgorithms = List.of(CompressionAlgorithm.UNCOMPRESSED);
    private Map<String, String> connectionAttributes = Map.of();
    private Map<String, String> sessionVariables = Map.of();
    private int prepStmtCacheSize = 256;
    private int prepStmtCacheSqlLimit = 2048;
    private boolean useAffectedRows;
    private boolean allowMultiQueries;
    private int pipeliningLimit;
    private Duration pipeliningMaxWait = Duration.ofMillis(20);
    private int minIdle;
    private int maxSize = 10;
    private int maxWaitQueueSize = 100_000;
    private Duration maxAcquireTime = Duration.ofMinutes(2);
    private Duration maxIdleTime = Duration.ofMinutes(10);
    private Duration maxLifeTime = Duration.ofMinutes(30);
    private PoolOptions.ValidationDepth validationDepth = PoolOptions.ValidationDepth.LOCAL;
    private Duration leakDetectionThreshold = Duration.ZERO;
    private PoolOptions.ResetOnRelease resetOnRelease = PoolOptions.ResetOnRelease.DIRTY;

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

    /** At least 1 ms. */
    public MySQLOptionsBuilder cancelTimeout(Duration cancelTimeout) {
        this.cancelTimeout = cancelTimeout;
        return this;
    }

    public MySQLOptionsBuilder backoff(Backoff backoff) {
        this.backoff = backoff;
        return this;
    }

    public MySQLOptionsBuilder maxBackoffTime(Duration maxBackoffTime) {
        this.maxBackoffTime = maxBackoffTime;
        return this;
    }

    public MySQLOptionsBuilder maxBacklog(int maxBacklog) {
        this.maxBacklog = maxBacklog;
        return this;
    }

    public MySQLOptionsBuilder maxBacklogBytes(int maxBacklogBytes) {
        this.maxBacklogBytes = maxBacklogBytes;
        return this;
    }

    public MySQLOptionsBuilder retryPolicy(RetryPolicy retryPolicy) {
        this.retryPolicy = retryPolicy;
        return this;
    }

    public MySQLOptionsBuilder temporaryErrors(List<TemporaryError> temporaryErrors) {
        this.temporaryErrors = temporaryErrors;
        return this;
    }

    public MySQLOptionsBuilder autoRepair(boolean autoRepair) {
        this.autoRepair = autoRepair;
        return this;
    }

    public MySQLOptionsBuilder rejectReadOnly(boolean rejectReadOnly) {
        this.rejectReadOnly = rejectReadOnly;
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

    public MySQLOptionsBuilder connectionAttributes(Map<String, String> connectionAttributes) {
        this.connectionAttributes = connectionAttributes;
        return this;
    }

    /** Replaces all. Names of system variables, and SQL expressions: {@code Map.of("sql_mode", "'ANSI,TRADITIONAL'")}. */
    public MySQLOptionsBuilder sessionVariables(Map<String, String> sessionVariables) {
        this.sessionVariables = sessionVariables;
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

    public MySQLOptionsBuilder useAffectedRows(boolean useAffectedRows) {
        this.useAffectedRows = useAffectedRows;
        return this;
    }

    public MySQLOptionsBuilder allowMultiQueries(boolean allowMultiQueries) {
        this.allowMultiQueries = allowMultiQueries;
        return this;
    }

    /** How many commands may be unanswered on a session; 0 for the default, 64 on a connection and 16 in a pool. */
    public MySQLOptionsBuilder pipeliningLimit(int pipeliningLimit) {
        this.pipeliningLimit = pipeliningLimit;
        return this;
    }

    public MySQLOptionsBuilder pipeliningMaxWait(Duration pipeliningMaxWait) {
        this.pipeliningMaxWait = pipeliningMaxWait;
        return this;
    }

    /** At most {@code maxSize}. */
    public MySQLOptionsBuilder minIdle(int minIdle) {
        this.minIdle = minIdle;
        return this;
    }

    public MySQLOptionsBuilder maxSize(int maxSize) {
        this.maxSize = maxSize;
        return this;
    }

    public MySQLOptionsBuilder maxWaitQueueSize(int maxWaitQueueSize) {
        this.maxWaitQueueSize = maxWaitQueueSize;
        return this;
    }

    public MySQLOptionsBuilder maxAcquireTime(Duration maxAcquireTime) {
        this.maxAcquireTime = maxAcquireTime;
        return this;
    }

    public MySQLOptionsBuilder maxIdleTime(Duration maxIdleTime) {
        this.maxIdleTime = maxIdleTime;
        return this;
    }

    public MySQLOptionsBuilder maxLifeTime(Duration maxLifeTime) {
        this.maxLifeTime = maxLifeTime;
        return this;
    }

    public MySQLOptionsBuilder validationDepth(PoolOptions.ValidationDepth validationDepth) {
        this.validationDepth = validationDepth;
        return this;
    }

    public MySQLOptionsBuilder leakDetectionThreshold(Duration leakDetectionThreshold) {
        this.leakDetectionThreshold = leakDetectionThreshold;
        return this;
    }

    public MySQLOptionsBuilder resetOnRelease(PoolOptions.ResetOnRelease resetOnRelease) {
        this.resetOnRelease = resetOnRelease;
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
                new Reconnection(
                        backoff,
                        maxBackoffTime,
                        maxBacklog,
                        maxBacklogBytes,
                        retryPolicy,
                        temporaryErrors,
                        autoRepair,
                        rejectReadOnly),
                new Tls(sslMode, sslCa, tlsVersion),
                new Authentication(serverRSAPublicKeyFile, allowPublicKeyRetrieval),
                new Compression(compressionAlgorithms),
                new Pipelining(pipeliningLimit, pipeliningMaxWait),
                new Statements(prepStmtCacheSize, prepStmtCacheSqlLimit, useAffectedRows, allowMultiQueries),
                new Attributes(connectionAttributes),
                new SessionSettings(sessionVariables),
                new PoolOptions(
                        minIdle,
                        maxSize,
                        maxWaitQueueSize,
                        maxAcquireTime,
                        maxIdleTime,
                        maxLifeTime,
                        validationDepth,
                        leakDetectionThreshold,
                        resetOnRelease));
    }
}
