// SPDX-License-Identifier: Apache-2.0
package io.txmysql.supervisor;

import static org.assertj.core.api.Assertions.assertThat;

import io.txmysql.protocol.codec.StatementTraits;
import io.txmysql.protocol.error.MySQLException;
import io.txmysql.protocol.exchange.QueryExchange;
import io.txmysql.protocol.exchange.ResultEnd;
import io.txmysql.protocol.exchange.RowBatch;
import io.txmysql.protocol.message.ComQuery;
import java.time.Duration;
import java.util.Objects;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** A call whose end the test can look at. */
public final class TestCall implements Answer {
    public final Work work;

    /** Its caller has turned away, and nobody has been told yet. */
    public boolean abandoned;

    private boolean unheard;

    private int restarts;
    private int answers;
    private @Nullable MySQLException failure;
    private @Nullable Runnable whenOver;

    private TestCall(Command command, BiFunction<Command, Answer, Work> newWork) {
        this.work = newWork.apply(command, this);
    }

    /** A statement with the traits of its words. */
    public static Command command(String sql) {
        return command(sql, StatementTraits.of(sql));
    }

    private static Command command(String sql, StatementTraits traits) {
        ComQuery command = ComQuery.of(sql);
        return new Command(
                sql,
                sql.length(),
                traits,
                Command.Repeat.UNDECLARED,
                null,
                sink -> new QueryExchange(command, sql, traits, sink));
    }

    public static TestCall of(String sql) {
        return of(command(sql));
    }

    /** A statement that leaves its session as it is, whatever its words. */
    public static TestCall ordinary(String sql) {
        return of(command(sql, StatementTraits.ORDINARY));
    }

    public static TestCall of(Command command) {
        return new TestCall(command, Work::new);
    }

    public static TestCall idempotent(String sql) {
        return of(command(sql, StatementTraits.ORDINARY).with(Command.Repeat.IDEMPOTENT));
    }

    public static TestCall within(Duration timeout, String sql) {
        return of(command(sql).within(timeout));
    }

    public static TestCall selfContained(String sql) {
        TestCall call = of(sql);
        call.work.selfContained();
        return call;
    }

    public static TestCall opening(Reservation transaction, String sql) {
        return new TestCall(
                command(sql).with(Command.Repeat.HARMLESS),
                (command, answer) -> Work.opening(transaction, command, answer));
    }

    public static TestCall in(Reservation transaction, String sql) {
        return new TestCall(command(sql), (command, answer) -> Work.in(transaction, command, answer));
    }

    public TestCall on(WorkTarget target) {
        return on(target, target.lossesTold());
    }

    /** @param lossesKnown what the caller knew when the call was made, on another thread */
    TestCall on(WorkTarget target, int lossesKnown) {
        target.submit(work.knowing(lossesKnown));
        return this;
    }

    /** From now on nobody hears how it ends; the work goes on, as the opening of a transaction does. */
    TestCall unheard() {
        unheard = true;
        return this;
    }

    @Override
    public boolean isAwaited() {
        return !unheard && !isAbandoned();
    }

    /** Runs something when the call ends, as its caller would. */
    public TestCall then(Runnable next) {
        whenOver = next;
        return this;
    }

    public void cancelOn(WorkTarget target) {
        abandoned = true;
        target.cancel(work);
    }

    // --- What has become of it ---

    public boolean hasEnded() {
        return answers > 0;
    }

    public boolean hasFailed() {
        return failure != null;
    }

    public int restarts() {
        return restarts;
    }

    public void assertAnswered() {
        assertThat(answers).as("answers to %s", work.statement()).isEqualTo(1);
        assertThat(failure).isNull();
    }

    public void assertPending() {
        assertThat(answers).as("answers to %s", work.statement()).isZero();
    }

    public MySQLException failure() {
        assertThat(answers).as("answers to %s", work.statement()).isEqualTo(1);
        assertThat(failure).as("the failure of %s", work.statement()).isNotNull();
        return Objects.requireNonNull(failure);
    }

    // --- The answer ---

    @Override
    public void restart() {
        restarts++;
    }

    @Override
    public void onRows(RowBatch rows) {}

    @Override
    public void onResultEnd(ResultEnd end) {}

    @Override
    public void onComplete() {
        over();
    }

    @Override
    public void onFailure(MySQLException cause) {
        failure = cause;
        over();
    }

    private void over() {
        answers++;
        Runnable next = whenOver;
        if (next != null) {
            next.run();
        }
    }

    @Override
    public boolean isAbandoned() {
        return abandoned;
    }
}
