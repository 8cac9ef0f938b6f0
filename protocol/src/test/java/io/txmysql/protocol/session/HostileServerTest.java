// SPDX-License-Identifier: Apache-2.0
package io.txmysql.protocol.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.txmysql.protocol.message.SessionStateChange;
import io.txmysql.protocol.session.SessionConfig.TlsPolicy;
import io.txmysql.protocol.type.FieldType;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/**
 * Whatever bytes come: the engine does not throw, takes no more memory than the bytes deserve, and every command ends
 * exactly once.
 */
class HostileServerTest {
    private static final int MUCH_MEMORY = 4 << 20;

    /** One command of each kind, with the answers that it would have. */
    private static void submitAll(EngineHarness harness) {
        harness.server.answer(
                Reply.changed(
                        new SessionStateChange.Schema("bar"),
                        new SessionStateChange.SystemVariable("autocommit", "OFF")),
                Reply.text("a", "b").row("1", null).row("2", "x".repeat(300)),
                Reply.err(1064, "42000", "syntax"),
                Reply.ok(0),
                Reply.prepared(1, 2, 2),
                Reply.binary(FieldType.LONGLONG, "a", "b").longs(1, 2).longs(3, 4),
                Reply.binary(FieldType.LONGLONG, "a", "b").longs(5, 6),
                Reply.okAndMore(2).then(Reply.text("c").row("3")),
                Reply.localInfile("/etc/passwd"),
                Reply.ok(0),
                Reply.ok(0),
                Reply.ok(0),
                Reply.ok(0));
        harness.query("tracking");
        harness.query("rows");
        harness.query("bad");
        harness.ping();
        harness.execute("binary", 1, 2);
        harness.execute("binary", 3, 4);
        harness.query("two results");
        harness.barrier("upload");
        harness.use("foo");
        harness.reset();
    }

    private static void assertSound(EngineHarness harness) {
        harness.run();
        int inputLength = harness.engine.inputArray().length;
        harness.cut().assertAllEnded();
        assertThat(harness.engine.state()).isEqualTo(SessionEngine.State.CLOSED);
        assertThat(inputLength).isLessThan(MUCH_MEMORY);
    }

    @Property(tries = 1000)
    @Label("pitfall#24: random bytes in place of a greeting")
    void randomGreeting(@ForAll @Size(max = 300) byte[] bytes, @ForAll TlsPolicy tls, @ForAll long seed) {
        EngineHarness harness =
                new EngineHarness(Configs.tls(tls), new ScriptedServer().sends(bytes), Cutting.random(seed));
        harness.query("q");
        assertSound(harness);
    }

    @Property(tries = 1000)
    @Label("pitfall#24: random bytes in place of answers")
    void randomAnswers(@ForAll @Size(max = 300) byte[] bytes, @ForAll boolean compressed, @ForAll long seed) {
        EngineHarness harness = session(compressed, seed);
        submitAll(harness.run());
        harness.line = all -> new byte[0];
        harness.write();
        harness.line = all -> bytes;
        harness.server.takeOutgoing();
        harness.receive(bytes, 0, bytes.length);
        harness.line = all -> new byte[0];
        assertSound(harness);
    }

    @Property(tries = 1000)
    @Label("pitfall#24: random payloads in well-numbered packets, in place of an answer")
    void randomPayloads(
            @ForAll @Size(max = 6) List<@Size(max = 30) byte[]> payloads,
            @ForAll @IntRange(min = 0, max = 4) int command,
            @ForAll long seed) {
        EngineHarness harness = session(false, seed);
        harness.run();
        harness.server.answer(Reply.prepared(1, 1, 0));
        Reply reply = Reply.nothing();
        for (byte[] payload : payloads) {
            reply = reply.then(Reply.payload(out -> out.writeBytes(payload)));
        }
        switch (command) {
            case 0 -> harness.execute("e");
            case 1 -> harness.use("d");
            case 2 -> harness.reset();
            case 3 -> harness.ping();
            default -> harness.query("q");
        }
        if (command == 0) {
            harness.run();
        }
        harness.server.answer(reply, Reply.ok(0));
        assertSound(harness);
    }

    @Property(tries = 3000)
    @Label("pitfall#24: valid sessions with a few bytes changed, lost or added")
    void mutated(@ForAll boolean compressed, @ForAll @IntRange(min = 1, max = 4) int changes, @ForAll long seed) {
        Random random = new Random(seed);
        EngineHarness harness = session(compressed, seed);
        boolean fromTheGreeting = random.nextInt(4) == 0;
        if (!fromTheGreeting) {
            harness.run();
        }
        submitAll(harness);
        int calls = random.nextInt(4);
        int[] call = {0};
        harness.line = bytes -> bytes.length > 0 && call[0]++ == calls ? mutate(bytes, changes, random) : bytes;
        assertSound(harness);
    }

    private static byte[] mutate(byte[] bytes, int changes, Random random) {
        byte[] mutated = bytes;
        for (int i = 0; i < changes && mutated.length > 0; i++) {
            int at = random.nextInt(mutated.length);
            switch (random.nextInt(4)) {
                case 0 -> {
                    mutated = mutated.clone();
                    mutated[at] = (byte) random.nextInt(256);
                }
                case 1 -> {
                    mutated = mutated.clone();
                    mutated[at] ^= (byte) (1 << random.nextInt(8));
                }
                case 2 -> mutated = Arrays.copyOf(mutated, at);
                default -> {
                    byte[] longer = new byte[mutated.length + 1];
                    System.arraycopy(mutated, 0, longer, 0, at);
                    longer[at] = (byte) random.nextInt(256);
                    System.arraycopy(mutated, at, longer, at + 1, mutated.length - at);
                    mutated = longer;
                }
            }
        }
        return mutated;
    }

    private static EngineHarness session(boolean compressed, long seed) {
        return new EngineHarness(
                compressed ? Configs.compressed() : Configs.plain(),
                ScriptedServer.accepting(compressed ? ScriptedServer.COMPRESSING : ScriptedServer.CAPABILITIES),
                Cutting.random(seed));
    }
}
