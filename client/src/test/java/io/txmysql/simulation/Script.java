// SPDX-License-Identifier: Apache-2.0
package io.txmysql.simulation;

import io.txmysql.testkit.simulation.Dice;
import java.util.ArrayList;
import java.util.List;

/**
 * What is done within a transaction.
 *
 * @param atOnce whether all steps are called without waiting
 * @param swallows whether the program goes on when a step fails, and commits
 * @param fails whether the program gives up in the end though no step has failed
 */
record Script(List<Step> steps, boolean atOnce, boolean swallows, boolean fails) {
    /** One call. */
    enum Step {
        WRITE,
        READ,
        SAVEPOINT,
        ROLLBACK_TO
    }

    static Script draw(Dice dice) {
        List<Step> steps = new ArrayList<>(6);
        int count = dice.between(1, 4);
        boolean saved = false;
        for (int i = 0; i < count; i++) {
            int chance = dice.below(10);
            if (chance < 6) {
                steps.add(Step.WRITE);
            } else if (chance < 8) {
                steps.add(Step.READ);
            } else if (!saved) {
                steps.add(Step.SAVEPOINT);
                steps.add(Step.WRITE);
                saved = true;
            } else {
                steps.add(Step.ROLLBACK_TO);
            }
        }
        return new Script(steps, dice.oneIn(3), dice.oneIn(5), dice.oneIn(10));
    }

    @Override
    public String toString() {
        return steps
                + (atOnce ? " at once" : "")
                + (swallows ? " whatever happens" : "")
                + (fails ? ", then fail" : "");
    }
}
