// SPDX-License-Identifier: Apache-2.0
package io.txmysql.supervisor;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import io.txmysql.ConnectionLog;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The log of a connection")
class ConnectionEventsTest {
    private final SupervisorRig rig = new SupervisorRig();
    private final FakeServer server = rig.server;
    private final ConnectionLog log = new ConnectionLog();

    @AfterEach
    void closeLog() {
        log.close();
    }

    @Test
    @DisplayName("has one WARN for an outage, however many attempts it lasts, and one INFO when it is over")
    void outage() {
        rig.connect();
        rig.call(TestCall.idempotent("select 2"));
        server.lose();
        TestCall waiting = rig.call("select 3");
        for (int i = 0; i < 5; i++) {
            server.refuse();
            rig.pass(Duration.ofSeconds(1));
        }
        server.accept().answer();
        waiting.assertAnswered();
        assertThat(log.lines(Level.WARN)).singleElement().asString().contains("the session was lost");
        assertThat(log.lines(Level.INFO)).singleElement().asString().contains("connected again");
    }

    @Test
    @DisplayName("has one WARN for a server that is read-only for a while, however many sessions that takes")
    void readOnly() {
        rig.options.rejectReadOnly(true);
        rig.connect();
        TestCall insert = rig.call("insert into t values (1)");
        for (int i = 0; i < 4; i++) {
            server.session().answerError(1290, "The MariaDB server is running with the --read-only option");
            rig.pass(SupervisorRig.PAUSE.multipliedBy(10));
            server.accept();
        }
        server.answer();
        insert.assertAnswered();
        assertThat(log.lines(Level.WARN)).hasSize(1);
        assertThat(log.lines(Level.INFO)).singleElement().asString().contains("no longer refuses");
    }
}
