// SPDX-License-Identifier: Apache-2.0
package io.txmysql.it;

import io.txmysql.MySQL;
import io.txmysql.api.MySQLConnection;
import io.txmysql.api.Row;
import io.txmysql.embedded.EmbeddedServer;
import io.txmysql.embedded.EmbeddedServerException;
import io.txmysql.testkit.Direction;
import io.txmysql.testkit.Ending;
import io.txmysql.testkit.FaultProxy;

/** The server and the proxy in front of it, which faults strike. Belongs to the thread that makes the faults. */
record ChaosStage(EmbeddedServer server, FaultProxy proxy) {
    static final String USER = "chaos";
    private static final int STARTS = 3;

    /** A connection that no fault of the proxy reaches. */
    MySQLConnection admin() {
        return MySQL.connection(TestServer.options(server).build());
    }

    /** The server's own KILL, of all sessions but its own. */
    void killSessions() {
        try (MySQLConnection admin = admin()) {
            String list = "select id from information_schema.processlist where user = ?";
            for (Row row : ServerSuite.await(admin.runQuery(list, USER))) {
                // It may have ended meanwhile, which is an error.
                ServerSuite.await(admin.runOperation("kill " + row.getLong(0)).handle((done, failure) -> 0));
            }
        }
    }

    /** A server that crashes in its own recovery after a kill is not what is tested here: it gets another chance. */
    void restart() {
        for (int attempt = 1; ; attempt++) {
            try {
                server.restart();
                return;
            } catch (EmbeddedServerException e) {
                if (attempt == STARTS || !String.valueOf(e.getMessage()).contains("got signal")) {
                    throw e;
                }
                System.out.println("chaos: the server has crashed while it started: " + e.getMessage());
            }
        }
    }

    void restartIfDown() {
        if (!server.isRunning()) {
            restart();
        }
    }

    /** Connections that are there keep their state: cut, or in an impostor's hands. */
    void disarm() {
        proxy.cutAfter(Direction.TO_CLIENT, Long.MAX_VALUE, Ending.CLOSE);
        proxy.cutAfter(Direction.TO_SERVER, Long.MAX_VALUE, Ending.CLOSE);
    }
}
