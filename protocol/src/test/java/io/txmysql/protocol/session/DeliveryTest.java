// SPDX-License-Identifier: Apache-2.0
package io.txmysql.protocol.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.txmysql.protocol.error.Delivery;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How far each command had got when the socket broke, from what the transport said of its bytes. */
class DeliveryTest {
    /** COM_PING in its packet. */
    private static final int PING = 5;

    @ParameterizedTest(name = "handed {0}: {1} {2} {3}")
    @CsvSource({
        // Three pings of five bytes each.
        "0, NOT_EXECUTED, NOT_EXECUTED, NOT_EXECUTED",
        "4, NOT_EXECUTED, NOT_EXECUTED, NOT_EXECUTED",
        "5, UNKNOWN, NOT_EXECUTED, NOT_EXECUTED",
        "6, UNKNOWN, NOT_EXECUTED, NOT_EXECUTED",
        "9, UNKNOWN, NOT_EXECUTED, NOT_EXECUTED",
        "10, UNKNOWN, UNKNOWN, NOT_EXECUTED",
        "11, UNKNOWN, UNKNOWN, NOT_EXECUTED",
        "14, UNKNOWN, UNKNOWN, NOT_EXECUTED",
        "15, UNKNOWN, UNKNOWN, UNKNOWN",
    })
    @DisplayName(
            "pitfall#18: after a bare close, what was handed to the transport as a whole is UNKNOWN, all else NOT_EXECUTED")
    void bareClose(int handed, Delivery first, Delivery second, Delivery third) {
        EngineHarness harness = EngineHarness.ready();
        RecordingSink a = harness.ping();
        RecordingSink b = harness.ping();
        RecordingSink c = harness.ping();
        assertThat(harness.engine.prepareOutput()).isTrue();
        assertThat(harness.engine.outputLength()).isEqualTo(3 * PING);
        harness.engine.handed(handed);
        harness.cut().assertAllEnded();

        assertThat(a.failure().delivery()).isEqualTo(first);
        assertThat(b.failure().delivery()).isEqualTo(second);
        assertThat(c.failure().delivery()).isEqualTo(third);
    }

    @Test
    @DisplayName("a command whose answer has begun has arrived, whatever the transport has said so far")
    void answering() {
        EngineHarness harness = EngineHarness.ready();
        RecordingSink sink = harness.query("q");
        assertThat(harness.engine.prepareOutput()).isTrue();
        harness.engine.handed(harness.engine.outputLength());
        Packets packets = new Packets(1);
        Reply.text("a").row("1").write(packets, ScriptedServer.CAPABILITIES);
        harness.receive(packets.toByteArray(), 0, 20);
        harness.cut();

        assertThat(sink.failure().delivery()).isEqualTo(Delivery.UNKNOWN);
    }

    @Test
    @DisplayName("what was never encoded is NOT_EXECUTED; nothing is sent after the end")
    void waiting() {
        EngineHarness harness = EngineHarness.ready();
        harness.barrier("begin");
        harness.query("q");
        harness.run();
        harness.cut().assertAllEnded();

        assertThat(harness.events)
                .containsExactly(
                        "begin: failure ConnectionLostException UNKNOWN",
                        "q: failure ConnectionLostException NOT_EXECUTED",
                        "closed: ConnectionLostException");
        assertThat(harness.engine.prepareOutput()).isFalse();
    }

    @Test
    @DisplayName("the first cause counts; a command that was answered keeps its answer")
    void firstCause() {
        EngineHarness harness = EngineHarness.ready();
        harness.server.answer(Reply.ok(1));
        RecordingSink answered = harness.query("q");
        harness.run();
        harness.cut().cut();

        assertThat(answered.endings()).isOne();
        assertThat(harness.events)
                .containsExactly("q: end affected=1", "q: complete", "closed: ConnectionLostException");
    }

    @Test
    @DisplayName("bytes that arrive after the end take no memory and change nothing")
    void bytesAfterTheEnd() {
        EngineHarness harness = EngineHarness.ready();
        harness.cut();
        int space = harness.engine.inputArray().length;
        for (int i = 0; i < 100; i++) {
            assertThat(harness.engine.inputArray()).hasSize(space);
            harness.engine.received(harness.engine.inputSpace());
        }
        harness.deliver();
        assertThat(harness.events).hasSize(1);
    }

    @Test
    @DisplayName("an execution whose PREPARE was on the wire was not executed itself")
    void prepareOnTheWire() {
        EngineHarness harness = EngineHarness.ready();
        RecordingSink sink = harness.execute("e");
        harness.run();
        assertThat(harness.server.received).containsExactly("prepare e");
        harness.cut().assertAllEnded();

        assertThat(sink.failure().delivery()).isEqualTo(Delivery.NOT_EXECUTED);
    }
}
