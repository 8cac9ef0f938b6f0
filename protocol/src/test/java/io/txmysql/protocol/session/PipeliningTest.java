// SPDX-License-Identifier: Apache-2.0
package io.txmysql.protocol.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.txmysql.protocol.message.ComQuery;
import io.txmysql.protocol.session.SessionConfig.Limits;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What leaves together, what has to wait, and in which order the answers come. */
class PipeliningTest {
    @Test
    @DisplayName("tx#21: commands submitted together leave in one write, and are answered in order")
    void oneWrite() {
        EngineHarness harness = EngineHarness.ready();
        harness.writes.clear();
        harness.server.answerWith(PipeliningTest::echo);
        List<String> sql = IntStream.range(0, 64).mapToObj(i -> "q" + i).toList();
        sql.forEach(harness::query);
        harness.run().assertAllEnded();

        assertThat(harness.writes).hasSize(1);
        assertThat(harness.events.stream().filter(event -> event.contains("row [")))
                .isEqualTo(sql.stream()
                        .map(text -> text + ": row [query " + text + "]")
                        .toList());
    }

    @Test
    @DisplayName("commands may be submitted before the login is over; they leave together after it")
    void beforeTheLogin() {
        EngineHarness harness = EngineHarness.of(ScriptedServer.accepting(ScriptedServer.CAPABILITIES));
        harness.query("a");
        harness.ping();
        harness.server.answer(Reply.ok(1), Reply.ok(2));
        harness.run().assertAllEnded();

        assertThat(harness.writes).as("the login, then both").hasSize(2);
    }

    @Test
    @DisplayName("no more than pipeliningLimit commands wait for answers")
    void limit() {
        EngineHarness harness = limited(3);
        for (int i = 0; i < 7; i++) {
            harness.query("q" + i);
        }
        harness.write();
        assertThat(harness.server.received).hasSize(3);

        harness.server.sendUnasked(answers(1));
        harness.run();
        assertThat(harness.server.received).hasSize(4);

        harness.server.sendUnasked(answers(3));
        harness.run();
        assertThat(harness.server.received).hasSize(7);
    }

    @Test
    @DisplayName("pitfall#21: a limit of 1 sends one at a time, for proxies that cannot do more")
    void limitOfOne() {
        EngineHarness harness = limited(1);
        harness.server.answerWith(PipeliningTest::echo);
        harness.writes.clear();
        for (int i = 0; i < 5; i++) {
            harness.query("q" + i);
        }
        harness.run().assertAllEnded();

        assertThat(harness.writes).hasSize(5);
    }

    @Test
    @DisplayName("a barrier waits for all before it, and all after it wait for its answer")
    void barrier() {
        EngineHarness harness = EngineHarness.ready();
        harness.query("a");
        harness.query("b");
        harness.barrier("begin");
        harness.query("c");
        harness.barrier("commit");

        harness.run();
        assertThat(harness.server.received).containsExactly("query a", "query b");
        harness.server.sendUnasked(answers(1));
        harness.run();
        assertThat(harness.server.received).hasSize(2);
        harness.server.sendUnasked(answers(1));
        harness.run();
        assertThat(harness.server.received).hasSize(3).last().isEqualTo("query begin");
        harness.server.sendUnasked(answers(1));
        harness.run();
        assertThat(harness.server.received).hasSize(4).last().isEqualTo("query c");
        harness.server.sendUnasked(answers(1));
        harness.run();
        assertThat(harness.server.received).hasSize(5).last().isEqualTo("query commit");
        harness.server.sendUnasked(answers(1));
        harness.run().assertAllEnded();
    }

    @Test
    @DisplayName("selecting a database and RESET are barriers by themselves")
    void commandsThatAreBarriers() {
        EngineHarness harness = EngineHarness.ready();
        harness.use("foo");
        harness.query("a");
        harness.run();
        assertThat(harness.server.received).hasSize(1);
        harness.server.sendUnasked(answers(1));
        harness.run();
        assertThat(harness.server.received).hasSize(2);
        harness.server.sendUnasked(answers(1));
        harness.run().assertAllEnded();

        harness.server.received.clear();
        harness.reset();
        harness.query("b");
        harness.run();
        assertThat(harness.server.received).as("RESET and SET NAMES").hasSize(2);
    }

    @Test
    @DisplayName("much more than the transport takes at once is encoded bit by bit")
    void encodesAheadOfTheSocketOnlySoFar() {
        EngineHarness harness = EngineHarness.ready();
        String sql = "x".repeat(30_000);
        for (int i = 0; i < 20; i++) {
            harness.query(sql);
        }
        assertThat(harness.engine.prepareOutput()).isTrue();
        assertThat(harness.engine.outputLength()).isBetween(64_000, 130_000);
    }

    @Test
    @DisplayName("a statement of 4 MB, and one beyond 16 MiB in two packets")
    void largeStatements() {
        EngineHarness harness = EngineHarness.ready();
        harness.server.answer(Reply.ok(1), Reply.ok(2), Reply.ok(3));
        harness.query("x".repeat(4_000_000));
        harness.query("y".repeat(17_000_000));
        harness.ping();
        harness.run().assertAllEnded();

        assertThat(harness.server.received)
                .containsExactly("query of 4000000 bytes", "query of 17000000 bytes", "ComPing");
        assertThat(harness.events).contains("query: end affected=1", "query: end affected=2", "ping: end affected=3");
    }

    private static EngineHarness limited(int pipelining) {
        EngineHarness harness = new EngineHarness(
                Configs.limited(new Limits(pipelining, 16, 2048)),
                ScriptedServer.accepting(ScriptedServer.CAPABILITIES),
                Cutting.whole());
        return harness.run();
    }

    /** The answers to that many commands, each packet number 1. */
    private static Reply answers(int count) {
        return (out, capabilities) -> {
            for (int i = 0; i < count; i++) {
                out.sequence(1);
                Reply.ok(i).write(out, capabilities);
            }
        };
    }

    private static Reply echo(Object command) {
        return Reply.text("echo").row("query " + ((ComQuery) command).text());
    }
}
