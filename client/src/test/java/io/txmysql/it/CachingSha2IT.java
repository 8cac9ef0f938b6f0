// SPDX-License-Identifier: Apache-2.0
package io.txmysql.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.txmysql.api.MySQLOptionsBuilder;
import io.txmysql.api.SslMode;
import io.txmysql.protocol.error.AuthenticationException;
import io.txmysql.protocol.error.Delivery;
import io.txmysql.protocol.error.Phase;
import io.txmysql.protocol.error.ServerErrorException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.provider.MethodSource;

@MethodSource("io.txmysql.it.TestServer#withCachingSha2")
class CachingSha2IT extends WithAccounts {
    @Test
    @DisplayName("pitfall#23: a server that greets with mysql_native_password switches to caching_sha2_password")
    void switchToSha2() {
        try (var old = server.builder()
                .tls(true)
                .option("--default-authentication-plugin=mysql_native_password")
                .start()) {
            for (SslMode sslMode : List.of(SslMode.REQUIRED, SslMode.DISABLED)) {
                for (String password : PASSWORDS) {
                    var root = open(TestServer.options(old));
                    await(root.runOperation("drop user if exists tester"));
                    await(root.runOperation(
                            "create user tester identified with caching_sha2_password by " + quoted(password)));
                    for (int i = 0; i < 2; i++) {
                        var login = TestServer.options(old)
                                .sslMode(sslMode)
                                .user("tester")
                                .password(password);
                        assertThat(await(open(login).fetchOne(String.class, "select current_user()")))
                                .isEqualTo("tester@%");
                    }
                    closeLogins();
                }
            }
        }
    }

    @Test
    @DisplayName(
            "caching_sha2_password without TLS and without a key: the error says what to do; with a warm cache it works")
    void noKey() {
        account("tester", CACHING_SHA2, "geheim");
        run("flush privileges");
        MySQLOptionsBuilder login = options().user("tester").password("geheim").allowPublicKeyRetrieval(false);
        AuthenticationException e =
                failure(AuthenticationException.class, open(login).ping());
        assertThat(e)
                .hasMessageContainingAll("sslMode", "serverRSAPublicKeyFile", "allowPublicKeyRetrieval")
                .hasMessageNotContaining("geheim");
        assertThat(e.phase()).isEqualTo(Phase.AUTHENTICATION);
        assertThat(e.delivery()).isEqualTo(Delivery.NOT_EXECUTED);
        await(open(login.allowPublicKeyRetrieval(true)).ping());
        await(open(login.allowPublicKeyRetrieval(false)).ping());
    }

    @Test
    @DisplayName("a key that is not the server's: the login is refused")
    void wrongKey() throws Exception {
        account("tester", CACHING_SHA2, "geheim");
        run("flush privileges");
        var generator = java.security.KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        String base64 = java.util.Base64.getMimeEncoder()
                .encodeToString(generator.generateKeyPair().getPublic().getEncoded());
        Path key = Files.writeString(
                folder.resolve("other.pem"), "-----BEGIN PUBLIC KEY-----\n" + base64 + "\n-----END PUBLIC KEY-----\n");
        MySQLOptionsBuilder login = options().user("tester").password("geheim").serverRSAPublicKeyFile(key);
        assertThat(failure(ServerErrorException.class, open(login).ping()).errno())
                .isEqualTo(1045);
    }

    @Test
    @DisplayName("an account with a plugin that this driver does not have: the error names it and those that it has")
    void unsupportedPlugin() {
        account("tester", "sha256_password", "geheim");
        AuthenticationException e = failure(
                AuthenticationException.class,
                open(options().user("tester").password("geheim")).ping());
        assertThat(e).hasMessageContainingAll("sha256_password", CACHING_SHA2, NATIVE);
    }
}
