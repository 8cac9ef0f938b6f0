// SPDX-License-Identifier: Apache-2.0
package io.txmysql.examples;

import io.txmysql.MySQL;
import io.txmysql.api.MySQLConnection;
import io.txmysql.embedded.EmbeddedServer;
import io.txmysql.protocol.error.MySQLException;
import java.util.concurrent.CompletionException;

/** Selects a database, inserts, selects, prints the rows; then a mistake, and what the driver says of it. */
public final class Quickstart {
    private Quickstart() {}

    public static void main(String[] args) {
        try (EmbeddedServer server = EmbeddedServer.mariaDb().start(); // a real MariaDB, from a Maven artifact
                MySQLConnection db = MySQL.connection(server.url())) { // no I/O yet

            db.runOperation("create database foo")
                    .thenCompose(done -> db.selectDb("foo")) // remembered for every later reconnect
                    .thenCompose(
                            done -> db.runOperation("create table bar (id int auto_increment primary key, baz text)"))
                    .thenCompose(
                            done -> db.runOperation("insert into bar set baz = %s", "bash")) // escaped by the client
                    .thenCompose(
                            done -> db.runOperation("insert into bar set baz = ?", "dash")) // prepared on the server
                    .thenCompose(done -> db.runQuery("select * from bar where id > ?", 0))
                    .thenAccept(rows -> {
                        System.out.println(rows);
                        rows.forEach(row -> System.out.println(row.getInt("id") + ": " + row.getString("baz")));
                    })
                    .join(); // only here, at the edge of the program

            try {
                db.runQuery("select nonsense from bar where id = ?", 1).join();
            } catch (CompletionException e) {
                MySQLException error = (MySQLException) e.getCause();
                System.out.println("message:   " + error.summary());
                System.out.println("errno:     " + error.errno());
                System.out.println("SQLSTATE:  " + error.sqlState());
                System.out.println("statement: " + error.statement());
                System.out.println("delivery:  " + error.delivery());
            }
        }
    }
}
