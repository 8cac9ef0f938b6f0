// SPDX-License-Identifier: Apache-2.0
package io.txmysql.protocol.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.txmysql.protocol.session.SessionConfig.Limits;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** Any mix of commands, at depth 64, with so few statements kept that one is closed all the time. */
class StatementMixTest {
    private static final int STATEMENTS = 7;

    /** What a mix is made of, and what each command has to be told. */
    private static final class Mix {
        final EngineHarness harness;
        final StatementServer server;
        final List<String> expected = new ArrayList<>();
        private int token;

        Mix(int cache, int serverLimit, long seed) {
            server = new StatementServer(serverLimit);
            ScriptedServer script =
                    ScriptedServer.accepting(ScriptedServer.CAPABILITIES).answerWith(server);
            harness = new EngineHarness(Configs.limited(new Limits(64, cache, 40)), script, Cutting.random(seed));
            harness.run();
        }

        void submit(int kind) {
            int id = ++token;
            switch (kind) {
                case 0 -> {
                    String sql = "query " + id;
                    harness.query(sql);
                    expect(sql, "row [" + sql + "]", "end of rows", "complete");
                }
                case 1 -> {
                    harness.ping();
                    expect("ping", "end affected=0", "complete");
                }
                case 2 -> {
                    harness.query("bad " + id);
                    expect("bad " + id, "failure ServerErrorException 1064 ANSWERED");
                }
                case 3 -> {
                    harness.execute("bad statement " + id, id);
                    expect("bad statement " + id, "failure ServerErrorException 1064 ANSWERED");
                }
                case 4 -> {
                    harness.execute("wrong " + id % STATEMENTS, id, id);
                    expect("wrong " + id % STATEMENTS, "failure InvalidStatementException NOT_EXECUTED");
                }
                case 5 -> {
                    harness.query("use " + id % 2);
                    expect("use " + id % 2, "end affected=0", "complete");
                }
                case 6 -> {
                    String sql = "a statement too long to be kept " + "x".repeat(20);
                    harness.execute(sql, (long) id);
                    expect("execution", "row [" + shown(sql) + ", " + id + "]", "end of rows", "complete");
                }
                default -> {
                    String sql = "statement " + kind % STATEMENTS;
                    harness.execute(sql, (long) id);
                    expect(sql, "row [" + sql + ", " + id + "]", "end of rows", "complete");
                }
            }
        }

        /** All that was sent is answered in order; what could not be sent may fail before the answers to earlier commands. */
        void assertAnswers() {
            harness.run().assertAllEnded();
            assertThat(harness.events.stream().filter(Mix::wasSent))
                    .isEqualTo(expected.stream().filter(Mix::wasSent).toList());
            assertThat(harness.events).hasSameElementsAs(expected).hasSameSizeAs(expected);
        }

        private static boolean wasSent(String event) {
            return !event.endsWith("NOT_EXECUTED");
        }

        private static String shown(String sql) {
            CRC32 checksum = new CRC32();
            sql.chars().forEach(checksum::update);
            return sql.length() + " characters, crc " + Long.toHexString(checksum.getValue());
        }

        private void expect(String name, String... lines) {
            for (String line : lines) {
                expected.add(name + ": " + line);
            }
        }
    }

    @Property(tries = 300)
    @Label("pitfall#21: each command gets its own answer, and no statement is closed under a command that uses it")
    void everyAnswerReachesItsOwn(
            @ForAll @Size(max = 200) List<@IntRange(min = 0, max = 16) Integer> kinds,
            @ForAll @IntRange(min = 0, max = 4) int cache,
            @ForAll @IntRange(min = 1, max = 90) int burst,
            @ForAll long seed) {
        Mix mix = new Mix(cache, 1000, seed);
        int submitted = 0;
        for (int kind : kinds) {
            mix.submit(kind);
            if (++submitted % burst == 0) {
                mix.harness.run();
            }
        }
        mix.assertAnswers();
        assertThat(mix.harness.engine.state()).isEqualTo(SessionEngine.State.READY);
        mix.harness.ping();
        mix.harness.run();
        assertThat(mix.server.open()).as("statements left on the server").hasSizeLessThanOrEqualTo(cache);
    }

    @Property(tries = 300)
    @Label("pitfall#19: the same where the server has less room for statements than the cache")
    void serverWithLittleRoom(
            @ForAll @Size(max = 200) List<@IntRange(min = 0, max = 16) Integer> kinds,
            @ForAll @IntRange(min = 1, max = 4) int room,
            @ForAll long seed) {
        Mix mix = new Mix(8, room, seed);
        kinds.forEach(mix::submit);
        mix.assertAnswers();
    }

    @Example
    @Label("tx#53, pitfall#19: ten thousand distinct statements leave no more behind than the cache holds")
    void tenThousandStatements() {
        Mix mix = new Mix(5, 6, 1);
        for (int i = 0; i < 10_000; i++) {
            mix.harness.execute("s" + i, (long) i);
        }
        mix.harness.run().assertAllEnded();

        assertThat(mix.harness.events).hasSize(30_000).noneMatch(event -> event.contains("failure"));
        assertThat(mix.server.open()).hasSize(5);
    }
}
