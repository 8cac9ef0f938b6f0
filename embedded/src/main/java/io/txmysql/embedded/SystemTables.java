// SPDX-License-Identifier: Apache-2.0
package io.txmysql.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Makes a data directory with the system tables and one account: root@localhost, without a password.
 *
 * @see <a href="https://dev.mysql.com/doc/refman/8.0/en/data-directory-initialization.html">Initializing the Data
 *     Directory</a>
 * @see <a href="https://mariadb.com/kb/en/mariadb-install-db/">mariadb-install-db, which this follows</a>
 */
final class SystemTables {
    private static final List<String> MARIADB_SCRIPTS = List.of(
            "mariadb_system_tables.sql",
            "mariadb_performance_tables.sql",
            "mariadb_system_tables_data.sql",
            "maria_add_gis_sp_bootstrap.sql",
            "mariadb_sys_schema.sql");

    /** Options that must be the same when the directory is made and when it is used. */
    private static final List<String> FIXED_AT_BIRTH =
            List.of("--innodb-", "--lower-case-table-names", "--default-authentication-plugin");

    private SystemTables() {}

    /** Those of {@code options} that a data directory depends on. */
    static List<String> relevant(List<String> options) {
        return options.stream()
                .filter(option -> FIXED_AT_BIRTH.stream()
                        .anyMatch(option.toLowerCase(Locale.ROOT).replace('_', '-')::startsWith))
                .sorted()
                .toList();
    }

    /** @param options from {@link #relevant} */
    static void make(ServerTree tree, List<String> options, Path folder) throws IOException {
        List<String> command = new ArrayList<>(tree.command());
        command.addAll(options);
        command.add("--datadir=" + folder);
        if (tree.distribution().isMariaDb()) {
            bootstrap(tree, command);
        } else {
            command.add("--initialize-insecure");
            run(tree, command, null);
        }
        Files.deleteIfExists(folder.resolve("auto.cnf")); // so that each copy gets a server_uuid of its own
    }

    private static void bootstrap(ServerTree tree, List<String> command) throws IOException {
        command.addAll(List.of(
                "--bootstrap",
                "--skip-ssl",
                "--enforce-storage-engine=",
                "--max-allowed-packet=8M",
                "--net-buffer-length=16K"));
        Path script = Files.createTempFile("txmysql-", ".sql");
        try {
            Files.write(script, script(tree.share()));
            run(tree, command, script);
        } finally {
            Files.deleteIfExists(script);
        }
    }

    /** The server's own scripts, without the accounts for this machine's name and for addresses. */
    private static List<String> script(Path share) throws IOException {
        List<String> lines = new ArrayList<>(List.of(
                "create database if not exists mysql;",
                "use mysql;",
                "set @auth_root_socket=NULL, @skip_auth_anonymous=1;"));
        for (String name : MARIADB_SCRIPTS) {
            Files.readAllLines(share.resolve(name)).stream()
                    .filter(line -> !line.contains("@current_hostname"))
                    .forEach(lines::add);
        }
        lines.add("delete from mysql.global_priv where Host <> 'localhost';");
        return lines;
    }

    private static void run(ServerTree tree, List<String> command, @Nullable Path input) {
        Program made = Program.run(new ProcessBuilder(command), input, Duration.ofMinutes(3));
        if (made.status() != 0) {
            throw new EmbeddedServerException("Cannot make a data directory for "
                    + tree.distribution().title() + " (status " + made.status() + "):\n"
                    + LogTail.summary(made.output()));
        }
    }
}
