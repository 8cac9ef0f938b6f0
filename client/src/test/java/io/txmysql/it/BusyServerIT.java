// SPDX-License-Identifier: Apache-2.0
package io.txmysql.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.txmysql.MySQL;
import io.txmysql.api.MySQLConnection;
import io.txmysql.api.MySQLOptions;
import io.txmysql.api.OperationResult;
import io.txmysql.api.Rows;
import io.txmysql.testkit.ScriptedServer;
import io.txmysql.testkit.Table;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A server that sends an answer piece by piece and reads nothing meanwhile")
class BusyServerIT {
    private static final Duration SOCKET_TIMEOUT = Duration.ofSeconds(1);
    private static final int PIECES = 6;

    @Test
    @DisplayName("is not taken for dead by socketTimeout, nor by the operating system's own watch")
    void isLeftAlone() {
        try (ScriptedServer server = ScriptedServer.builder()
                        .onQuery("select slow", reply -> {
                            for (int i = 0; i < PIECES; i++) {
                                reply.more().rows(Table.of("a").row(i)).flush();
                                pause(SOCKET_TIMEOUT.dividedBy(2));
                            }
                            reply.rows(Table.of("a").row(PIECES));
                        })
                        .onQuery(sql -> sql.startsWith("insert"), reply -> reply.ok())
                        .start();
                MySQLConnection db = MySQL.connection(MySQLOptions.builder()
                        .host("127.0.0.1")
                        .port(server.port())
                        .user("bob")
                        .socketTimeout(SOCKET_TIMEOUT)
                        .build())) {
            CompletableFuture<Rows> slow = db.runQuery("select slow");
            // More than the system takes for a server that does not read.
            List<CompletableFuture<OperationResult>> behind = new ArrayList<>();
            String sql = "insert into t values ('" + "x".repeat(1 << 20) + "')";
            for (int i = 0; i < 40; i++) {
                behind.add(db.runOperation(sql));
            }
            ServerSuite.await(slow);
            behind.forEach(ServerSuite::await);
            assertThat(server.acceptedConnections()).isEqualTo(1);
        }
    }

    private static void pause(Duration length) {
        try {
            Thread.sleep(length.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
