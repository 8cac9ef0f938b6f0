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
