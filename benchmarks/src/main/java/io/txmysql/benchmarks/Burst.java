// SPDX-License-Identifier: Apache-2.0
package io.txmysql.benchmarks;

import io.txmysql.protocol.codec.StatementTraits;
import io.txmysql.protocol.message.ComQuery;

/**
 * So many operations in one turn of a loop, and all their answers. An operation is an INSERT that is answered with OK, the
 * least that a statement can be, so that what is measured is the way and not the data. Belongs to one thread.
 */
abstract class Burst {
    static final int DEPTH = 256;

    static final String SQL = "INSERT INTO bar SET baz = 'bash'";
    static final ComQuery COMMAND = ComQuery.of(SQL);
    static final StatementTraits TRAITS = StatementTraits.of(SQL);

    /** What an answer is good for. */
    private int answered;

    final TurnLoop loop = new TurnLoop();
    private final Runnable turn = this::turn;

    /** Submits one operation; {@link #answered()} is called when it has its answer. */
    abstract void submit();

    final void answered() {
        answered++;
    }

    private void turn() {
        for (int i = 0; i < DEPTH; i++) {
            submit();
        }
    }

    /** Fails if anything but an answer to each operation comes. */
    final void run() {
        answered = 0;
        loop.execute(turn);
        loop.runUntil(this::isAnswered);
    }

    private boolean isAnswered() {
        return answered == DEPTH;
    }
}
