// SPDX-License-Identifier: Apache-2.0
package io.txmysql.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.txmysql.MySQL;
import io.txmysql.api.MySQLConnection;
import io.txmysql.api.OperationResult;
import io.txmysql.api.SqlClient;
import io.txmysql.api.Transaction;
import io.txmysql.api.TransactionOptions;
import io.txmysql.protocol.error.MySQLException;
import io.txmysql.protocol.message.ServerStatus;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.provider.MethodSource;

@MethodSource("io.txmysql.it.TestServer#all")
class ChaosDeadlockIT extends ServerSuite {
    @Test
    @DisplayName(
            "after a deadlock the next statement on the connection counts at once: the server keeps to the mode of BEGIN"
                    + " although it has rolled back")
    void connection() {
        countsAfterDeadlock(connect());
    }

    @Test
    @DisplayName("after a deadlock the next statement on the pool's only session counts at once")
    void pool() {
        try (SqlClient pool = MySQL.pool(options().maxSize(1).build())) {
            countsAfterDeadlock(pool);
        }
    }

    private void countsAfterDeadlock(SqlClient victim) {
        table("locked", "id int primary key, n int not null");
        table("written", "token int not null");
        run("insert into locked values (1, 0), (2, 0), (3, 0), (4, 0), (5, 0), (6, 0)");
        MySQLConnection heavier = connect();
        Transaction other = await(heavier.begin(TransactionOptions.DEFAULT));
        await(other.runOperation("update locked set n = n + 1 where id > 1")); // with more to lose it is not the victim
        CompletableFuture<OperationResult> transfer = victim.inTransaction(tx -> tx.runOperation(
                        "update locked set n = n + 1 where id = 1")
                .thenCompose(done -> {
                    CompletableFuture<OperationResult> waits =
                            tx.runOperation("update locked set n = n + 1 where id = 2");
                    CompletableFuture<?> unused = other.runOperation("update locked set n = n + 1 where id = 1");
                    return waits;
                }));
        assertThat(failure(MySQLException.class, transfer).errno()).isEqualTo(1213);
        OperationResult done = await(victim.runOperation("insert into written values (7)"));
        await(other.rollback());
        assertThat(await(heavier.fetchOne(Long.class, "select count(*) from written")))
                .as("what others see of it")
                .isEqualTo(1);
        assertThat(done.serverStatus() & ServerStatus.IN_TRANS).isZero();
    }
}
