// SPDX-License-Identifier: Apache-2.0
package io.txmysql.supervisor;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

@Label("Time limits in any order")
final class DeadlinesPropertyTest {
    /** What happens next, and how much of it: milliseconds, or which of those that are left. */
    record Step(Kind kind, int amount) {
        enum Kind {
            ADD,
            FORGET,
            PASS
        }
    }

    /** What a plain list would know of work. */
    private record Known(Work work, long due, int number) {}

    @Provide
    Arbitrary<List<Step>> steps() {
        return Combinators.combine(
                        Arbitraries.frequency(
                                Tuple.of(4, Step.Kind.ADD), Tuple.of(3, Step.Kind.FORGET), Tuple.of(2, Step.Kind.PASS)),
                        Arbitraries.integers().between(1, 60))
                .as(Step::new)
                .list()
                .ofMaxSize(200);
    }

    @Property
    @Label("are over when a sorted list says so, with one timer at most, and leave nothing behind")
    void likeASortedList(@ForAll("steps") List<Step> steps) {
        VirtualTime time = new VirtualTime();
        List<Work> expired = new ArrayList<>();
        Deadlines deadlines = new Deadlines(time, Duration.ZERO, expired::add);
        List<Known> known = new ArrayList<>();
        int number = 0;
        for (Step step : steps) {
            switch (step.kind) {
                case ADD -> {
                    Duration limit = Duration.ofMillis(step.amount);
                    Work work = TestCall.within(limit, "select 1").work;
                    work.submitted(time.nanoTime());
                    deadlines.add(work);
                    known.add(new Known(work, time.nanoTime() + limit.toNanos(), number++));
                }
                case FORGET -> {
                    if (!known.isEmpty()) {
                        Deadlines.forget(known.remove(step.amount % known.size()).work);
                    }
                }
                case PASS -> {
                    expired.clear();
                    time.pass(Duration.ofMillis(step.amount));
                    List<Known> due = known.stream()
                            .filter(each -> each.due <= time.nanoTime())
                            .sorted(Comparator.comparingLong(Known::due))
                            .toList();
                    known.removeAll(due);
                    assertThat(expired)
                            .containsExactlyInAnyOrderElementsOf(
                                    due.stream().map(Known::work).toList());
                    assertThat(expired).isSortedAccordingTo(Comparator.comparingLong(work -> work.deadline));
                }
            }
            assertThat(time.waiting()).isBetween(known.isEmpty() ? 0 : 1, 1);
        }
        known.forEach(each -> Deadlines.forget(each.work));
        time.pass(Duration.ofMillis(60));
        assertThat(time.waiting()).isZero();
    }
}
