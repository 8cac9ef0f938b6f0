// SPDX-License-Identifier: Apache-2.0
package io.txmysql.protocol.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.txmysql.protocol.error.ConnectionClosedException;
import io.txmysql.protocol.error.Delivery;
import io.txmysql.protocol.error.ServerErrorException;
import io.txmysql.protocol.message.SessionStateChange;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The commands that are answered with one OK, what the session learns from it, and leaving. */
class CommandTranscriptTest {
    @Test
    @DisplayName("COM_PING")
    void ping() {
        assertThat(EngineHarness.inEveryCutting(h -> {
                    h.server.answer(Reply.ok(0));
                    h.ping();
                }))
                .containsExactly("ping: end affected=0", "ping: complete");
    }

    @Test
    @DisplayName("tx#8: COM_INIT_DB selects a database; a refused one selects nothing")
    void initDb() {
        EngineHarness harness = EngineHarness.ready();
        assertThat(harness.engine.session().schema()).isEqualTo("app");

        harness.server.answer(Reply.err(1049, "42000", "Unknown database 'nowhere'"), Reply.ok(0));
        harness.use("nowhere");
        harness.run();
        assertThat(harness.engine.session().schema()).isEqualTo("app");

        harness.use("foo");
        harness.run();
        assertThat(harness.engine.session().schema()).isEqualTo("foo");
        assertThat(harness.events)
                .containsExactly(
                        "use nowhere: failure ServerErrorException 1049 ANSWERED",
                        "use foo: end affected=0",
                        "use foo: complete");
    }

    @Test
    @DisplayName("a command that one OK answers cannot have rows: a protocol error")
    void rowsForAPing() {
        assertThat(EngineHarness.inEveryCutting(h -> {
                    h.server.answer(Reply.text("a").row("1"));
                    h.ping();
                }))
                .containsExactly(
                        "ping: failure ProtocolViolationException UNKNOWN", "closed: ProtocolViolationException");
    }

    @Test
    @DisplayName("the server's own words about schema and variables are learnt")
    void sessionTracking() {
        EngineHarness harness = EngineHarness.ready();
        harness.server.answer(
                Reply.changed(
                        new SessionStateChange.Schema("bar"),
                        new SessionStateChange.SystemVariable("autocommit", "OFF"),
                        new SessionStateChange.SystemVariable("sql_mode", "ANSI")),
                Reply.changed(new SessionStateChange.SystemVariable("autocommit", "ON")),
                Reply.changed(new SessionStateChange.Schema("")));
        harness.query("a");
        harness.run();
        assertThat(harness.engine.session().schema()).isEqualTo("bar");

        harness.query("b");
        harness.run();
        assertThat(harness.engine.session().schema()).isEqualTo("bar");
        assertThat(harness.engine.session().systemVariables())
                .containsEntry("autocommit", "ON")
                .containsEntry("sql_mode", "ANSI");

        harness.query("drop database bar");
        harness.run();
        assertThat(harness.engine.session().schema())
                .as("after a DROP DATABASE")
                .isNull();
    }

    @Test
    @DisplayName("an idle session takes its leave with COM_QUIT")
    void quitIdle() {
        EngineHarness harness = EngineHarness.ready();
        harness.engine.quit(closed(harness));
        harness.run();

        assertThat(harness.server.received).containsExactly("ComQuit");
        assertThat(harness.events).containsExactly("closed: ConnectionClosedException");
    }

    @Test
    @DisplayName("tx#9: a busy session fails what is pending, and says nothing more")
    void quitBusy() {
        EngineHarness harness = EngineHarness.ready();
        harness.query("on the wire");
        harness.run();
        harness.query("waiting");
        harness.engine.quit(closed(harness));
        harness.run().assertAllEnded();

        assertThat(harness.server.received).containsExactly("query on the wire");
        assertThat(harness.events)
                .containsExactly(
                        "on the wire: failure ConnectionClosedException UNKNOWN",
                        "waiting: failure ConnectionClosedException NOT_EXECUTED",
                        "closed: ConnectionClosedException");
    }

    @Test
    @DisplayName("a failure of one cause names each command's own statement")
    void eachItsOwnStatement() {
        EngineHarness harness = EngineHarness.ready();
        RecordingSink first = harness.query("first");
        RecordingSink second = harness.query("second");
        harness.run();
        harness.cut();

        assertThat(first.failure().statement()).isEqualTo("first");
        assertThat(second.failure().statement()).isEqualTo("second");
        assertThat(second.failure()).isNotInstanceOf(ServerErrorException.class);
    }

    private static ConnectionClosedException closed(EngineHarness harness) {
        return new ConnectionClosedException(
                "closed by its owner", harness.engine.session().context(null, Delivery.NOT_EXECUTED), null);
    }
}
