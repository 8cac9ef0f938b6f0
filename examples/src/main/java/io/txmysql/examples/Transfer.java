// SPDX-License-Identifier: Apache-2.0
package io.txmysql.examples;

import io.txmysql.MySQL;
import io.txmysql.api.MySQLPool;
import io.txmysql.api.TransactionOptions;
import io.txmysql.embedded.EmbeddedServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A pool, and transactions that run again when they meet a deadlock: money moves between accounts and none is lost. */
public final class Transfer {
    private Transfer() {}

    public static void main(String[] args) {
        try (EmbeddedServer server = EmbeddedServer.mariaDb().start();
                MySQLPool pool = MySQL.pool(server.url() + "?maxSize=8&statementTimeout=20s")) {

            pool.runOperation("create database bank")
                    .thenCompose(done -> pool.selectDb("bank")) // for all connections
                    .thenCompose(done -> pool.runOperation("create table account (id int primary key, balance int)"))
                    .thenCompose(
                            done -> pool.runOperation("insert into account values (1, 1000), (2, 1000), (3, 1000)"))
                    .join();

            List<CompletableFuture<Void>> transfers = new ArrayList<>();
            for (int i = 0; i < 60; i++) {
                int from = 1 + i % 3;
                int to = 1 + (i + 1) % 3;
                transfers.add(pool.inTransaction(
                        TransactionOptions.DEFAULT.retryDeadlocks(20),
                        tx -> tx.runOperation("update account set balance = balance - ? where id = ?", 10, from)
                                .thenCompose(done -> tx.runOperation(
                                        "update account set balance = balance + ? where id = ?", 10, to))
                                .thenAccept(done -> {})));
            }
            CompletableFuture.allOf(transfers.toArray(CompletableFuture[]::new)).join();

            System.out.println(pool.query("select sum(balance) as total, count(*) as accounts from account")
                    .timeout(Duration.ofSeconds(5))
                    .rows()
                    .join());
        }
    }
}
