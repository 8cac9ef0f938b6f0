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
import io.txmysql.protocol.session.SessionConfig.Limits;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** Any mix of commands that are submitted, go next, are abandoned and taken back, of a session held and let go, at depth 64. */
class WithdrawingMixTest {
    private static final int STATEMENTS = 5;

    /** What happens in one run, and what each command has to be told. */
    private static final class Mix {
        final StatementServer server = new StatementServer(1000);
        final EngineHarness harness;
        private final Map<Exchange, Integer> ids = new HashMap<>();
        private final Map<Integer, RecordingSink> sinks = new LinkedHashMap<>();
        private final Map<Integer, List<String>> expected = new HashMap<>();
        private final List<Integer> order = new ArrayList<>();
        private final Set<Integer> urgent = new HashSet<>();
        private final Set<Integer> dropped = new HashSet<>();
        private boolean held;

        Mix(int cache, long seed) {
            ScriptedServer script =
                    ScriptedServer.accepting(ScriptedServer.CAPABILITIES).answerWith(server);
            harness = new EngineHarness(Configs.limited(new Limits(64, cache, 40)), script, Cutting.random(seed));
            harness.run();
        }

        void act(int action) {
            switch (action) {
                case 0 -> harness.write();
                case 1 -> harness.run();
                case 2 -> {
                    held = !held;
                    harness.engine.hold(held);
                }
                case 3 -> withdraw(true);
                case 4 -> withdraw(false);
                case 5 -> submitNext(command(action));
                case 6 -> submitNext(command(12 + sinks.size() % STATEMENTS));
                case 7 ->
                    sinks.values().stream()
                            .filter(sink -> sink.endings() == 0)
                            .reduce((first, second) -> second)
                            .ifPresent(RecordingSink::abandon);
                default -> submit(command(action));
            }
        }

        private void submit(Exchange exchange) {
            order.add(Objects.requireNonNull(ids.get(exchange)));
            harness.submit(exchange);
        }

        private void submitNext(Exchange exchange) {
            urgent.add(Objects.requireNonNull(ids.get(exchange)));
            harness.engine.submitNext(exchange);
        }

        /** Takes back what was not sent, and submits it anew, as if to another session, or forgets it. */
        private void withdraw(boolean again) {
            List<Exchange> withdrawn = harness.engine.withdraw();
            List<Integer> back = withdrawn.stream()
                    .map(exchange -> Objects.requireNonNull(ids.get(exchange)))
                    .toList();
            assertThat(withdrawn).noneMatch(Exchange::isSent);
            assertThat(back).noneMatch(urgent::contains);
            List<Integer> unsent = order.stream().filter(back::contains).toList();
            assertThat(back).as("in order").isEqualTo(unsent);
            order.removeAll(back);
            if (again) {
                withdrawn.forEach(this::submit);
            } else {
                dropped.addAll(back);
            }
        }

        private Exchange command(int kind) {
            int id = sinks.size() + 1;
            RecordingSink sink = harness.sink("c" + id);
            sinks.put(id, sink);
            Exchange exchange;
            if (kind == 8) {
                exchange = new ResetConnectionExchange(sink);
                expected.put(id, List.of("end affected=0", "complete"));
            } else if (kind == 9) {
                exchange = query("bad " + id, StatementTraits.ORDINARY, sink);
                expected.put(id, List.of("failure ServerErrorException 1064 ANSWERED"));
            } else if (kind < 12) {
                String sql = "query " + id;
                exchange = query(sql, kind == 10 ? StatementTraits.BARRIER : StatementTraits.ORDINARY, sink);
                expected.put(id, List.of("row [" + sql + "]", "end of rows", "complete"));
            } else {
                String sql = "statement " + kind % STATEMENTS;
                exchange = new ExecuteExchange(sql, ParameterBlock.encode((long) id), StatementTraits.ORDINARY, sink);
                expected.put(id, List.of("row [" + sql + ", " + id + "]", "end of rows", "complete"));
            }
            ids.put(exchange, id);
            return exchange;
        }

        private static Exchange query(String sql, StatementTraits traits, RecordingSink sink) {
            return new QueryExchange(ComQuery.of(sql), sql, traits, sink);
        }

        void assertAnswers() {
            harness.engine.hold(false);
            harness.run();
            assertThat(harness.engine.state()).isEqualTo(SessionEngine.State.READY);
            assertThat(harness.engine.pending()).isZero();
            Map<String, List<String>> told = new HashMap<>();
            for (String event : harness.events) {
                int colon = event.indexOf(": ");
                told.computeIfAbsent(event.substring(0, colon), any -> new ArrayList<>())
                        .add(event.substring(colon + 2));
            }
            sinks.forEach((id, sink) -> {
                List<String> lines = told.getOrDefault("c" + id, List.of());
                if (dropped.contains(id)) {
                    assertThat(lines).as("c%d was taken back", id).isEmpty();
                } else if (sink.isAbandoned() && lines.equals(List.of("failure UsageException NOT_EXECUTED"))) {
                    assertThat(sink.endings()).isOne();
                } else {
                    assertThat(lines).as("c%d", id).isEqualTo(expected.get(id));
                }
            });
            List<Integer> answered = harness.events.stream()
                    .filter(event -> event.endsWith("complete") || event.endsWith("ANSWERED"))
                    .map(event -> Integer.valueOf(event.substring(1, event.indexOf(':'))))
                    .filter(id -> !urgent.contains(id))
                    .toList();
            assertThat(answered)
                    .as("each in its turn")
                    .isEqualTo(order.stream().filter(answered::contains).toList());
        }
    }

    @Property(tries = 500)
    @Label("each command gets its own answer, or comes back, once; what is held or taken back is never sent")
    void inStep(
            @ForAll @Size(max = 200) List<@IntRange(min = 0, max = 20) Integer> actions,
            @ForAll @IntRange(min = 0, max = 4) int cache,
            @ForAll long seed) {
        Mix mix = new Mix(cache, seed);
        for (int action : actions) {
            int before = mix.harness.server.received.size();
            mix.act(action);
            if (mix.held && (action == 0 || action == 1)) {
                assertThat(mix.harness.server.received.subList(before, mix.harness.server.received.size()))
                        .filteredOn(sent -> sent.startsWith("query query "))
                        .as("sent while held")
                        .allMatch(sent -> mix.urgent.contains(Integer.valueOf(sent.substring(12))));
            }
        }
        mix.assertAnswers();
        mix.harness.ping();
        mix.harness.run();
        assertThat(mix.server.open()).as("statements left on the server").hasSizeLessThanOrEqualTo(cache);
    }
}
