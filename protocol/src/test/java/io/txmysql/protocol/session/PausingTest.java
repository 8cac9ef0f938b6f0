// SPDX-License-Identifier: Apache-2.0
package io.txmysql.protocol.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.txmysql.protocol.codec.StatementTraits;
import io.txmysql.protocol.error.Delivery;
import io.txmysql.protocol.exchange.QueryExchange;
import io.txmysql.protocol.message.ComQuery;
import io.txmysql.protocol.type.FieldType;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A sink that takes no more rows stops the parser in front of the next row, and nothing else. */
class PausingTest {
    static Stream<Arguments> sessions() {
        return Stream.of(Cutting.whole(), Cutting.everyByte(), Cutting.random(1), Cutting.random(2), Cutting.random(3))
                .flatMap(cutting -> Stream.of(
                        Arguments.of(
                                cutting,
                                new EngineHarness(
                                        Configs.plain(),
                                        ScriptedServer.accepting(ScriptedServer.CAPABILITIES),
                                        cutting)),
                        Arguments.of(
                                cutting,
                                new EngineHarness(
                                        Configs.compressed(),
                                        ScriptedServer.accepting(ScriptedServer.COMPRESSING),
                                        cutting))));
    }

    private static RecordingSink query(EngineHarness harness, long demand) {
        RecordingSink sink = harness.sink("q").demanding(demand);
        harness.submit(new QueryExchange(ComQuery.of("q"), "q", StatementTraits.ORDINARY, sink))
                .run();
        return sink;
    }

    private static ResultScript numbers(int count) {
        ResultScript rows = Reply.text("n");
        for (int i = 0; i < count; i++) {
            rows.row(String.valueOf(i));
        }
        return rows;
    }

    @ParameterizedTest
    @MethodSource("sessions")
    @DisplayName("never more rows than demanded, however many arrive at once; new demand goes on where it stopped")
    void exactDemand(Cutting cutting, EngineHarness harness) {
        harness.run().server.answer(numbers(100), Reply.ok(7));
        RecordingSink sink = query(harness, 0);
        harness.query("next");
        harness.run();
        int taken = 0;
        for (int more : new int[] {0, 1, 2, 3, 5, 50, 39}) {
            sink.request(more);
            taken += more;
            harness.resume();
            harness.run();
            assertThat(sink.rows()).isEqualTo(taken);
            assertThat(harness.engine.isPaused()).isTrue();
        }
        sink.request(1);
        harness.resume();
        harness.run().assertAllEnded();

        assertThat(harness.events).hasSize(104).endsWith("q: complete", "next: end affected=7", "next: complete");
        assertThat(harness.events.get(99)).isEqualTo("q: row [99]");
    }

    @Test
    @DisplayName("results without rows, errors and definitions need no demand")
    void withoutDemand() {
        EngineHarness harness = EngineHarness.ready();
        harness.server.answer(
                Reply.ok(1), Reply.err(1064, "42000", "syntax"), numbers(1).then(Reply.nothing()));
        assertThat(query(harness, 0).endings()).isOne();
        assertThat(query(harness, 0).endings()).isOne();
        assertThat(harness.engine.isPaused()).isFalse();

        query(harness, 0);
        assertThat(harness.engine.isPaused()).as("in front of the first row").isTrue();
    }

    @Test
    @DisplayName("binary rows, and rows beyond the input buffer, are counted like all others")
    void binaryAndLargeRows() {
        EngineHarness harness = EngineHarness.ready();
        harness.server.answer(
                Reply.prepared(1, 1, 0),
                Reply.binary(FieldType.VAR_STRING, "a")
                        .strings("x".repeat(100_000))
                        .strings("y".repeat(100_000))
                        .strings("z"));
        RecordingSink sink = harness.execute("e").demanding(1);
        harness.run();
        assertThat(sink.rows()).isOne();
        sink.request(1);
        harness.resume();
        harness.run();
        assertThat(sink.rows()).isEqualTo(2);
        sink.request(2);
        harness.resume();
        harness.run().assertAllEnded();
        assertThat(sink.rows()).isEqualTo(3);
    }

    @Test
    @DisplayName("pitfall#30: while it is paused the engine takes no bytes, whatever the server has sent")
    void bytesWait() {
        EngineHarness harness = EngineHarness.ready();
        ResultScript large = Reply.text("a");
        for (int i = 0; i < 300; i++) {
            large.row("x".repeat(10_000));
        }
        harness.server.answer(large);
        RecordingSink sink = harness.sink("q").demanding(1);
        harness.submit(new QueryExchange(ComQuery.of("q"), "q", StatementTraits.ORDINARY, sink));
        harness.write();
        byte[] reply = harness.server.takeOutgoing();
        int taken = 0;
        while (!harness.engine.isPaused()) {
            taken += harness.receive(reply, taken, 16_384);
            harness.deliver();
        }

        assertThat(sink.rows()).isOne();
        assertThat(taken).isLessThan(64 * 1024);
        assertThat(harness.engine.inputArray()).hasSizeLessThanOrEqualTo(64 * 1024);
    }

    @Test
    @DisplayName("a paused session that breaks delivers what was parsed and then the failure")
    void brokenWhilePaused() {
        EngineHarness harness = EngineHarness.ready();
        harness.server.answer(numbers(10));
        RecordingSink sink = query(harness, 3);
        harness.cut().assertAllEnded();

        assertThat(harness.events)
                .isEqualTo(List.of(
                        "q: row [0]",
                        "q: row [1]",
                        "q: row [2]",
                        "q: failure ConnectionLostException UNKNOWN",
                        "closed: ConnectionLostException"));
        assertThat(sink.failure().delivery()).isEqualTo(Delivery.UNKNOWN);
    }

    @Test
    @DisplayName("only the command at the head can pause: the demand of those behind it does not count yet")
    void onlyTheHeadPauses() {
        EngineHarness harness = EngineHarness.ready();
        harness.server.answer(numbers(2), numbers(2));
        harness.query("free");
        RecordingSink behind = query(harness, 1);

        assertThat(harness.events).startsWith("free: row [0]", "free: row [1]", "free: end of rows", "free: complete");
        assertThat(behind.rows()).isOne();
        assertThat(harness.engine.isPaused()).isTrue();
    }
}
