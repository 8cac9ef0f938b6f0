// SPDX-License-Identifier: Apache-2.0
package io.txmysql.simulation;

import io.txmysql.protocol.error.TransactionOutcomeUnknownException;
import io.txmysql.testkit.simulation.Ledger;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One transaction with all its runs, and whether it has happened wholly or not at all. */
final class TransactionRecord {
    private final List<Run> runs = new ArrayList<>(1);

    /** What tells the outcome: the {@code inTransaction}, or the commit; null if it was never to be committed. */
    private @Nullable Call outcome;

    TransactionRecord(@Nullable Call outcome) {
        this.outcome = outcome;
    }

    void committedBy(Call commit) {
        outcome = commit;
    }

    Run newRun() {
        Run run = new Run();
        runs.add(run);
        return run;
    }

    /** One attempt: its writes, and which of them it has taken back. */
    static final class Run {
        private final List<Call> writes = new ArrayList<>(4);
        private final List<Undone> undone = new ArrayList<>(0);
        private int savedAt;

        /** A rollback to the savepoint, which undoes the writes in between if it succeeds. */
        private record Undone(Call rollback, int from, int to) {}

        void write(Call call) {
            writes.add(call);
        }

        void savepoint() {
            savedAt = writes.size();
        }

        void rollbackTo(Call rollback) {
            undone.add(new Undone(rollback, savedAt, writes.size()));
        }

        private boolean isUndone(int index) {
            return undone.stream()
                    .anyMatch(each -> each.rollback.hasSucceeded() && each.from <= index && index < each.to);
        }

        /** Whether nobody can tell what became of it. */
        private boolean isUnclear(int index) {
            return !writes.get(index).hasSucceeded()
                    || undone.stream()
                            .anyMatch(each -> !each.rollback.hasSucceeded() && each.from <= index && index < each.to);
        }
    }

    @Nullable
    String verdict(Ledger ledger) {
        for (int i = 0; i < runs.size(); i++) {
            String verdict = verdict(runs.get(i), i == runs.size() - 1, ledger);
            if (verdict != null) {
                return verdict;
            }
        }
        return null;
    }

    private @Nullable String verdict(Run run, boolean last, Ledger ledger) {
        int kept = 0;
        int lasting = 0;
        for (int i = 0; i < run.writes.size(); i++) {
            Call write = run.writes.get(i);
            int committed = ledger.committed(write.token);
            if (committed > 1) {
                return write + " was committed " + committed + " times";
            }
            if (run.isUndone(i) && committed > 0) {
                return write + " was rolled back to a savepoint, and lasts";
            }
            if (!run.isUndone(i) && !run.isUnclear(i)) {
                kept++;
                lasting += committed;
            }
        }
        if (lasting != 0 && lasting != kept) {
            return "of " + kept + " writes " + lasting + " last";
        }
        boolean must = last && outcome != null && outcome.hasSucceeded();
        if (must && lasting != kept) {
            return "it was committed, and nothing of it lasts";
        }
        boolean may = must
                || (last
                        && outcome != null
                        && (outcome.wasTurnedAway()
                                || outcome.failure() instanceof TransactionOutcomeUnknownException));
        return lasting > 0 && !may ? "it has failed, and lasts" : null;
    }

    @Override
    public String toString() {
        return "transaction of " + runs.size() + " runs, " + outcome;
    }
}
