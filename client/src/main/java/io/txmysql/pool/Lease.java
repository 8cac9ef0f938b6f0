// SPDX-License-Identifier: Apache-2.0
package io.txmysql.pool;

import io.txmysql.protocol.error.MySQLException;
import io.txmysql.supervisor.Reservation;
import io.txmysql.supervisor.Supervisor;
import io.txmysql.supervisor.TransactionTarget;
import io.txmysql.supervisor.Work;
import io.txmysql.transport.Loop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A connection that is lent out: all of it belongs to one borrower until it is given back, which is once. Belongs to the
 * loop.
 */
public final class Lease implements TransactionTarget {
    private static final int TIDY_FROM = 32;

    private final Pool pool;
    private final Member member;
    private final @Nullable Work statement;
    private final long since;
    private final @Nullable Throwable borrower;

    /** What the borrower has not got an answer to; what has ended is thrown out now and then. */
    private final List<Work> outstanding = new ArrayList<>();

    private int tidyAt = TIDY_FROM;
    private Loop.@Nullable Timer leakAlarm;
    private Loop.@Nullable Timer patience;
    private @Nullable Runnable whenReleased;
    private boolean over;

    /**
     * @param statement the one statement that it is for; null if the borrower says what is run and when it is over
     * @param borrower where it was borrowed; null if that is not kept
     */
    Lease(Pool pool, Member member, @Nullable Work statement, long since, @Nullable Throwable borrower) {
        this.pool = pool;
        this.member = member;
        this.statement = statement;
        this.since = since;
        this.borrower = borrower;
    }

    /** The logical connection that is lent out. */
    public Supervisor supervisor() {
        return member.supervisor();
    }

    Member member() {
        return member;
    }

    @Nullable
    Work statement() {
        return statement;
    }

    /** Whether it has served its purpose: its one statement has ended, or it was to end when everything has. */
    boolean isDone() {
        return (statement != null && statement.hasEnded())
                || (whenReleased != null && outstanding.stream().allMatch(Work::hasEnded));
    }

    long since() {
        return since;
    }

    @Nullable
    Throwable borrower() {
        return borrower;
    }

    void leakAlarm(Loop.@Nullable Timer timer) {
        leakAlarm = timer;
    }

    /** Whether it has been given back. */
    public boolean isOver() {
        return over;
    }

    @Override
    public void submit(Work work) {
        if (over || (whenReleased != null && !work.isInTransaction())) {
            work.fail(pool.givenBack(work));
            return;
        }
        if (outstanding.size() >= tidyAt) {
            outstanding.removeIf(Work::hasEnded);
            tidyAt = Math.max(TIDY_FROM, 2 * outstanding.size());
        }
        outstanding.add(work);
        member.supervisor().submit(work);
    }

    @Override
    public int lossesTold() {
        return member.supervisor().lossesTold();
    }

    @Override
    public void cancel(Work work) {
        member.supervisor().cancel(work);
    }

    @Override
    public void release(Reservation transaction) {
        member.supervisor().release(transaction);
    }

    @Override
    public void retire() {
        member.supervisor().retire();
    }

    /** Takes no more calls and gives it back when those that were made are answered, or the time is over. */
    public void releaseWhenDone(Loop loop, Duration timeout, Runnable whenDone) {
        if (over) {
            whenDone.run();
            return;
        }
        Runnable before = whenReleased;
        whenReleased = before == null
                ? whenDone
                : () -> {
                    before.run();
                    whenDone.run();
                };
        if (patience == null) {
            patience = loop.schedule(this::release, timeout.toNanos());
        }
        if (isDone()) {
            release();
        }
    }

    /** Gives it back; what has no answer yet fails. Without effect the second time. */
    public void release() {
        if (over) {
            return;
        }
        over = true;
        cancel(leakAlarm);
        cancel(patience);
        for (Work work : outstanding) {
            if (!work.hasEnded()) {
                MySQLException reason = pool.givenBack(work);
                member.supervisor().fail(work, reason);
            }
        }
        outstanding.clear();
        member.supervisor().revoke();
        pool.released(this);
        if (whenReleased != null) {
            whenReleased.run();
        }
    }

    private static void cancel(Loop.@Nullable Timer timer) {
        if (timer != null) {
            timer.cancel();
        }
    }
}
