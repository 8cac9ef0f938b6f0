// SPDX-License-Identifier: Apache-2.0
package io.txmysql.api;

import static io.txmysql.api.DurationFormat.MILLISECONDS;
import static io.txmysql.api.DurationFormat.SECONDS;
import static io.txmysql.api.Option.planned;
import static io.txmysql.api.OptionGroup.AUTHENTICATION;
import static io.txmysql.api.OptionGroup.COMPRESSION;
import static io.txmysql.api.OptionGroup.PIPELINING;
import static io.txmysql.api.OptionGroup.POOL;
import static io.txmysql.api.OptionGroup.RECONNECT;
import static io.txmysql.api.OptionGroup.RESULTS;
import static io.txmysql.api.OptionGroup.SERVER;
import static io.txmysql.api.OptionGroup.SESSION;
import static io.txmysql.api.OptionGroup.STATEMENTS;
import static io.txmysql.api.OptionGroup.TIMEOUTS;
import static io.txmysql.api.OptionGroup.TLS;
import static io.txmysql.api.OptionGroup.VALUES;
import static io.txmysql.api.ValueFormat.ATTRIBUTES;
import static io.txmysql.api.ValueFormat.BOOLEAN;
import static io.txmysql.api.ValueFormat.HOSTS;
import static io.txmysql.api.ValueFormat.NUMBER;
import static io.txmysql.api.ValueFormat.PATH;
import static io.txmysql.api.ValueFormat.SIZE;
import static io.txmysql.api.ValueFormat.TEXT;
import static io.txmysql.api.ValueFormat.listOf;
import static io.txmysql.api.ValueFormat.oneOf;

import java.util.List;

/**
 * Every option there is, one row each: this table drives parsing, aliases, suggestions, copying and the generated page of
 * options. Aliases are names of other drivers and of the server's client programs that mean exactly the same.
 */
final class OptionTable {
    static final List<Option<?>> ALL = List.of(
            Option.of(
                            "host",
                            SERVER,
                            HOSTS,
                            OptionTable::hostsOf,
                            MySQLOptionsBuilder::hostPatterns,
                            "The server, or several with commas; host, host:port or [IPv6]:port. The next is tried when a connect is refused.")
                    .alias("hostname"),
            Option.of(
                    "port",
                    SERVER,
                    NUMBER,
                    options -> HostAndPort.DEFAULT_PORT,
                    MySQLOptionsBuilder::port,
                    "The port of the hosts that are given without one, 1 to 65535."),
            Option.of(
                            "unixSocket",
                            SERVER,
                            PATH,
                            MySQLOptions::unixSocket,
                            MySQLOptionsBuilder::unixSocket,
                            "The path of the server's UNIX socket, used instead of the hosts.")
                    .alias("localSocket", "socket", "socketPath"),
            Option.of(
                            "user",
                            SERVER,
                            TEXT,
                            options -> options.credentials().user(),
                            MySQLOptionsBuilder::user,
                            "Who logs in.")
                    .alias("username"),
            Option.of(
                            "password",
                            SERVER,
                            TEXT,
                            options -> options.credentials().password(),
                            MySQLOptionsBuilder::password,
                            "The password.")
                    .secret(),
            Option.of(
                            "database",
                            SERVER,
                            TEXT,
                            MySQLOptions::database,
                            MySQLOptionsBuilder::database,
                            "The default database.")
                    .alias("schema"),
            planned("passwordPublisher", SERVER, "Where to get a fresh password for each login."),
            Option.of(
                            "connectTimeout",
                            TIMEOUTS,
                            MILLISECONDS,
                            options -> options.timeouts().connectTimeout(),
                            MySQLOptionsBuilder::connectTimeout,
                            "From resolving the host to the finished login.")
                    .alias("connect_timeout", SECONDS)
                    .insteadOf("connectionTimeout", "connectionCreateTimeout", "maxCreateConnectionTime"),
            Option.of(
                            "statementTimeout",
                            TIMEOUTS,
                            MILLISECONDS,
                            options -> options.timeouts().statementTimeout(),
                            MySQLOptionsBuilder::statementTimeout,
                            "From the call to the end of the answer, waiting included; then the statement is stopped on the server.")
                    .insteadOf("query_timeout", "queryTimeout", "max_execution_time", "max_statement_time"),
            Option.of(
                            "socketTimeout",
                            TIMEOUTS,
                            MILLISECONDS,
                            options -> options.timeouts().socketTimeout(),
                            MySQLOptionsBuilder::socketTimeout,
                            "Without a byte from the server while an answer is due, until the session is given up.")
                    .insteadOf("readTimeout", "writeTimeout"),
            Option.of(
                            "idleTimeout",
                            TIMEOUTS,
                            MILLISECONDS,
                            options -> options.timeouts().idleTimeout(),
                            MySQLOptionsBuilder::idleTimeout,
                            "Without anything to do, until the connection disconnects; the next call connects again.")
                    .alias("idle_timeout", SECONDS),
            Option.of(
                    "cancelTimeout",
                    TIMEOUTS,
                    MILLISECONDS,
                    options -> options.timeouts().cancelTimeout(),
                    MySQLOptionsBuilder::cancelTimeout,
                    "From a cancel, or the end of statementTimeout, until a session that has not come free is closed; at least 1ms."),
            planned("lockWaitTimeout", TIMEOUTS, "How long a statement waits for a lock."),
            Option.of(
                            "backoff",
                            RECONNECT,
                            RetryFormat.BACKOFF,
                            options -> options.reconnection().backoff(),
                            MySQLOptionsBuilder::backoff,
                            "The pauses between attempts to connect: initial, factor, max, jitter.")
                    .insteadOf("reconnectInterval"),
            Option.of(
                    "maxBackoffTime",
                    RECONNECT,
                    MILLISECONDS,
                    options -> options.reconnection().maxBackoffTime(),
                    MySQLOptionsBuilder::maxBackoffTime,
                    "How long work waits for a server that cannot be reached; 0: it fails with the first attempt."),
            Option.of(
                    "maxBacklog",
                    RECONNECT,
                    NUMBER,
                    options -> options.reconnection().maxBacklog(),
                    MySQLOptionsBuilder::maxBacklog,
                    "How many calls may wait for a session."),
            Option.of(
                    "maxBacklogBytes",
                    RECONNECT,
                    SIZE,
                    options -> options.reconnection().maxBacklogBytes(),
                    MySQLOptionsBuilder::maxBacklogBytes,
                    "How many bytes of calls may wait for a session."),
            Option.of(
                            "retryPolicy",
                            RECONNECT,
                            RetryFormat.POLICY,
                            options -> options.reconnection().retryPolicy(),
                            MySQLOptionsBuilder::retryPolicy,
                            "What may be run again when it is not known whether the server has run it; attempts and time bound all repeating; selects: a SELECT that only reads counts as idempotent.")
                    .insteadOf("retry_on_error", "autoReconnect"),
            Option.of(
                            "temporaryErrors",
                            RECONNECT,
                            listOf(RetryFormat.TEMPORARY_ERROR),
                            options -> options.reconnection().temporaryErrors(),
                            MySQLOptionsBuilder::temporaryErrors,
                            "Errors of the server after which to reconnect and run again.")
                    .insteadOf("temporary_error_strings"),
            Option.of(
                    "autoRepair",
                    RECONNECT,
                    BOOLEAN,
                    options -> options.reconnection().autoRepair(),
                    MySQLOptionsBuilder::autoRepair,
                    "Whether a MyISAM or Aria table that the server calls crashed is repaired and the statement run again, once."),
            Option.of(
                    "rejectReadOnly",
                    RECONNECT,
                    BOOLEAN,
                    options -> options.reconnection().rejectReadOnly(),
                    MySQLOptionsBuilder::rejectReadOnly,
                    "Whether a server that turns out to be read-only (errors 1290, 1792, 1836) is left for another."),
            Option.of(
                            "sslMode",
                            TLS,
                            oneOf(SslMode.class),
                            options -> options.tls().sslMode(),
                            MySQLOptionsBuilder::sslMode,
                            "Whether to encrypt, and how much to verify.")
                    .insteadOf(
                            "useSSL", "requireSSL", "verifyServerCertificate", "ssl", "tls", "trustServerCertificate"),
            Option.of(
                            "sslCa",
                            TLS,
                            TEXT,
                            options -> options.tls().sslCa(),
                            MySQLOptionsBuilder::sslCa,
                            "The authorities to trust: a PEM file, or its text; without it those of the JDK.")
                    .insteadOf("serverSslCert", "trustCertificateKeyStoreUrl", "sslrootcert", "trustStore"),
            planned("sslCert", TLS, "The client's certificate.")
                    .insteadOf("clientSslCert", "clientCertificateKeyStoreUrl", "keyStore"),
            planned("sslKey", TLS, "The client's private key.").insteadOf("clientSslKey"),
            planned("sslKeyPassword", TLS, "The password of the client's private key.")
                    .insteadOf("clientSslPassword"),
            Option.of(
                            "tlsVersion",
                            TLS,
                            listOf(oneOf(TlsVersion.class, TlsVersion::protocol)),
                            options -> options.tls().tlsVersion(),
                            MySQLOptionsBuilder::tlsVersion,
                            "The versions of TLS that may be negotiated.")
                    .alias("tlsVersions", "tlsProtocol", "enabledSslProtocolSuites", "enabledTLSProtocols"),
            Option.of(
                            "serverRSAPublicKeyFile",
                            AUTHENTICATION,
                            PATH,
                            options -> options.authentication().serverRSAPublicKeyFile(),
                            MySQLOptionsBuilder::serverRSAPublicKeyFile,
                            "The server's public key (PEM), to encrypt the password where there is no TLS.")
                    .alias("serverRsaPublicKeyFile", "serverRsaPublicKeyPath"),
            Option.of(
                    "allowPublicKeyRetrieval",
                    AUTHENTICATION,
                    BOOLEAN,
                    options -> options.authentication().allowPublicKeyRetrieval(),
                    MySQLOptionsBuilder::allowPublicKeyRetrieval,
                    "Whether to ask the server for its public key, which trusts everybody on the way."),
            planned("restrictedAuth", AUTHENTICATION, "The authentication plugins that may be used."),
            Option.of(
                            "compressionAlgorithms",
                            COMPRESSION,
                            listOf(CompressionFormat.ONE),
                            options -> options.compression().compressionAlgorithms(),
                            MySQLOptionsBuilder::compressionAlgorithms,
                            "What may be used: zlib if it is listed and the server has it.")
                    .alias("useCompression", CompressionFormat.ON_OR_OFF),
            planned("zstdCompressionLevel", COMPRESSION, "How hard zstd tries."),
            Option.of(
                    "connectionAttributes",
                    SESSION,
                    ATTRIBUTES,
                    options -> options.attributes().connectionAttributes(),
                    MySQLOptionsBuilder::connectionAttributes,
                    "Shown by the server beside the session: name:value,name:value."),
            planned(
                            "connectionCollation",
                            SESSION,
                            "A collation of utf8mb4, in which literals are compared; without it the server's default.")
                    .alias("collation"),
            Option.of(
                    "sessionVariables",
                    SESSION,
                    SessionVariables.FORMAT,
                    options -> options.session().sessionVariables(),
                    MySQLOptionsBuilder::sessionVariables,
                    "System variables of each new session, and the SQL expressions that they are set to."),
            planned("initSql", SESSION, "Statements to run in each new session."),
            planned("connectionTimeZone", VALUES, "The time zone of the session's TIMESTAMP values.")
                    .insteadOf("serverTimezone", "timezone", "serverZoneId"),
            planned("preserveInstants", VALUES, "Whether instants keep their point in time rather than their digits."),
            planned("forceConnectionTimeZoneToSession", VALUES, "Whether to set the session's time zone."),
            planned("zeroDateTimeBehavior", VALUES, "What becomes of dates whose month or day is zero.")
                    .insteadOf("zeroDate"),
            planned("tinyInt1isBit", VALUES, "Whether TINYINT(1) is read as a boolean."),
            Option.of(
                            "prepStmtCacheSize",
                            STATEMENTS,
                            NUMBER,
                            options -> options.statements().prepStmtCacheSize(),
                            MySQLOptionsBuilder::prepStmtCacheSize,
                            "Prepared statements kept open per session; 0 closes each after its use.")
                    .alias("prepareCacheSize", "preparedStatementCacheMaxSize", "stmt_cache_size"),
            Option.of(
                            "prepStmtCacheSqlLimit",
                            STATEMENTS,
                            NUMBER,
                            options -> options.statements().prepStmtCacheSqlLimit(),
                            MySQLOptionsBuilder::prepStmtCacheSqlLimit,
                            "Longest text, in characters, of a statement that is kept.")
                    .alias("preparedStatementCacheSqlLimit"),
            planned(
                            "maxAllowedPacket",
                            STATEMENTS,
                            "Longest command or row, in bytes, 1k to 1g; the server has a limit of its own.")
                    .alias("max_allowed_packet"),
            Option.of(
                    "useAffectedRows",
                    STATEMENTS,
                    BOOLEAN,
                    options -> options.statements().useAffectedRows(),
                    MySQLOptionsBuilder::useAffectedRows,
                    "Whether UPDATE counts the rows that it changed, rather than those that it matched."),
            Option.of(
                    "allowMultiQueries",
                    STATEMENTS,
                    BOOLEAN,
                    options -> options.statements().allowMultiQueries(),
                    MySQLOptionsBuilder::allowMultiQueries,
                    "Whether one text may hold several statements; it makes every injection worse."),
            planned(
                    "rewriteBatchedStatements",
                    STATEMENTS,
                    "Whether a batch may be sent as statements of several rows."),
            planned("fetchSize", RESULTS, "How many rows to fetch at a time.").insteadOf("defaultFetchSize"),
            planned("maxResultRows", RESULTS, "How many rows a result in memory may have."),
            planned("maxResultBytes", RESULTS, "How many bytes a result in memory may have."),
            Option.of(
                            "pipeliningLimit",
                            PIPELINING,
                            NUMBER,
                            options -> options.pipelining().pipeliningLimit(),
                            MySQLOptionsBuilder::pipeliningLimit,
                            "How many commands may be unanswered on a session; 1 for proxies that cannot do it; 0: the default.")
                    .defaultIs("64; 16 in a pool")
                    .insteadOf("allowPipelining", "disablePipeline"),
            Option.of(
                    "pipeliningMaxWait",
                    PIPELINING,
                    MILLISECONDS,
                    options -> options.pipelining().pipeliningMaxWait(),
                    MySQLOptionsBuilder::pipeliningMaxWait,
                    "How long the oldest answer of a pool's session may be due before the session receives nothing more, and what it has not sent moves to others."),
            Option.of(
                            "minIdle",
                            POOL,
                            NUMBER,
                            options -> options.pool().minIdle(),
                            MySQLOptionsBuilder::minIdle,
                            "Connections that are kept open though there is nothing to do; at most maxSize.")
                    .insteadOf(
                            "minPoolSize", "minimumIdle", "minIdleConnections", "initialSize", "maxIdle", "pool_min"),
            Option.of(
                            "maxSize",
                            POOL,
                            NUMBER,
                            options -> options.pool().maxSize(),
                            MySQLOptionsBuilder::maxSize,
                            "How many connections there may be, 1 to 65535.")
                    .alias("maxPoolSize", "maximumPoolSize")
                    .insteadOf("connectionLimit", "maxActiveConnections", "pool_max"),
            Option.of(
                            "maxWaitQueueSize",
                            POOL,
                            NUMBER,
                            options -> options.pool().maxWaitQueueSize(),
                            MySQLOptionsBuilder::maxWaitQueueSize,
                            "How many callers may wait for a connection, at least 1; more are refused at once.")
                    .insteadOf("queueLimit", "maxPendingQueries"),
            Option.of(
                            "maxAcquireTime",
                            POOL,
                            MILLISECONDS,
                            options -> options.pool().maxAcquireTime(),
                            MySQLOptionsBuilder::maxAcquireTime,
                            "How long a caller waits for a connection.")
                    .insteadOf("connectionTimeout", "acquireTimeout"),
            Option.of(
                            "maxIdleTime",
                            POOL,
                            MILLISECONDS,
                            options -> options.pool().maxIdleTime(),
                            MySQLOptionsBuilder::maxIdleTime,
                            "How long a connection beyond minIdle may have nothing to do.")
                    .insteadOf("maxIdle", "inactive_connection_ttl"),
            Option.of(
                            "maxLifeTime",
                            POOL,
                            MILLISECONDS,
                            options -> options.pool().maxLifeTime(),
                            MySQLOptionsBuilder::maxLifeTime,
                            "How old a session may become; each gets up to a tenth less, by chance.")
                    .insteadOf("maxLifetime", "maxConnectionTtl", "abs_conn_ttl"),
            Option.of(
                            "validationDepth",
                            POOL,
                            oneOf(PoolOptions.ValidationDepth.class),
                            options -> options.pool().validationDepth(),
                            MySQLOptionsBuilder::validationDepth,
                            "What is checked before a connection is lent out. local: a ping if it was idle for half of the server's wait_timeout; remote: a ping each time.")
                    .insteadOf("validationQuery", "connectionTestQuery", "poolValidMinDelay", "checkConnLiveness"),
            Option.of(
                            "leakDetectionThreshold",
                            POOL,
                            MILLISECONDS,
                            options -> options.pool().leakDetectionThreshold(),
                            MySQLOptionsBuilder::leakDetectionThreshold,
                            "How long a connection may be lent out before a warning tells who has it; 0: no warning.")
                    .insteadOf("leakDetectionTimeout"),
            Option.of(
                            "resetOnRelease",
                            POOL,
                            oneOf(PoolOptions.ResetOnRelease.class),
                            options -> options.pool().resetOnRelease(),
                            MySQLOptionsBuilder::resetOnRelease,
                            "When a session is reset after use, which costs a round trip and its prepared statements. dirty: if something was left behind; never: the next borrower finds it, but no open transaction.")
                    .insteadOf("useResetConnection", "resetServerState", "reset_connection"));

    private OptionTable() {}

    private static List<HostPattern> hostsOf(MySQLOptions options) {
        return options.hosts().stream()
                .map(host -> new HostPattern(host.host(), host.port()))
                .toList();
    }
}
