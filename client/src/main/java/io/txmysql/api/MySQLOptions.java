// SPDX-License-Identifier: Apache-2.0
package io.txmysql.api;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Everything that can be said about how to connect and how to work, in groups. Immutable.
 *
 * <pre>{@code
 * MySQLOptions.parse("mysql://root:secret@db1:3306,db2,[::1]:3307/foo?connectTimeout=30s&sslMode=verify_ca");
 * MySQLOptions.builder().host("db1").user("root").password(secret).connectTimeout(Duration.ofSeconds(30)).build();
 * }</pre>
 *
 * @param hosts at least one; a connection tries them in this order
 * @param unixSocket the path of the server's socket, used instead of the hosts; null for TCP
 * @param credentials who logs in
 * @param database the default database; null for none
 * @param timeouts how long things may take
 * @param reconnection what happens while there is no session, and to work whose session was lost
 * @param tls encryption
 * @param authentication what the login may do
 * @param compression compression of packets
 * @param pipelining sending commands before earlier ones are answered
 * @param statements how statements are prepared, sent and counted
 * @param attributes what a new session is told about its client
 * @param session what a new session is told before it is used
 * @param pool how a pool lends out and keeps its connections
 */
public record MySQLOptions(
        List<HostAndPort> hosts,
        @Nullable Path unixSocket,
        Credentials credentials,
        @Nullable String database,
        Timeouts timeouts,
        Reconnection reconnection,
        Tls tls,
        Authentication authentication,
        Compression compression,
        Pipelining pipelining,
        Statements statements,
        Attributes attributes,
        SessionSettings session,
        PoolOptions pool) {

    public MySQLOptions {
        hosts = List.copyOf(hosts);
        if (hosts.isEmpty()) {
            throw InvalidOption.of("host", "at least one host is needed");
        }
        if (database != null) {
            InvalidOption.requireNoNul("database", database);
        }
    }

    /**
     * The options in a URL: {@code mysql://user:password@host:port,host:port/database?option=value&option=value}, also with
     * {@code mariadb://}. Only the host is needed. User, password, database and values
     * are percent-encoded where they contain one of {@code : / ? # [ ] @ & = %}.
     *
     * @throws io.txmysql.protocol.error.InvalidOptionException if the URL is malformed, an option is unknown, or a value is
     *     not allowed; it never quotes a password
     */
    public static MySQLOptions parse(String url) {
        return MySQLUrl.parse(url).build();
    }

    /** A builder with all defaults: user and password empty, {@code localhost:3306}. */
    public static MySQLOptionsBuilder builder() {
        return new MySQLOptionsBuilder();
    }

    /** A builder that starts with these options. */
    public MySQLOptionsBuilder toBuilder() {
        MySQLOptionsBuilder builder = builder();
        OptionTable.ALL.forEach(option -> option.copy(this, builder));
        return builder;
    }
}
