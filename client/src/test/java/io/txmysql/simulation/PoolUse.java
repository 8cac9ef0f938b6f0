// SPDX-License-Identifier: Apache-2.0
package io.txmysql.simulation;

import io.txmysql.api.MySQLConnection;
import io.txmysql.api.MySQLPool;
import io.txmysql.api.PoolOptions.ResetOnRelease;
import io.txmysql.testkit.simulation.Dice;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** What only a pool can do: lend, and clean up after the borrower. */
final class PoolUse {
    private final Program program;
    private final Dice dice;
    private final MySQLPool pool;
    private final Statements statements;
    private final TransactionUse transactions;
    private final SessionUse sessions;
    private int leaks;

    PoolUse(Program program, MySQLPool pool, Statements statements, TransactionUse transactions, SessionUse sessions) {
        this.program = program;
        this.dice = program.dice;
        this.pool = pool;
        this.statements = statements;
        this.transactions = transactions;
        this.sessions = sessions;
    }

    void any() {
        switch (dice.below(6)) {
            case 0, 1 -> withConnection();
            case 2, 3 -> acquire();
            case 4 -> leaveSomething();
            default -> program.perhapsTurnAway(program.call(Call.plain("warm up"), pool::warmUp, done -> null));
        }
    }

    private void withConnection() {
        Call call = Call.plain("with connection");
        program.call(
                call,
                () -> pool.withConnection(db -> use(db).thenApply(done -> "done")),
                value -> value.equals("done") ? null : "it got " + value);
        program.perhapsTurnAway(call);
    }

    private void acquire() {
        List<MySQLConnection> lent = new ArrayList<>(1);
        Call call = Call.plain("acquire");
        program.call(call, pool::acquire, db -> {
            lent.add(db);
            return null;
        });
        call.whenOver(() -> {
            if (call.hasSucceeded()) {
                MySQLConnection db = lent.get(0);
                CompletableFuture<?> unused = use(db).whenComplete((done, error) -> giveBack(db));
            }
        });
        program.perhapsTurnAway(call);
    }

    private void giveBack(MySQLConnection db) {
        if (dice.percent(75)) {
            db.close();
        } else {
            Duration timeout = Duration.ofNanos(dice.spread(1_000_000, 2_000_000_000));
            Call unused =
                    program.call(Call.plain("give back gracefully"), () -> db.closeGracefully(timeout), done -> null);
        }
        if (dice.oneIn(4)) {
            Call unused = statements.any(db); // it is not his any more
        }
    }

    /** Some use of a lent connection; it may be over while statements are running still. */
    private CompletableFuture<@Nullable Void> use(MySQLConnection db) {
        CompletableFuture<@Nullable Void> over = new CompletableFuture<>();
        switch (dice.below(4)) {
            case 0 -> {
                return sessions.any(db);
            }
            case 1 -> transactions.function(db).whenOver(() -> over.complete(null));
            default -> {
                Call call = statements.any(db);
                for (int i = dice.below(3); i > 0; i--) {
                    call = statements.any(db);
                }
                if (dice.oneIn(5)) {
                    program.later(dice.spread(1_000, 10_000_000), () -> over.complete(null));
                } else {
                    call.whenOver(() -> over.complete(null));
                }
            }
        }
        return over;
    }

    /** A statement that changes its session, which must be gone for everybody else. */
    private void leaveSomething() {
        int number = ++leaks;
        int token = program.next();
        String sql = "set @leak" + number + " = " + Program.literal(token);
        Call setter = new Call(token, sql, Call.Effect.NONE, program.plan.mayRunTwice(false, false), 0);
        program.call(setter, () -> pool.runOperation(sql), done -> null);
        setter.whenOver(() -> program.later(dice.below(1_000_000), () -> lookFor(number)));
    }

    private void lookFor(int number) {
        int token = program.next();
        String sql = "select @leak" + number + ", " + Program.literal(token);
        Call call = new Call(token, sql, Call.Effect.READ, program.plan.mayRunTwice(false, true), 0);
        boolean cleans = program.plan.options().pool().resetOnRelease() != ResetOnRelease.NEVER;
        program.call(
                call,
                () -> pool.runQuery(sql),
                rows -> cleans && !rows.get(0).isNull(0) ? "it finds what another statement has left" : null);
    }
}
