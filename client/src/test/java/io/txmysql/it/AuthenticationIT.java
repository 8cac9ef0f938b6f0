// SPDX-License-Identifier: Apache-2.0
package io.txmysql.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.txmysql.api.MySQLOptionsBuilder;
import io.txmysql.api.SslMode;
import io.txmysql.protocol.error.AuthenticationException;
import io.txmysql.protocol.error.Delivery;
import io.txmysql.protocol.error.MySQLException;
import io.txmysql.protocol.error.Phase;
import io.txmysql.protocol.error.ServerErrorException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

@MethodSource("io.txmysql.it.TestServer#embedded")
class AuthenticationIT extends WithAccounts {
    /** How the password travels. */
    enum Way {
        TLS,
        KEY_RETRIEVED,
        KEY_FILE,
        UNIX_SOCKET
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource
    @DisplayName("pitfall#23: plugin × password × cold and warm cache, direct and after an auth switch")
    void matrix(Way way) throws IOException {
        // The server greets with its default plugin; an account with the other one is a switch.
        List<String> plugins = server.isAnyOf(TestServer.MYSQL_8_0) ? List.of(CACHING_SHA2, NATIVE) : List.of(NATIVE);
        for (String plugin : plugins) {
            for (String password : PASSWORDS) {
                account("tester", plugin, password);
                run("flush privileges"); // empties the cache of caching_sha2_password
                MySQLOptionsBuilder login = way(way).user("tester").password(password);
                for (String cache : List.of("cold", "warm")) {
                    String user = await(open(login).fetchOne(String.class, "select current_user()"));
                    assertThat(user)
                            .as(plugin + ", " + password.length() + ", " + cache)
                            .startsWith("tester@");
                }
                ServerErrorException wrong = failure(
                        ServerErrorException.class,
                        open(login.password(password + "x")).ping());
                assertThat(wrong.errno()).isEqualTo(1045);
                assertThat(wrong.sqlState()).isEqualTo("28000");
                closeLogins();
            }
        }
    }

    @Test
    @DisplayName("wrong user, password and database: errno, SQLSTATE, host, phase, and no password in the message")
    void refused() {
        account("tester", server.isAnyOf(TestServer.MYSQL_8_0) ? CACHING_SHA2 : NATIVE, "geheim");
        String host = options().build().hosts().get(0).toString();
        for (MySQLOptionsBuilder login : List.of(
                options().user("nobody_there").password("falsch"),
                options().user("tester").password("falsch"))) {
            MySQLException e = failure(MySQLException.class, open(login).runQuery("select 1"));
            if (e instanceof AuthenticationException) { // MySQL 8 asks for a plugin at random to hide who is unknown
                assertThat(e).hasMessageContainingAll("sha256_password", "no such user");
            } else {
                assertThat(e.errno()).isEqualTo(1045);
                assertThat(e.sqlState()).isEqualTo("28000");
            }
            assertThat(e.endpoint()).isEqualTo(host);
            assertThat(e.phase()).isEqualTo(Phase.AUTHENTICATION);
            assertThat(e.delivery()).isEqualTo(Delivery.NOT_EXECUTED);
            assertThat(e.statement()).isEqualTo("select 1");
            assertThat(e).hasMessageNotContaining("falsch");
        }
        MySQLException denied = failure(
                ServerErrorException.class,
                open(options().user("tester").password("geheim").database("mysql"))
                        .ping());
        assertThat(denied.errno()).isEqualTo(1044);
        assertThat(denied.sqlState()).isEqualTo("42000");
        MySQLException unknown = failure(
                ServerErrorException.class,
                open(options().database("no_such_db")).ping());
        assertThat(unknown.errno()).isEqualTo(1049);
        assertThat(unknown.sqlState()).isEqualTo("42000");
        assertThat(unknown.phase()).isEqualTo(Phase.AUTHENTICATION);
    }

    private MySQLOptionsBuilder way(Way way) throws IOException {
        MySQLOptionsBuilder options = options().allowPublicKeyRetrieval(false);
        return switch (way) {
            case TLS -> options.sslMode(SslMode.PREFERRED); // which MySQL 5.7 does not have
            case KEY_RETRIEVED -> options.allowPublicKeyRetrieval(true);
            case KEY_FILE -> options.serverRSAPublicKeyFile(serverKey());
            case UNIX_SOCKET -> options.unixSocket(server.embeddedServer().socket());
        };
    }

    /** The server's key as its administrator would hand it out; null if it has none. */
    private @Nullable Path serverKey() throws IOException {
        List<String> key = new ArrayList<>();
        query("show status like 'Caching_sha2_password_rsa_public_key'")
                .forEach(row -> key.add(String.valueOf(row.getString(1))));
        if (key.isEmpty()) {
            return null;
        }
        return Files.writeString(folder.resolve("server.pem"), key.get(0));
    }
}
