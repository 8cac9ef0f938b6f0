// SPDX-License-Identifier: Apache-2.0
package io.txmysql.protocol.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.txmysql.protocol.session.SessionConfig.Limits;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which statements are prepared, kept and closed, and when. */
class StatementCacheTest {
    private final StatementServer statements = new StatementServer(Integer.MAX_VALUE);

    private EngineHarness session(int cache, int longest, StatementServer server) {
        ScriptedServer script =
                ScriptedServer.accepting(ScriptedServer.CAPABILITIES).answerWith(server);
        return new EngineHarness(Configs.limited(new Limits(64, cache, longest)), script, Cutting.whole()).run();
    }

    @Test
    @DisplayName("tx#4: a statement is prepared once and executed often, without a cursor")
    void preparedOnce() {
        EngineHarness harness = session(4, 100, statements);
        harness.execute("a", 1L);
        harness.execute("a", 2L);
        harness.run();
        harness.execute("a", 3L);
        harness.run().assertAllEnded();

        assertThat(harness.server.received).containsExactly("prepare a", "execute 1", "execute 1", "execute 1");
    }

    @Test
    @DisplayName(
            "tx#53: the least recently used statement is closed in front of the next command, without a write of its own")
    void eviction() {
        EngineHarness harness = session(2, 100, statements);
        for (String sql : new String[] {"a", "b", "a", "c"}) {
            harness.execute(sql, 1L);
        }
        harness.run();
        assertThat(harness.server.received)
                .containsExactly(
                        "prepare a",
                        "execute 1",
                        "prepare b",
                        "execute 2",
                        "execute 1",
                        "close 2",
                        "prepare c",
                        "execute 3");
        assertThat(statements.open()).containsOnlyKeys(1, 3);
    }

    @Test
    @DisplayName("a statement that is not kept is closed in front of the next command, also if it could not be bound")
    void notKept() {
        EngineHarness harness = session(4, 3, statements);
        harness.execute("long", 1L);
        harness.execute("long", 1L, 2L);
        harness.ping();
        harness.run().assertAllEnded();

        assertThat(harness.server.received)
                .containsExactly("prepare long", "execute 1", "close 1", "prepare long", "close 2", "ComPing");
        assertThat(statements.open()).isEmpty();
    }

    @Test
    @DisplayName("a cache of no statements keeps none")
    void noCache() {
        EngineHarness harness = session(0, 100, statements);
        harness.execute("a", 1L);
        harness.execute("a", 2L);
        harness.ping();
        harness.run().assertAllEnded();

        assertThat(statements.open()).isEmpty();
        assertThat(statements.mostOpen()).isOne();
    }

    @Test
    @DisplayName("errno 1461 gives up half of the statements and prepares again")
    void makesRoom() {
        StatementServer full = new StatementServer(4);
        EngineHarness harness = session(100, 100, full);
        for (String sql : new String[] {"a", "b", "c", "d", "e"}) {
            harness.execute(sql, 1L);
        }
        harness.run().assertAllEnded();

        assertThat(harness.events).noneMatch(event -> event.contains("failure"));
        assertThat(harness.server.received).endsWith("prepare e", "close 1", "close 2", "prepare e", "execute 5");
    }

    @Test
    @DisplayName("errno 1461 that others have caused fails the execution once there is nothing left to give up")
    void noRoomAtAll() {
        EngineHarness harness = session(100, 100, new StatementServer(0));
        harness.execute("a", 1L);
        harness.ping();
        harness.run().assertAllEnded();

        assertThat(harness.events).startsWith("a: failure ServerErrorException 1461 ANSWERED");
        assertThat(harness.server.received).containsExactly("prepare a", "ComPing");
    }

    @Test
    @DisplayName("a statement is not used after another database has been selected")
    void otherDatabase() {
        EngineHarness harness = session(4, 100, statements);
        harness.execute("a", 1L);
        harness.use("bar");
        harness.execute("a", 2L);
        harness.query("use app");
        harness.run();
        harness.execute("a", 3L);
        harness.run().assertAllEnded();

        assertThat(harness.server.received.stream().filter(line -> !line.startsWith("use")))
                .containsExactly(
                        "prepare a",
                        "execute 1",
                        "close 1",
                        "prepare a",
                        "execute 2",
                        "query use app",
                        "close 2",
                        "prepare a",
                        "execute 3");
    }

    @ParameterizedTest(name = "room for {0} on the server")
    @ValueSource(ints = {1, 100})
    @DisplayName(
            "a statement that is prepared while the database changes is given up and closed once, wherever its packets are cut")
    void otherDatabaseWhilePreparing(int room) {
        for (int firstPart = 1; firstPart < 100; firstPart++) {
            StatementServer model = new StatementServer(room); // which refuses to close a statement twice
            int[] ahead = {0};
            EngineHarness harness = new EngineHarness(
                            Configs.limited(new Limits(64, 4, 100)),
                            ScriptedServer.accepting(ScriptedServer.CAPABILITIES)
                                    .answerWith(model),
                            available -> {
                                int part = ahead[0] > 0 ? Math.min(ahead[0], available) : available;
                                ahead[0] = 0;
                                return part;
                            })
                    .run();
            ahead[0] = firstPart;
            harness.query("use bar");
            harness.execute("a", 1L);
            harness.run();
            harness.ping();
            harness.run().assertAllEnded();

            assertThat(model.open()).hasSize(1);
            assertThat(harness.events).contains("a: row [a, 1]");
        }
    }

    @Test
    @DisplayName("a refused statement is prepared anew next time")
    void refused() {
        EngineHarness harness = session(4, 100, statements);
        harness.execute("bad", 1L);
        harness.execute("bad", 1L);
        harness.run().assertAllEnded();

        assertThat(harness.server.received).containsExactly("prepare bad", "prepare bad");
    }

    @ParameterizedTest(name = "{0}, cache of {1}")
    @CsvSource({"bad, 4", "good, 4", "good, 0"})
    @DisplayName("the outcome of a PREPARE whose caller has turned away meanwhile is nobody else's, and nothing leaks")
    void abandonedWhilePreparing(String sql, int cache) {
        EngineHarness harness = session(cache, 100, statements);
        RecordingSink turnedAway = harness.execute(sql, 1L);
        harness.write();
        turnedAway.abandon();
        harness.run().assertAllEnded();
        harness.execute(sql, 1L);
        harness.ping();
        harness.run().assertAllEnded();

        assertThat(statements.open()).hasSizeLessThanOrEqualTo(cache);
        assertThat(harness.server.received.stream().filter(("prepare " + sql)::equals))
                .hasSize(2);
    }
}
