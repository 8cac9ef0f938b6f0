// SPDX-License-Identifier: Apache-2.0
package io.txmysql.protocol.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.txmysql.protocol.message.HandshakeV10;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Packets out of step, packets cut off, packets nobody has asked for: never a result. */
class SequenceTest {
    @ParameterizedTest(name = "off by {0}")
    @ValueSource(ints = {1, 2, 100, 254})
    @DisplayName("pitfall#33: a reply that begins with a wrong sequence id closes the session, and is no result")
    void wrongFirstId(int offset) {
        EngineHarness harness = EngineHarness.ready();
        harness.server.answer(Reply.text("a").row("1").misnumberedBy(offset));
        RecordingSink sink = harness.query("q");
        harness.run().assertAllEnded();

        assertThat(harness.events)
                .containsExactly("q: failure ProtocolViolationException UNKNOWN", "closed: ProtocolViolationException");
        assertThat(sink.failure()).hasMessageContaining("where packet 1 is due");
    }

    @ParameterizedTest(name = "packet {0}")
    @ValueSource(ints = {1, 2, 3, 4})
    @DisplayName("pitfall#33: a wrong sequence id within a reply closes the session; rows before it count")
    void wrongIdWithin(int packet) {
        EngineHarness harness = EngineHarness.ready();
        harness.server.answer((out, capabilities) -> {
            Packets whole = new Packets(1);
            Reply.text("a").row("1").row("2").write(whole, capabilities);
            byte[] bytes = whole.toByteArray();
            int at = 0;
            for (int i = 0; i < packet; i++) {
                at += 4 + bytes[at];
            }
            bytes[at + 3] ^= 0x40;
            harness.server.sends(bytes);
        });
        RecordingSink sink = harness.query("q");
        harness.run().assertAllEnded();

        assertThat(harness.events)
                .endsWith("q: failure ProtocolViolationException UNKNOWN", "closed: ProtocolViolationException");
        assertThat(sink.rows()).isEqualTo(Math.max(0, packet - 2));
    }

    @Test
    @DisplayName("pitfall#33: the reply of one command cannot be taken for another's")
    void lateReply() {
        EngineHarness harness = EngineHarness.ready();
        harness.server.answer(Reply.text("a").row("1").then(Reply.ok(0)));
        harness.query("q");
        harness.query("r");
        harness.run().assertAllEnded();

        assertThat(harness.events)
                .containsExactly(
                        "q: row [1]",
                        "q: end of rows",
                        "q: complete",
                        "r: failure ProtocolViolationException UNKNOWN",
                        "closed: ProtocolViolationException");
    }

    @Test
    @DisplayName("a packet that answers nothing closes the session")
    void answersNothing() {
        EngineHarness harness = EngineHarness.ready();
        harness.server.sendUnasked(Reply.ok(0));
        harness.run();

        assertThat(harness.events).containsExactly("closed: ProtocolViolationException");
        assertThat(Objects.requireNonNull(harness.engine.failure()))
                .hasMessageContaining("answers nothing")
                .hasMessageContaining("db.example:3306");
    }

    @Test
    @DisplayName("a wrong sequence id in the login is a protocol error")
    void wrongIdInTheLogin() {
        HandshakeV10 greeting = ScriptedServer.greeting(ScriptedServer.CAPABILITIES, "mysql_native_password");
        EngineHarness first = EngineHarness.of(
                new ScriptedServer().sends(new Packets(1).add(greeting::encode).toByteArray()));
        first.run();
        assertThat(first.events).containsExactly("closed: ProtocolViolationException");

        EngineHarness second = EngineHarness.of(
                new ScriptedServer().greet(greeting).onLogin(Reply.ok(0).misnumberedBy(1)));
        second.run();
        assertThat(second.events).containsExactly("closed: ProtocolViolationException");
    }

    @Test
    @DisplayName(
            "pitfall#24: a session that ends after any byte of a reply fails its command, with what was whole before")
    void truncatedAtEveryByte() {
        Packets packets = new Packets(1);
        Reply.okAndMore(1)
                .then(Reply.text("a", "b").row("1", null).row("2", "x"))
                .write(packets, ScriptedServer.CAPABILITIES);
        byte[] reply = packets.toByteArray();
        for (int length = 0; length < reply.length; length++) {
            EngineHarness harness = EngineHarness.ready();
            RecordingSink head = harness.query("q");
            RecordingSink follower = harness.query("r");
            harness.run();
            harness.receive(reply, 0, length);
            harness.cut().assertAllEnded();

            assertThat(head.failure().delivery().name())
                    .as("after %d bytes", length)
                    .isEqualTo("UNKNOWN");
            assertThat(follower.rows()).isZero();
            assertThat(harness.events)
                    .endsWith("closed: ConnectionLostException")
                    .doesNotContain("q: complete");
        }
        assertThat(whole(reply)).endsWith("q: end of rows", "q: complete");
    }

    private static List<String> whole(byte[] reply) {
        EngineHarness harness = EngineHarness.ready();
        harness.query("q");
        harness.run();
        harness.receive(reply, 0, reply.length);
        harness.deliver();
        return harness.events;
    }
}
