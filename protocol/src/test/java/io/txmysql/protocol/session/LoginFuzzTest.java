// SPDX-License-Identifier: Apache-2.0
package io.txmysql.protocol.session;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.txmysql.protocol.session.SessionConfig.TlsPolicy;
import io.txmysql.protocol.wire.PayloadReader;
import java.util.Arrays;

/**
 * Any bytes from a server in the login: it ends READY or CLOSED, or waits for more, and nothing else happens. In the
 * build only the corpus runs; to fuzz for longer:
 *
 * <pre>JAZZER_FUZZ=1 mvn -pl protocol -am test -Dtest=LoginFuzzTest#payloads -Dsurefire.failIfNoSpecifiedTests=false</pre>
 */
class LoginFuzzTest {
    /** The first byte chooses the configuration, all others are the server's stream as it is. */
    @FuzzTest(maxDuration = "1m")
    void bytes(byte[] data) {
        if (data.length > 0) {
            login(data[0], Arrays.copyOfRange(data, 1, data.length));
        }
    }

    /**
     * The first byte chooses the configuration; then come payloads behind their lengths, every other one of which takes
     * the number that the client's answer leaves to it.
     */
    @FuzzTest(maxDuration = "1m")
    void payloads(byte[] data) {
        if (data.length > 0) {
            Packets packets = new Packets(0);
            int at = 1;
            while (at < data.length) {
                int start = at + 1;
                int end = Math.min(data.length, start + (data[at] & 0xFF));
                packets.add(out -> out.writeBytes(Arrays.copyOfRange(data, start, end)));
                packets.skipSequence(config(data[0]).security().tls() == TlsPolicy.REQUIRED && at == 1 ? 2 : 1);
                at = end;
            }
            login(data[0], packets.toByteArray());
        }
    }

    private static SessionConfig config(byte choice) {
        return switch (choice & 3) {
            case 0 -> Configs.tls(TlsPolicy.DISABLED);
            case 1 -> Configs.tls(TlsPolicy.REQUIRED);
            case 2 -> Configs.secured(Configs.keyRetrieval());
            default -> Configs.compressed();
        };
    }

    /** Packet by packet, so that none comes before the answer to the one before it. */
    private static void login(byte choice, byte[] stream) {
        EngineHarness harness = new EngineHarness(config(choice), new ScriptedServer(), Cutting.whole());
        RecordingSink sink = harness.query("q");
        int at = 0;
        while (at < stream.length && harness.engine.state() != SessionEngine.State.CLOSED) {
            int length = at + 3 <= stream.length ? 4 + unsignedMedium(stream, at) : stream.length - at;
            int count = Math.min(length, stream.length - at);
            harness.receive(stream, at, count);
            harness.discardOutput();
            at += count;
        }
        harness.cut().assertAllEnded();
        assertThat(sink.failure()).hasMessageNotContaining(Configs.PASSWORD);
    }

    private static int unsignedMedium(byte[] bytes, int at) {
        PayloadReader in = new PayloadReader();
        in.reset(bytes, at, 3);
        return in.readInt3();
    }
}
