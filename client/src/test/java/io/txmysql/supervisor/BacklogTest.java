// SPDX-License-Identifier: Apache-2.0
package io.txmysql.supervisor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The backlog")
class BacklogTest {
    private final Backlog backlog = new Backlog();

    private static Work work(String sql) {
        return TestCall.ordinary(sql).work;
    }

    private Work added(String sql) {
        Work work = work(sql);
        backlog.add(work);
        return work;
    }

    private List<Work> polled() {
        List<Work> all = new ArrayList<>();
        for (Work work = backlog.poll(); work != null; work = backlog.poll()) {
            all.add(work);
        }
        return all;
    }

    @Test
    @DisplayName("gives work back in order, and knows how much there is")
    void order() {
        Work a = added("a");
        Work b = added("bb");
        assertThat(backlog.size()).isEqualTo(2);
        assertThat(backlog.bytes()).isEqualTo(3);
        assertThat(backlog.peek()).isSameAs(a);
        assertThat(a.isWaiting()).isTrue();
        assertThat(polled()).containsExactly(a, b);
        assertThat(a.isWaiting()).isFalse();
        assertThat(backlog.isEmpty()).isTrue();
        assertThat(backlog.bytes()).isZero();
        assertThat(backlog.peek()).isNull();
    }

    @Test
    @DisplayName("gives work that was put back at its old place, in whatever order it came back")
    void putBack() {
        Work a = added("a");
        Work b = added("b");
        Work c = added("c");
        Work d = added("d");
        backlog.remove(a);
        backlog.remove(b);
        backlog.remove(d);
        backlog.putBack(b);
        backlog.putBack(d);
        backlog.putBack(a);
        Work e = added("e");
        assertThat(polled()).containsExactly(a, b, c, d, e);
    }

    @Test
    @DisplayName("puts work back at its old place when another backlog has had it meanwhile")
    void putBackFromAnother() {
        Work a = added("a");
        Work b = added("b");
        Backlog other = new Backlog();
        for (Work each : List.of(b, a)) {
            backlog.remove(each);
            other.add(each);
        }
        other.remove(b);
        backlog.putBack(b);
        other.remove(a);
        backlog.putBack(a);
        assertThat(polled()).containsExactly(a, b);
    }

    @Test
    @DisplayName("lets go of the first, one in the middle, and the last")
    void remove() {
        Work a = added("a");
        Work b = added("b");
        Work c = added("c");
        Work d = added("d");
        backlog.remove(b);
        assertThat(b.isWaiting()).isFalse();
        backlog.remove(a);
        backlog.remove(d);
        assertThat(backlog.size()).isEqualTo(1);
        assertThat(backlog.bytes()).isEqualTo(1);
        assertThat(backlog.peek()).isSameAs(c);
        backlog.remove(c);
        assertThat(backlog.isEmpty()).isTrue();
        Work e = added("e");
        assertThat(polled()).containsExactly(e);
    }

    @Test
    @DisplayName("takes work again that it has given")
    void again() {
        Work a = added("a");
        Work b = added("b");
        assertThat(backlog.poll()).isSameAs(a);
        backlog.add(a);
        assertThat(polled()).containsExactly(b, a);
    }

    @Test
    @DisplayName("lets go of all that a condition holds for, in order")
    void removeIf() {
        Work a = added("a");
        Work bb = added("bb");
        Work c = added("c");
        assertThat(backlog.removeIf(work -> work.command().bytes() == 1)).containsExactly(a, c);
        assertThat(backlog.size()).isEqualTo(1);
        assertThat(backlog.bytes()).isEqualTo(2);
        assertThat(polled()).containsExactly(bb);
    }

    @Test
    @DisplayName("is like a deque, whatever is done to it")
    void likeADeque() {
        SplittableRandom random = new SplittableRandom(42);
        ArrayDeque<Work> model = new ArrayDeque<>();
        for (int i = 0; i < 20_000; i++) {
            switch (random.nextInt(5)) {
                case 0, 1 -> model.addLast(added("x".repeat(1 + random.nextInt(3))));
                case 2 -> {
                    Work work = backlog.poll();
                    assertThat(work).isSameAs(model.poll());
                    if (work != null) {
                        backlog.putBack(work);
                        model.addFirst(work);
                    }
                }
                case 3 -> assertThat(backlog.poll()).isSameAs(model.poll());
                default -> {
                    if (!model.isEmpty()) {
                        Work any = new ArrayList<>(model).get(random.nextInt(model.size()));
                        model.remove(any);
                        backlog.remove(any);
                    }
                }
            }
            assertThat(backlog.size()).isEqualTo(model.size());
            assertThat(backlog.peek()).isSameAs(model.peek());
            assertThat(backlog.bytes())
                    .isEqualTo(model.stream()
                            .mapToInt(each -> each.command().bytes())
                            .sum());
        }
        assertThat(polled()).containsExactlyElementsOf(model);
    }
}
