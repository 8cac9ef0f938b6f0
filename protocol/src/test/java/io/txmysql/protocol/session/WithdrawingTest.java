// SPDX-License-Identifier: Apache-2.0
package io.txmysql.protocol.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.txmysql.protocol.codec.ParameterBlock;
import io.txmysql.protocol.codec.StatementTraits;
import io.txmysql.protocol.exchange.Exchange;
import io.txmysql.protocol.exchange.ExecuteExchange;
import io.txmysql.protocol.exchange.QueryExchange;
import io.txmysql.protocol.exchange.ResetConnectionExchange;
import io.txmysql.protocol.message.ComQuery;
import io.txmysql.protocol.type.FieldType;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A session that is held, commands that go first, commands that are taken back. */
class WithdrawingTest {
    private static Reply numbered(Reply... replies) {
        return (out, capabilities) -> {
            for (Reply reply : replies) {
                out.sequence(1);
                reply.write(out, capabilities);
            }
        };
    }

    private static List<String> statements(List<Exchange> exchanges) {
        return exchanges.stream()
                .map(exchange -> String.valueOf(exchange.statement()))
                .toList();
    }

    private static Exchange executeNext(EngineHarness harness, String sql) {
        Exchange exchange =
                new ExecuteExchange(sql, ParameterBlock.encode(), StatementTraits.ORDINARY, harness.sink(sql));
        harness.engine.submitNext(exchange);
        return exchange;
    }

    @Test
    @DisplayName("a held session sends nothing but what goes next; let go, it sends the rest in order")
    void hold() {
        EngineHarness harness = EngineHarness.ready();
        harness.server.answer(Reply.ok(1), Reply.ok(2), Reply.ok(3), Reply.ok(4));
        harness.query("a");
        harness.engine.hold(true);
        harness.query("b");
        harness.run();
        assertThat(harness.server.received).isEmpty();
        assertThat(harness.engine.inFlight()).isZero();
        assertThat(harness.engine.pending()).isEqualTo(2);

        harness.queryNext("next", StatementTraits.ORDINARY);
        harness.run();
        assertThat(harness.server.received).containsExactly("query next");
        harness.engine.hold(false);
        harness.query("c");
        harness.run().assertAllEnded();
        assertThat(harness.server.received).containsExactly("query next", "query a", "query b", "query c");
    }

    @Test
    @DisplayName("of two commands that go next the later one is first; both are before all others")
    void nextBeforeNext() {
        EngineHarness harness = EngineHarness.ready();
        harness.server.answer(Reply.ok(1), Reply.ok(2), Reply.ok(3));
        harness.query("a");
        harness.queryNext("first", StatementTraits.ORDINARY);
        harness.queryNext("second", StatementTraits.ORDINARY);
        harness.run().assertAllEnded();
        assertThat(harness.server.received).containsExactly("query second", "query first", "query a");
    }

    @Test
    @DisplayName("what goes next does not wait for ordinary answers, but does if it is a barrier or behind one")
    void nextAndBarriers() {
        EngineHarness harness = EngineHarness.ready();
        harness.query("a");
        harness.run();
        harness.queryNext("ordinary", StatementTraits.ORDINARY);
        harness.run();
        assertThat(harness.server.received).containsExactly("query a", "query ordinary");
        assertThat(harness.engine.inFlight()).isEqualTo(2);

        harness.queryNext("barrier", StatementTraits.BARRIER);
        harness.run();
        assertThat(harness.server.received).hasSize(2);
        harness.server.sendUnasked(numbered(Reply.ok(1), Reply.ok(2)));
        harness.run();
        assertThat(harness.server.received).hasSize(3);

        harness.queryNext("behind", StatementTraits.ORDINARY);
        harness.run();
        assertThat(harness.server.received).hasSize(3);
        harness.server.answer(Reply.ok(4));
        harness.server.sendUnasked(numbered(Reply.ok(3)));
        harness.run().assertAllEnded();
        assertThat(harness.server.received).last().isEqualTo("query behind");
    }

    @Test
    @DisplayName("tx#26: within a transaction what goes next waits for the answer that is due, like all else")
    void nextWithinATransaction() {
        EngineHarness harness = EngineHarness.ready();
        harness.server.answer(Reply.status(3));
        harness.barrier("BEGIN");
        harness.query("a");
        harness.run();
        assertThat(harness.server.received).containsExactly("query BEGIN", "query a");
        harness.queryNext("next", StatementTraits.ORDINARY);
        harness.run();
        assertThat(harness.server.received).hasSize(2);
        harness.server.answer(Reply.status(3));
        harness.server.sendUnasked(numbered(Reply.err(1213, "40001", "Deadlock")));
        harness.run().assertAllEnded();
        assertThat(harness.server.received).last().isEqualTo("query next");
    }

    @Test
    @DisplayName("what was not sent comes back in order, and is neither answered nor failed here")
    void withdraw() {
        EngineHarness harness = EngineHarness.ready();
        RecordingSink sent = harness.barrier("sent");
        RecordingSink first = harness.query("first");
        RecordingSink second = harness.barrier("second");
        RecordingSink third = harness.execute("third");
        harness.run();
        List<Exchange> withdrawn = harness.engine.withdraw();

        assertThat(statements(withdrawn)).containsExactly("first", "second", "third");
        assertThat(withdrawn).noneMatch(Exchange::isSent);
        assertThat(harness.engine.pending()).isOne();
        assertThat(harness.engine.inFlight()).isOne();
        harness.server.answer(Reply.ok(7));
        harness.server.sendUnasked(numbered(Reply.ok(1)));
        harness.run();
        harness.ping();
        harness.run();
        harness.cut();
        assertThat(sent.endings()).isOne();
        assertThat(first.endings() + second.endings() + third.endings()).isZero();
        assertThat(harness.server.received).containsExactly("query sent", "ComPing");
        assertThat(harness.engine.withdraw()).isEmpty();
    }

    @Test
    @DisplayName(
            "an execution whose COM_STMT_PREPARE is on the wire comes back; its statement is closed when it is there")
    void withdrawWhilePreparing() {
        EngineHarness harness = EngineHarness.ready();
        RecordingSink sink = harness.execute("e");
        harness.run();
        assertThat(harness.server.received).containsExactly("prepare e");
        List<Exchange> withdrawn = harness.engine.withdraw();
        assertThat(statements(withdrawn)).containsExactly("e");

        harness.server.sendUnasked(numbered(Reply.prepared(5, 1, 0)));
        harness.run();
        harness.server.answer(Reply.prepared(6, 1, 0), Reply.binary(FieldType.LONGLONG, "a"));
        harness.submit(withdrawn.get(0)).run().assertAllEnded();
        assertThat(sink.endings()).isOne();
        assertThat(harness.server.received).containsExactly("prepare e", "close 5", "prepare e", "execute 6");
    }

    @Test
    @DisplayName(
            "one of two executions of a statement that is being prepared stays: it is prepared again, and none is lost")
    void withdrawOneOfTwo() {
        EngineHarness harness = EngineHarness.ready();
        harness.execute("e");
        harness.run();
        executeNext(harness, "e");
        List<Exchange> withdrawn = harness.engine.withdraw();
        assertThat(withdrawn).hasSize(1);

        harness.server.answer(Reply.prepared(6, 1, 0), Reply.binary(FieldType.LONGLONG, "a"));
        harness.server.sendUnasked(numbered(Reply.prepared(5, 1, 0)));
        harness.run();
        assertThat(harness.events).containsExactly("e: end of rows", "e: complete");
        assertThat(harness.engine.pending()).isZero();
        assertThat(harness.server.received).last().isEqualTo("execute 6");
    }

    @Test
    @DisplayName("what goes next is meant for this session: it does not come back")
    void nextStays() {
        EngineHarness harness = EngineHarness.ready();
        harness.barrier("sent");
        harness.run();
        harness.query("a");
        harness.queryNext("next", StatementTraits.BARRIER);
        harness.query("b");
        assertThat(statements(harness.engine.withdraw())).containsExactly("a", "b");
        harness.query("c");
        harness.server.answer(Reply.ok(1), Reply.ok(2));
        harness.server.sendUnasked(numbered(Reply.ok(0)));
        harness.run();
        assertThat(harness.server.received).containsExactly("query sent", "query next", "query c");
        assertThat(harness.engine.pending()).isZero();
    }

    @ParameterizedTest(name = "pipelining {0}")
    @ValueSource(ints = {1, 64})
    @DisplayName("what is left of a reset stays, and comes before what goes next")
    void resetStays(int pipelining) {
        EngineHarness harness = new EngineHarness(
                        Configs.withSetup(SessionConfig.Setup.NONE, pipelining),
                        ScriptedServer.accepting(ScriptedServer.CAPABILITIES),
                        Cutting.whole())
                .run();
        harness.submit(new ResetConnectionExchange(harness.sink("reset")));
        harness.run();
        harness.query("a");
        harness.queryNext("next", StatementTraits.ORDINARY);
        assertThat(statements(harness.engine.withdraw())).containsExactly("a");
        harness.engine.hold(true);
        harness.server.answer(Reply.ok(2), Reply.ok(3));
        harness.server.sendUnasked(pipelining == 1 ? numbered(Reply.ok(1)) : numbered(Reply.ok(1), Reply.ok(1)));
        harness.run();
        assertThat(harness.server.received)
                .containsExactly(
                        "ComResetConnection", "query SET NAMES utf8mb4 COLLATE utf8mb4_0900_ai_ci", "query next");
        assertThat(harness.events)
                .startsWith("reset: end affected=1", "reset: complete")
                .endsWith("next: complete");
    }

    @Test
    @DisplayName("a reset that was not sent comes back, and its setup was never begun")
    void resetComesBack() {
        EngineHarness harness = EngineHarness.ready();
        harness.query("sent");
        harness.run();
        harness.reset();
        assertThat(harness.engine.withdraw()).singleElement().isInstanceOf(ResetConnectionExchange.class);
        harness.server.answer(Reply.ok(0));
        harness.server.sendUnasked(numbered(Reply.ok(1)));
        harness.ping();
        harness.run();
        assertThat(harness.server.received).containsExactly("query sent", "ComPing");
    }

    @Test
    @DisplayName("an abandoned command that goes next is not sent")
    void abandonedNext() {
        EngineHarness harness = EngineHarness.ready();
        harness.engine.hold(true);
        RecordingSink sink = harness.sink("next");
        harness.engine.submitNext(new QueryExchange(ComQuery.of("next"), "next", StatementTraits.ORDINARY, sink));
        sink.abandon();
        harness.run().assertAllEnded();
        assertThat(harness.server.received).isEmpty();
        assertThat(harness.events).containsExactly("next: failure UsageException NOT_EXECUTED");
    }
}
