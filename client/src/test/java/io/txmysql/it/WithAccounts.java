// SPDX-License-Identifier: Apache-2.0
package io.txmysql.it;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;

/** A suite that makes accounts and logs in with them. */
abstract class WithAccounts extends ServerSuite {
    static final String NATIVE = "mysql_native_password";
    static final String CACHING_SHA2 = "caching_sha2_password";
    static final List<String> PASSWORDS = Stream.concat(
                    Stream.of(0, 1, 19, 20, 31, 32, 100).map("p"::repeat), Stream.of("pä'ß\\ 密码"))
            .toList();

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    Path folder;

    final void account(String user, String plugin, String password) {
        run("drop user if exists " + user);
        if (server.isAnyOf(TestServer.MARIADB)) {
            run("create user " + user + " identified by " + quoted(password));
        } else {
            run("create user " + user + " identified with " + plugin + " by " + quoted(password));
        }
        run("grant all on " + database() + ".* to " + user);
    }

    final void closeLogins() {
        closeConnections();
        db = connect();
    }

    /** CREATE USER takes a plain literal only, none in hexadecimal as %s would write it. */
    static String quoted(String password) {
        return "'" + password.replace("\\", "\\\\").replace("'", "''") + "'";
    }
}
