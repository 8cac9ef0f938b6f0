// SPDX-License-Identifier: Apache-2.0
package io.txmysql.client;

import io.txmysql.api.Transaction;
import io.txmysql.protocol.codec.StatementTraits;
import io.txmysql.protocol.codec.StatementTraits.TransactionControl;
import io.txmysql.protocol.error.Delivery;
import io.txmysql.protocol.error.ErrorCategory;
import io.txmysql.protocol.error.ErrorContext;
import io.txmysql.protocol.error.MySQLException;
import io.txmysql.protocol.error.SessionStateLostException;
import io.txmysql.protocol.error.TransactionOutcomeUnknownException;
import io.txmysql.protocol.error.UsageException;
import io.txmysql.supervisor.Answer;
import io.txmysql.supervisor.Command;
import io.txmysql.supervisor.Reservation;
import io.txmysql.supervisor.TransactionTarget;
import io.txmysql.supervisor.Work;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A transaction whose first statement is answered. Calls come from any thread; its reservation lives on the loop. */
final class OpenTransaction extends Runner implements Transaction {
    private enum State {
        OPEN,
        /** COMMIT or ROLLBACK is on its way. */
        ENDING,
        COMMITTED,
        ROLLED_BACK
    }

    private static final StatementTraits COMMIT = ending(TransactionControl.COMMIT);
    private static final StatementTraits ROLLBACK = ending(TransactionControl.ROLLBACK);

    private final TransactionTarget target;
    private final Reservation reservation;
    private final Runnable onOver;
    private final AtomicReference<State> state = new AtomicReference<>(State.OPEN);

    /** The calls whose answers are due, for {@link #abort}. */
    private final Queue<CompletableFuture<?>> outstanding = new ConcurrentLinkedQueue<>();

    /** @param onOver is run once, on the loop, when the session is not needed for this any more */
    OpenTransaction(Mailbox mailbox, TransactionTarget target, Reservation reservation, Runnable onOver) {
        super(mailbox, target);
        this.target = target;
        this.reservation = reservation;
        this.onOver = onOver;
    }

    private static StatementTraits ending(TransactionControl control) {
        return new StatementTraits(true, Set.of(), Set.of(), control, false);
    }

    @Override
    Work work(Command command, Answer answer) {
        if (state.get() != State.OPEN) {
            throw new UsageException(
                    "the transaction has been ended by its owner", ErrorContext.local(command.statement()), null);
        }
        return Work.in(reservation, command, answer);
    }

    @Override
    void begun(CompletableFuture<?> call) {
        outstanding.removeIf(CompletableFuture::isDone); // nothing is pipelined, so there are few
        outstanding.add(call);
    }

    @Override
    public boolean isOpen() {
        return state.get() == State.OPEN && !reservation.hasEnded();
    }

    @Override
    public CompletableFuture<@Nullable Void> savepoint(String name) {
        return command(StatementCommands.text("SAVEPOINT " + quoted(name), StatementTraits.BARRIER));
    }

    @Override
    public CompletableFuture<@Nullable Void> rollbackTo(String savepoint) {
        return command(StatementCommands.text("ROLLBACK TO SAVEPOINT " + quoted(savepoint), StatementTraits.BARRIER));
    }

    @Override
    public CompletableFuture<@Nullable Void> release(String savepoint) {
        return command(StatementCommands.text("RELEASE SAVEPOINT " + quoted(savepoint), StatementTraits.BARRIER));
    }

    private static String quoted(String identifier) {
        if (identifier.isEmpty() || identifier.indexOf('\0') >= 0) {
            throw new UsageException("a savepoint's name is not empty and has no NUL", ErrorContext.local(null), null);
        }
        return '`' + identifier.replace("`", "``") + '`';
    }

    // --- The end ---

    @Override
    public CompletableFuture<@Nullable Void> commit() {
        if (!state.compareAndSet(State.OPEN, State.ENDING)) {
            throw new UsageException("the transaction has been ended by its owner", ErrorContext.local("COMMIT"), null);
        }
        CallFuture<@Nullable Void> done = new CallFuture<>(mailbox().loop());
        send("COMMIT", COMMIT, new Ending() {
            @Override
            public void onComplete() {
                over(State.COMMITTED);
                done.deliver();
            }

            @Override
            public void onFailure(MySQLException failure) {
                onCommitFailed(failure, done);
            }
        });
        return done;
    }

    private void onCommitFailed(MySQLException failure, CallFuture<@Nullable Void> done) {
        if (failure.delivery() == Delivery.UNKNOWN) {
            over(State.COMMITTED);
            done.deliverFailure(new TransactionOutcomeUnknownException(
                    "COMMIT was sent and not answered; whether the transaction is committed is not known: "
                            + failure.summary(),
                    failure.context(),
                    failure));
        } else {
            sendRollback(() -> done.deliverFailure(failure), ignored -> done.deliverFailure(failure));
        }
    }

    @Override
    public CompletableFuture<@Nullable Void> rollback() {
        CallFuture<@Nullable Void> done = new CallFuture<>(mailbox().loop());
        if (state.compareAndSet(State.OPEN, State.ENDING)) {
            sendRollback(() -> done.deliver(), done::deliverFailure);
        } else {
            boolean undone = state.get() == State.ROLLED_BACK;
            mailbox().put(() -> {
                if (undone) {
                    done.deliver();
                } else {
                    done.deliverFailure(new UsageException(
                            "the transaction has been ended by its owner", ErrorContext.local("ROLLBACK"), null));
                }
            });
        }
        return done;
    }

    private void sendRollback(Runnable whenDone, Consumer<MySQLException> ifNot) {
        send("ROLLBACK", ROLLBACK, new Ending() {
            @Override
            public void onComplete() {
                over(State.ROLLED_BACK);
                whenDone.run();
            }

            @Override
            public void onFailure(MySQLException failure) {
                boolean gone = failure instanceof SessionStateLostException
                        || failure.category() == ErrorCategory.CLOSED
                        || failure.category() == ErrorCategory.CONNECTION;
                if (!gone) {
                    target.retire(); // the end of the session ends the transaction, too
                }
                over(State.ROLLED_BACK);
                if (gone) {
                    whenDone.run();
                } else {
                    ifNot.accept(failure);
                }
            }
        });
    }

    private void send(String sql, StatementTraits traits, Answer answer) {
        Command command = StatementCommands.text(sql, traits);
        mailbox().put(() -> target.submit(Work.in(reservation, command, answer)));
    }

    private void over(State end) {
        state.set(end);
        target.release(reservation);
        onOver.run();
    }

    /** Stops what is running and undoes all of it. */
    void abort() {
        outstanding.forEach(call -> call.cancel(false));
        close();
    }

    @Override
    public void close() {
        if (state.get() == State.OPEN) {
            CompletableFuture<?> unused = rollback();
        }
    }
}
