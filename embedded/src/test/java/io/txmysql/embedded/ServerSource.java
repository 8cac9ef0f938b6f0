// SPDX-License-Identifier: Apache-2.0
package io.txmysql.embedded;

import static org.assertj.core.api.Assumptions.assumeThat;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import java.util.Properties;
import java.util.function.Supplier;

/** The servers that the integration tests run on, and a driver of another project to look into them. */
enum ServerSource {
    MARIADB(EmbeddedServer::mariaDb, "11.4.5-MariaDB"),
    MYSQL_8_0(EmbeddedServer::mySql, "8.0.31"),
    MYSQL_5_7(EmbeddedServer::mySql57, "5.7.22");

    @SuppressWarnings("ImmutableEnumChecker") // a method reference without state
    private final Supplier<EmbeddedServer.Builder> builder;

    final String version;

    ServerSource(Supplier<EmbeddedServer.Builder> builder, String version) {
        this.builder = builder;
        this.version = version;
    }

    /** Skips the test, with the one line that says what to install, if the server cannot run here. */
    EmbeddedServer.Builder builder() {
        EmbeddedServer.Builder made = builder.get();
        Optional<String> reason = made.unavailable();
        reason.ifPresent(line -> System.out.println("SKIPPED: " + line));
        assumeThat(reason).as(reason.orElse("")).isEmpty();
        return made;
    }

    static Connection login(EmbeddedServer db, String password, String parameters) throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", db.user());
        properties.setProperty("password", password);
        properties.setProperty("allowPublicKeyRetrieval", "true");
        properties.setProperty("connectTimeout", "5000");
        String url = "jdbc:mariadb://" + db.host() + ":" + db.port() + "/?" + parameters;
        return DriverManager.getConnection(url, properties);
    }

    static String ask(EmbeddedServer db, String sql) throws SQLException {
        return ask(db, sql, "sslMode=disable");
    }

    static String ask(EmbeddedServer db, String sql, String parameters) throws SQLException {
        try (Connection connection = login(db, db.password(), parameters);
                Statement statement = connection.createStatement()) {
            if (!statement.execute(sql)) {
                return "";
            }
            try (ResultSet rows = statement.getResultSet()) {
                return rows.next() ? rows.getString(rows.getMetaData().getColumnCount()) : "";
            }
        }
    }
}
