// SPDX-License-Identifier: Apache-2.0
package io.txmysql.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.txmysql.protocol.error.Delivery;
import io.txmysql.protocol.error.InvalidOptionException;
import io.txmysql.protocol.error.MySQLException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A URL")
final class MySQLUrlTest {

    @Test
    @DisplayName("names user, password, several hosts, database and options")
    void everyPart() {
        MySQLOptions options = MySQLOptions.parse(
                "mysql://user:password@host1:3306,host2,[::1]:3307/database?connectTimeout=30s&sslMode=verify_ca");

        assertThat(options.credentials()).isEqualTo(new Credentials("user", "password"));
        assertThat(options.hosts())
                .containsExactly(
                        new HostAndPort("host1", 3306), new HostAndPort("host2", 3306), new HostAndPort("::1", 3307));
        assertThat(options.database()).isEqualTo("database");
        assertThat(options.timeouts().connectTimeout()).isEqualTo(Duration.ofSeconds(30));
        assertThat(options.tls().sslMode()).isEqualTo(SslMode.VERIFY_CA);
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "mysql://db",
                "mariadb://db",
                "MySQL://db",
                "mysql://db/",
                "mysql://db:3306",
                "mysql://db?port=3306"
            })
    @DisplayName("may leave out all but the host; the defaults are those of the builder")
    void onlyAHost(String url) {
        assertThat(MySQLOptions.parse(url))
                .isEqualTo(MySQLOptions.builder().host("db").build());
    }

    @Test
    @DisplayName("is percent-decoded in user, password, database and values; + stands for itself")
    void percentDecoding() {
        MySQLOptions options = MySQLOptions.parse(
                "mysql://j%C3%BCrgen%40x:a%3Ab%2Fc%3Fd%23e%25+@db/my%2Fdb%40?connectionAttributes=a%26b%3Ac+d");

        assertThat(options.credentials()).isEqualTo(new Credentials("jürgen@x", "a:b/c?d#e%+"));
        assertThat(options.database()).isEqualTo("my/db@");
        assertThat(options.attributes().connectionAttributes()).containsEntry("a&b", "c+d");
    }

    @Test
    @DisplayName("sets time limits, repeating, pipelining and the pool")
    void connectionAndPool() {
        MySQLOptions options = MySQLOptions.parse("mysql://db?statementTimeout=2s&socketTimeout=1m&cancelTimeout=300"
                + "&retryPolicy=idempotent,selects,attempts=5,time=30s&autoRepair=true&rejectReadOnly=true"
                + "&pipeliningLimit=8&pipeliningMaxWait=5"
                + "&minIdle=2&maxSize=20&maxWaitQueueSize=50&maxAcquireTime=3s&maxIdleTime=1h&maxLifeTime=0"
                + "&validationDepth=REMOTE&leakDetectionThreshold=10s&resetOnRelease=never");

        assertThat(options.timeouts())
                .isEqualTo(new Timeouts(
                        Duration.ofSeconds(10),
                        Duration.ofSeconds(2),
                        Duration.ofMinutes(1),
                        Duration.ZERO,
                        Duration.ofMillis(300)));
        assertThat(options.reconnection().retryPolicy())
                .isEqualTo(new RetryPolicy(RetryPolicy.Unknown.IDEMPOTENT, true, 5, Duration.ofSeconds(30)));
        assertThat(options.reconnection().autoRepair()).isTrue();
        assertThat(options.reconnection().rejectReadOnly()).isTrue();
        assertThat(options.pipelining()).isEqualTo(new Pipelining(8, Duration.ofMillis(5)));
        assertThat(options.pool())
                .isEqualTo(new PoolOptions(
                        2,
                        20,
                        50,
                        Duration.ofSeconds(3),
                        Duration.ofHours(1),
                        Duration.ZERO,
                        PoolOptions.ValidationDepth.REMOTE,
                        Duration.ofSeconds(10),
                        PoolOptions.ResetOnRelease.NEVER));
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "sessionVariables=sql_mode='ANSI,NO_ZERO_DATE',foo=CONCAT('a','%2540%26')",
                "sessionVariables=%40%40session.sql_mode%3D'ANSI%2CNO_ZERO_DATE'%2C+foo=CONCAT('a','%2540%26')",
            })
    @DisplayName("sets session variables, percent-encoded where it must be")
    void sessionVariables(String option) {
        assertThat(MySQLOptions.parse("mysql://db?" + option.replace("+", "%20"))
                        .session()
                        .sessionVariables())
                .containsExactly(Map.entry("sql_mode", "'ANSI,NO_ZERO_DATE'"), Map.entry("foo", "CONCAT('a','%40&')"));
    }

    @Test
    @DisplayName("takes everything up to the last @ of its authority as user and password")
    void lastAt() {
        assertThat(MySQLOptions.parse("mysql://root:p@ss:w@db").credentials())
                .isEqualTo(new Credentials("root", "p@ss:w"));
    }

    @Test
    @DisplayName("gives the option port to the hosts that have none")
    void defaultPort() {
        assertThat(MySQLOptions.parse("mysql://a,b:3310/?port=3307").hosts())
                .isEqualTo(List.of(new HostAndPort("a", 3307), new HostAndPort("b", 3310)));
    }

    @Test
    @DisplayName("needs no host if it names a UNIX socket")
    void unixSocket() {
        MySQLOptions options = MySQLOptions.parse("mysql://root@/foo?socket=/run/mysqld/mysqld.sock");

        assertThat(options.unixSocket()).isEqualTo(Path.of("/run/mysqld/mysqld.sock"));
        assertThat(options.database()).isEqualTo("foo");
    }

    @Test
    @DisplayName("keeps an IPv6 zone, encoded or not")
    void zone() {
        assertThat(MySQLOptions.parse("mysql://[fe80::1%25eth0],[fe80::2%eth0]").hosts())
                .extracting(HostAndPort::host)
                .containsExactly("fe80::1%eth0", "fe80::2%eth0");
    }

    @ParameterizedTest(name = "{0} → {1}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "db:3306/foo | starts with mysql:// or mariadb://",
                "postgres://db | starts with mysql:// or mariadb://",
                "`` | starts with mysql:// or mariadb://",
                "jdbc:mysql://db/foo | leave out the prefix \"jdbc:\"",
                "r2dbc:mariadb://db/foo | leave out the prefix \"r2dbc:\"",
                "mysql:// | names no host",
                "mysql:///foo | names no host",
                "mysql://root@/foo | names no host",
                "mysql://a,,b | a host is empty",
                "mysql://:3306 | a host is empty",
                "mysql://a b | neither a name nor an IP address",
                "mysql://db:0 | the port of host \"db\" is not a number from 1 to 65535",
                "mysql://db:65536 | the port of host \"db\" is not a number from 1 to 65535",
                "mysql://db:x | the port of host \"db\" is not a number from 1 to 65535",
                "mysql://db: | the port of host \"db\" is not a number from 1 to 65535",
                "mysql://db?port=70000 | option \"port\": 70000 is out of range",
                "mysql://::1 | [address]:port",
                "mysql://[::1 | [address]:port",
                "mysql://[db] | brackets are for IPv6",
                "mysql://[1.2.3.4] | brackets are for IPv6",
                "mysql://[zz::1] | neither a name nor an IP address",
                "mysql://db/a/b | written %2F",
                "mysql://db#x | written %23",
                "mysql://db/a@b | written %40",
                "mysql://db/%zz | % itself is written %25",
                "mysql://db/%4 | % itself is written %25",
                "mysql://db/%ff | not UTF-8",
                "mysql://db? | option=value",
                "mysql://db?&sslMode=required | option=value",
                "mysql://db?=1 | option=value",
                "mysql://db?allowMultiQueries | write allowMultiQueries=…",
                "mysql://db?statementTimeout=soon | option \"statementTimeout\": \"soon\" is not a duration",
                "mysql://db?socketTimeout=1d | option \"socketTimeout\": \"1d\" is not a duration",
                "mysql://db?cancelTimeout=never | option \"cancelTimeout\": \"never\" is not a duration",
                "mysql://db?retryPolicy=sometimes | option \"retryPolicy\": \"sometimes\" is not never, idempotent or",
                "mysql://db?autoRepair=yes | option \"autoRepair\": \"yes\" is not true or false",
                "mysql://db?rejectReadOnly=1 | option \"rejectReadOnly\": \"1\" is not true or false",
                "mysql://db?sessionVariables=a | option \"sessionVariables\": \"a\" has no =",
                "mysql://db?pipeliningLimit=-1 | option \"pipeliningLimit\": \"-1\" is not a whole number",
                "mysql://db?pipeliningMaxWait=x | option \"pipeliningMaxWait\": \"x\" is not a duration",
                "mysql://db?minIdle=few | option \"minIdle\": \"few\" is not a whole number",
                "mysql://db?maxSize=0 | option \"maxSize\": 0 is out of range; it takes 1 to 65535",
                "mysql://db?maxWaitQueueSize=-1 | option \"maxWaitQueueSize\": \"-1\" is not a whole number",
                "mysql://db?maxAcquireTime=-1 | option \"maxAcquireTime\": \"-1\" is not a duration",
                "mysql://db?maxIdleTime=x | option \"maxIdleTime\": \"x\" is not a duration",
                "mysql://db?maxLifeTime=x | option \"maxLifeTime\": \"x\" is not a duration",
                "mysql://db?validationDepth=deep | option \"validationDepth\": \"deep\" is not one of local, remote",
                "mysql://db?leakDetectionThreshold=x | option \"leakDetectionThreshold\": \"x\" is not a duration",
                "mysql://db?resetOnRelease=true | option \"resetOnRelease\": \"true\" is not one of dirty, always, never",
                "mysql://db?sslMode=required&sslMode=disabled | option \"sslMode\": it is given twice",
                "mysql://db?user=a&username=b | option \"username\": it is given twice, also as \"user\"",
                "mysql://db?connectTimeuot=3s | unknown option \"connectTimeuot\"; did you mean \"connectTimeout\"?",
            })
    @DisplayName("that is wrong is refused with a sentence that says how it is right")
    void malformed(String url, String sentence) {
        assertThatThrownBy(() -> MySQLOptions.parse(url))
                .isInstanceOf(InvalidOptionException.class)
                .hasMessageContaining(sentence)
                .extracting(failure -> ((MySQLException) failure).delivery())
                .isEqualTo(Delivery.NOT_EXECUTED);
    }
}
