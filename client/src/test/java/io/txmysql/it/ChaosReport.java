// SPDX-License-Identifier: Apache-2.0
package io.txmysql.it;

import io.txmysql.it.ChaosWrites.Offence;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

/** What happened in a run, as text; and what of it must not have been. Belongs to the thread that makes the faults. */
final class ChaosReport {
    private static final int STRIKES_IN_TRACE = 40;

    private final String server;
    private final ChaosSettings settings;
    private final ChaosCalls calls;
    private final List<ChaosClient> clients;
    private final ChaosWrites writes;
    private final ChaosWrites transfers;
    private final List<Strike> strikes = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();
    private final long begin = System.nanoTime();
    private Duration length = Duration.ZERO;
    private long total = ChaosWorkload.TOTAL;

    ChaosReport(
            String server,
            ChaosSettings settings,
            ChaosCalls calls,
            List<ChaosClient> clients,
            ChaosWrites writes,
            ChaosWrites transfers) {
        this.server = server;
        this.settings = settings;
        this.calls = calls;
        this.clients = clients;
        this.writes = writes;
        this.transfers = transfers;
    }

    /** One fault, and what it met. */
    final class Strike {
        private final ChaosSchedule.Step step;
        private final Duration at = Duration.ofNanos(System.nanoTime() - begin);
        private final int inFlight = calls.inFlight();
        private final long lostBefore = lost();
        private Duration lasted = Duration.ZERO;
        private long lost;

        private Strike(ChaosSchedule.Step step) {
            this.step = step;
        }

        void isOver() {
            lasted = Duration.ofNanos(System.nanoTime() - begin).minus(at);
            lost = lost() - lostBefore;
        }

        @Override
        public String toString() {
            return String.format(
                    Locale.ROOT,
                    "%7.2f s %s%s, %d ms, %d calls in flight, %d sessions lost",
                    at.toMillis() / 1000.0,
                    step.fault(),
                    step.weather() == null ? "" : " in " + step.weather(),
                    lasted.toMillis(),
                    inFlight,
                    lost);
        }
    }

    Strike strikes(ChaosSchedule.Step step) {
        Strike strike = new Strike(step);
        strikes.add(strike);
        return strike;
    }

    void overdue(List<String> overdue) {
        overdue.forEach(call -> problems.add("NO END: " + call));
    }

    void notWell(String what) {
        problems.add("NOT WELL: " + what);
    }

    /** Whether going on would tell nothing more. */
    boolean isLost() {
        return !problems.isEmpty();
    }

    void faultsLasted(Duration lasted) {
        length = lasted;
    }

    /** The sum of all balances in the end. */
    void total(long sum) {
        total = sum;
    }

    private long lost() {
        return clients.stream().mapToLong(ChaosClient::lost).sum();
    }

    private int count(Offence offence) {
        return writes.count(offence) + transfers.count(offence);
    }

    private Map<ChaosFault, Long> strikesByFault() {
        return strikes.stream()
                .collect(Collectors.groupingBy(
                        strike -> strike.step.fault(), () -> new EnumMap<>(ChaosFault.class), Collectors.counting()));
    }

    private long strikesOnWork() {
        return strikes.stream().filter(strike -> strike.inFlight > 0).count();
    }

    // --- The judgement ---

    /** What must not have been; and what must have been, so that the run is worth something. Empty if all is well. */
    List<String> failures() {
        List<String> failures = new ArrayList<>(problems);
        none(failures, "wrong results", calls.wrong());
        none(failures, "double executions without permission", count(Offence.DOUBLE));
        none(failures, "writes that were answered and are lost", count(Offence.LOST));
        none(failures, "writes that were executed although NOT_EXECUTED", count(Offence.EXECUTED_NEVERTHELESS));
        none(failures, "writes that were executed although refused", count(Offence.REFUSED_NEVERTHELESS));
        none(failures, "tokens that nobody has written", count(Offence.UNHEARD_OF));
        none(failures, "failures of an unexpected kind", calls.unexpected());
        none(failures, "amounts that came or went", Math.abs(total - ChaosWorkload.TOTAL));
        long seconds = length.toSeconds();
        atLeast(failures, "calls", 20 * seconds, calls.begun());
        atLeast(failures, "right results", 10 * seconds, calls.wellEnded());
        atLeast(failures, "tokens in the table", seconds, writes.found());
        atLeast(
                failures,
                "kinds of faults",
                ChaosFault.values().length,
                strikesByFault().size());
        atLeast(failures, "faults while work was in flight", strikes.size() * 9L / 10, strikesOnWork());
        atLeast(failures, "lost sessions", strikes.size(), lost());
        atLeast(failures, "calls whose fate is unknown", strikes.size() / 4, calls.unknown());
        atLeast(failures, "transfers", seconds / 2, transfers.found());
        return failures;
    }

    private static void none(List<String> failures, String what, long count) {
        if (count > 0) {
            failures.add(count + " " + what);
        }
    }

    private static void atLeast(List<String> failures, String what, long least, long count) {
        if (count < least) {
            failures.add("only " + count + " " + what + ", at least " + least + " make a run worth something");
        }
    }

    // --- The text ---

    String summary() {
        StringBuilder text = new StringBuilder("chaos on ").append(server);
        line(text, "seed", settings.seed() + ", " + length.toSeconds() + " s of faults");
        line(text, "operations", calls.begun());
        line(text, "results", calls.wellEnded() + " " + calls.wellByKind());
        line(text, "errors by kind", calls.errors());
        line(text, "writes", writes.fates() + ", in the table " + writes.found());
        line(text, "run twice, permitted", writes.repeated());
        line(text, "transfers", transfers.fates() + ", in the table " + transfers.found());
        line(
                text,
                "retries",
                "connects " + perClient(ChaosClient::pauses) + ", statements " + perClient(ChaosClient::reruns));
        line(text, "sessions", "opened " + perClient(ChaosClient::sessions) + ", lost " + perClient(ChaosClient::lost));
        line(text, "faults by kind", strikes.size() + " " + strikesByFault() + ", on work " + strikesOnWork());
        line(text, "slowest call", calls.slowest());
        line(text, "wrong results", calls.wrong());
        line(text, "double executions without permission", count(Offence.DOUBLE));
        calls.examples().forEach(example -> line(text, "!", example));
        writes.examples().forEach(example -> line(text, "!", example));
        transfers.examples().forEach(example -> line(text, "!", example));
        return text.toString();
    }

    /** The last faults, for a run that went wrong. */
    String trace() {
        int first = settings.trace() ? 0 : Math.max(0, strikes.size() - STRIKES_IN_TRACE);
        return strikes.subList(first, strikes.size()).stream()
                .map(Strike::toString)
                .collect(Collectors.joining("\n", "the last faults:\n", ""));
    }

    private String perClient(ToLongFunction<ChaosClient> count) {
        return clients.stream()
                .map(client -> client + "=" + count.applyAsLong(client))
                .collect(Collectors.joining(" ", "[", "]"));
    }

    private static void line(StringBuilder text, String what, Object value) {
        text.append("\n  ").append(what).append(": ").append(value);
    }
}
