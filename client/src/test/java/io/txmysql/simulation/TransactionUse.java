// SPDX-License-Identifier: Apache-2.0
package io.txmysql.simulation;

import io.txmysql.api.SqlClient;
import io.txmysql.api.Transaction;
import io.txmysql.api.TransactionOptions;
import io.txmysql.testkit.simulation.Dice;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Transactions of all kinds: run as a function, or opened and ended by hand; step by step, or all at once. */
final class TransactionUse {
    private final Program program;
    private final Statements statements;
    private final Dice dice;
    private final List<TransactionRecord> records = new ArrayList<>();

    TransactionUse(Program program, Statements statements) {
        this.program = program;
        this.statements = statements;
        this.dice = program.dice;
    }

    List<TransactionRecord> records() {
        return records;
    }

    void any(SqlClient sql) {
        if (dice.percent(70)) {
            Call unused = function(sql);
        } else {
            byHand(sql);
        }
    }

    /** One {@code inTransaction}. */
    Call function(SqlClient sql) {
        Script script = Script.draw(dice);
        TransactionOptions options = options();
        Call outer = Call.plain("in transaction " + script);
        TransactionRecord record = new TransactionRecord(outer);
        records.add(record);
        program.call(
                outer,
                () -> sql.inTransaction(
                        options,
                        tx -> play(script, tx, record.newRun())
                                .thenCompose(ended -> script.fails()
                                        ? CompletableFuture.failedFuture(new Call.TurnedAway())
                                        : CompletableFuture.completedFuture("done"))),
                value -> value.equals("done") ? null : "it got " + value);
        program.perhapsTurnAway(outer);
        return outer;
    }

    private TransactionOptions options() {
        TransactionOptions options = TransactionOptions.DEFAULT.retryDeadlocks(dice.of(0, 1, 3));
        if (dice.oneIn(3)) {
            options = options.isolation(TransactionOptions.Isolation.SERIALIZABLE);
        }
        return dice.oneIn(4) ? options.readOnly(false).consistentSnapshot(dice.oneIn(2)) : options;
    }

    /** Begin, some statements, and then commit, rollback or close. */
    private void byHand(SqlClient sql) {
        Script script = Script.draw(dice);
        List<Transaction> opened = new ArrayList<>(1);
        Call begin = Call.plain("begin " + script);
        program.call(begin, () -> sql.begin(options()), transaction -> {
            opened.add(transaction);
            return null;
        });
        begin.whenOver(() -> {
            if (begin.hasSucceeded()) {
                use(script, opened.get(0));
            }
        });
        program.perhapsTurnAway(begin);
    }

    private void use(Script script, Transaction transaction) {
        TransactionRecord record = new TransactionRecord(null);
        records.add(record);
        CompletionStage<?> unused = play(script, transaction, record.newRun()).whenComplete((done, error) -> {
            long pause = dice.oneIn(3) ? dice.spread(1_000, 50_000_000) : 0;
            int ending = error == null && !script.fails() ? 0 : dice.between(1, 2);
            program.later(pause, () -> {
                switch (ending) {
                    case 0 ->
                        record.committedBy(program.call(Call.plain("commit"), transaction::commit, nothing -> null));
                    case 1 -> program.call(Call.plain("rollback"), transaction::rollback, nothing -> null);
                    default -> transaction.close();
                }
            });
        });
    }

    // --- Scripts ---

    /** Plays the steps; the stage fails with the first step that fails, unless the script does not care. */
    private CompletableFuture<@Nullable Void> play(Script script, Transaction tx, TransactionRecord.Run run) {
        return script.atOnce() ? playAtOnce(script, tx, run) : playFrom(0, script, tx, run);
    }

    private CompletableFuture<@Nullable Void> playFrom(
            int index, Script script, Transaction tx, TransactionRecord.Run run) {
        if (index == script.steps().size()) {
            return CompletableFuture.completedFuture(null);
        }
        CompletableFuture<@Nullable Void> over = new CompletableFuture<>();
        Call step = step(script.steps().get(index), tx, run);
        step.whenOver(() -> settle(over, step, script));
        return over.thenCompose(done -> playFrom(index + 1, script, tx, run));
    }

    private CompletableFuture<@Nullable Void> playAtOnce(Script script, Transaction tx, TransactionRecord.Run run) {
        CompletableFuture<@Nullable Void> all = CompletableFuture.completedFuture(null);
        for (Script.Step each : script.steps()) {
            CompletableFuture<@Nullable Void> over = new CompletableFuture<>();
            Call step = step(each, tx, run);
            step.whenOver(() -> settle(over, step, script));
            all = all.thenCombine(over, (first, second) -> null);
        }
        return all;
    }

    private static void settle(CompletableFuture<@Nullable Void> over, Call step, Script script) {
        Throwable failure = step.failure();
        if (failure == null || script.swallows()) {
            over.complete(null);
        } else {
            over.completeExceptionally(failure);
        }
    }

    private Call step(Script.Step step, Transaction tx, TransactionRecord.Run run) {
        return switch (step) {
            case WRITE -> {
                Call call = statements.anyWrite(tx, Statements.Where.IN_TRANSACTION);
                run.write(call);
                yield turnAwayRarely(call);
            }
            case READ -> turnAwayRarely(statements.anyRead(tx, Statements.Where.IN_TRANSACTION));
            case SAVEPOINT -> {
                run.savepoint();
                yield program.call(Call.plain("savepoint"), () -> tx.savepoint("here"), done -> null);
            }
            case ROLLBACK_TO -> {
                Call call = program.call(Call.plain("rollback to"), () -> tx.rollbackTo("here"), done -> null);
                run.rollbackTo(call);
                yield call;
            }
        };
    }

    private Call turnAwayRarely(Call call) {
        if (dice.oneIn(20)) {
            program.turnAway(call, dice.spread(1_000, 50_000_000));
        }
        return call;
    }
}
