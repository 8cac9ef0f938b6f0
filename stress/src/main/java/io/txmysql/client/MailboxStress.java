// SPDX-License-Identifier: Apache-2.0
package io.txmysql.client;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import java.util.ArrayList;
import java.util.List;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LII_Result;

/** No task is lost, none is run twice, those of one thread come in their order, and at most one wake-up waits at a time. */
public class MailboxStress {
    private MailboxStress() {}

    /** What the tests have in common. */
    @State
    public static class Box {
        private final StressLoop loop = new StressLoop();
        private final Mailbox mailbox = new Mailbox(loop);
        private final List<String> ran = new ArrayList<>();

        final void put(String task) {
            mailbox.put(() -> ran.add(task));
        }

        /** The loop does what it knows of. */
        final void empty() {
            loop.run();
        }

        final void look(LII_Result result) {
            loop.run();
            boolean inOrder = ran.indexOf("a1") < ran.indexOf("a2") && ran.indexOf("b1") <= ran.indexOf("b2");
            result.r1 = inOrder ? "in order" : String.join(" ", ran);
            result.r2 = ran.size();
            result.r3 = loop.mostWaiting();
        }
    }

    /** One thread puts while the loop empties. */
    @JCStressTest
    @Outcome(id = "in order, 2, 1", expect = ACCEPTABLE, desc = "both, with one wake-up at a time")
    @State
    public static class PutAndEmpty extends Box {
        @Actor
        public void thread() {
            put("a1");
            put("a2");
        }

        @Actor
        public void loop() {
            empty();
        }

        @Arbiter
        public void arbiter(LII_Result result) {
            look(result);
        }
    }

    /** Two threads put; the loop comes later. */
    @JCStressTest
    @Outcome(id = "in order, 4, 1", expect = ACCEPTABLE, desc = "all four, with one wake-up")
    @State
    public static class TwoPut extends Box {
        @Actor
        public void first() {
            put("a1");
            put("a2");
        }

        @Actor
        public void second() {
            put("b1");
            put("b2");
        }

        @Arbiter
        public void arbiter(LII_Result result) {
            look(result);
        }
    }

    /** Two threads put while the loop empties; jcstress leaves it out where there are fewer than three processors. */
    @JCStressTest
    @Outcome(id = "in order, 4, 1", expect = ACCEPTABLE, desc = "all four, with one wake-up at a time")
    @State
    public static class TwoPutAndEmpty extends Box {
        @Actor
        public void first() {
            put("a1");
            put("a2");
        }

        @Actor
        public void second() {
            put("b1");
            put("b2");
        }

        @Actor
        public void loop() {
            empty();
        }

        @Arbiter
        public void arbiter(LII_Result result) {
            look(result);
        }
    }
}
