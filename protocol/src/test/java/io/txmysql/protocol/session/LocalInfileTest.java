// SPDX-License-Identifier: Apache-2.0
package io.txmysql.protocol.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.txmysql.protocol.message.Capabilities;
import java.util.Objects;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A server that asks for a file gets an empty packet: nothing was offered, nothing is read. */
class LocalInfileTest {
    private static final String FILE = "/etc/passwd";

    @Test
    @DisplayName("pitfall#25: a rogue server gets an empty packet, the statement fails, the session goes on")
    void refused() {
        assertThat(EngineHarness.inEveryCutting(h -> {
                    h.server.answer(Reply.localInfile(FILE), Reply.ok(0), Reply.ok(1));
                    h.query("select 1");
                    h.run();
                    h.query("q");
                    h.run();
                    assertThat(h.server.received).containsExactly("query select 1", "packet 2 of 0 bytes", "query q");
                }))
                .containsExactly(
                        "select 1: failure ProtocolViolationException ANSWERED", "q: end affected=1", "q: complete");
    }

    @Test
    @DisplayName("pitfall#25: the same when the server answers the empty packet with an ERR, and under compression")
    void refusedWithErrCompressed() {
        assertThat(EngineHarness.inEveryCutting(Configs.compressed(), ScriptedServer.COMPRESSING, h -> {
                    h.server.answer(Reply.localInfile(FILE), Reply.err(1045, "28000", "no"), Reply.ok(1));
                    h.query("select 1");
                    h.run();
                    h.query("q");
                }))
                .containsExactly(
                        "select 1: failure ProtocolViolationException ANSWERED", "q: end affected=1", "q: complete");
    }

    @Test
    @DisplayName("pitfall#25: it may also come in place of the second result")
    void inTheSecondResult() {
        EngineHarness harness = EngineHarness.ready();
        harness.server.answer(Reply.okAndMore(0).then(Reply.localInfile(FILE)), Reply.ok(0));
        harness.query("q");
        harness.run().assertAllEnded();

        assertThat(harness.server.received).containsExactly("query q", "packet 3 of 0 bytes");
        assertThat(harness.events)
                .containsExactly("q: end affected=0", "q: failure ProtocolViolationException ANSWERED");
    }

    @Test
    @DisplayName("pitfall#25: with followers on the wire the session closes")
    void withFollowers() {
        EngineHarness harness = EngineHarness.ready();
        harness.server.answer(Reply.localInfile(FILE));
        harness.query("select 1");
        harness.query("select 2");
        harness.run().assertAllEnded();

        assertThat(harness.server.received).containsExactly("query select 1", "query select 2");
        assertThat(harness.events)
                .containsExactly(
                        "select 1: failure ProtocolViolationException UNKNOWN",
                        "select 2: failure ProtocolViolationException UNKNOWN",
                        "closed: ProtocolViolationException");
    }

    @ParameterizedTest(name = "compression {0}")
    @ValueSource(booleans = {false, true})
    @DisplayName("pitfall#25: the capability is never asked for")
    void neverOffered(boolean compression) {
        EngineHarness harness = new EngineHarness(
                compression ? Configs.compressed() : Configs.plain(),
                ScriptedServer.accepting(ScriptedServer.COMPRESSING),
                Cutting.whole());
        harness.run();

        long asked = Objects.requireNonNull(harness.server.response).capabilities();
        assertThat(asked & Capabilities.CLIENT_LOCAL_FILES).isZero();
        assertThat(Capabilities.has(asked, Capabilities.CLIENT_COMPRESS)).isEqualTo(compression);
    }
}
