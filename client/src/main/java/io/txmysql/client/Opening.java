// SPDX-License-Identifier: Apache-2.0
package io.txmysql.client;

import io.txmysql.api.Transaction;
import io.txmysql.api.TransactionOptions;
import io.txmysql.protocol.codec.StatementTraits;
import io.txmysql.protocol.codec.StatementTraits.TransactionControl;
import io.txmysql.protocol.error.MySQLException;
import io.txmysql.protocol.error.SessionPin;
import io.txmysql.protocol.error.SessionStateLostException;
import io.txmysql.supervisor.Answer;
import io.txmysql.supervisor.Command;
import io.txmysql.supervisor.Command.Repeat;
import io.txmysql.supervisor.Reservation;
import io.txmysql.supervisor.TransactionTarget;
import io.txmysql.supervisor.Work;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * Opens one transaction: SET TRANSACTION if an isolation is wanted, then START TRANSACTION, with the session reserved from
 * the first on. Until the last is answered nothing has happened, so a lost session only means to begin again. Lives on the
 * loop.
 *
 * @see <a href="https://dev.mysql.com/doc/refman/8.4/en/set-transaction.html">SET TRANSACTION Statement</a>
 */
final class Opening {
    private static final int MOST_ATTEMPTS = 10;

    private static final StatementTraits START =
            new StatementTraits(true, Set.of(), Set.of(), TransactionControl.BEGIN, false);

    private final Mailbox mailbox;
    private final TransactionTarget target;
    private final List<Command> statements;
    private final Runnable onOver;
    private final CallFuture<Transaction> future;
    private Reservation reservation = new Reservation();
    private @Nullable Work first;
    private int attempts;

    /** What its caller knows of; made on his thread. */
    private int lossesKnown;

    /** @param onOver is run once, on the loop, when the session is not needed for this any more */
    Opening(Mailbox mailbox, TransactionTarget target, TransactionOptions options, Runnable onOver) {
        this.mailbox = mailbox;
        this.target = target;
        this.statements = statements(options);
        this.onOver = onOver;
        this.lossesKnown = target.lossesTold();
        this.future = new CallFuture<>(mailbox.loop(), () -> mailbox.put(this::onDetach));
    }

    private static List<Command> statements(TransactionOptions options) {
        List<Command> statements = new ArrayList<>(2);
        if (options.isolation() != null) {
            String level = options.isolation().name().toUpperCase(Locale.ROOT).replace('_', ' ');
            statements.add(harmless("SET TRANSACTION ISOLATION LEVEL " + level, StatementTraits.BARRIER));
        }
        StringJoiner start = new StringJoiner(", ", "START TRANSACTION ", "").setEmptyValue("START TRANSACTION");
        if (options.consistentSnapshot()) {
            start.add("WITH CONSISTENT SNAPSHOT");
        }
        if (options.readOnly() != null) {
            start.add(options.readOnly() ? "READ ONLY" : "READ WRITE");
        }
        statements.add(harmless(start.toString(), START));
        return statements;
    }

    private static Command harmless(String sql, StatementTraits traits) {
        return StatementCommands.text(sql, traits).with(Repeat.HARMLESS);
    }

    CallFuture<Transaction> future() {
        return future;
    }

    void begin() {
        attempts++;
        reservation = new Reservation();
        Work work = Work.opening(reservation, statements.get(0), new Step(0)).knowing(lossesKnown);
        first = work;
        target.submit(work);
    }

    /** Before the session is reserved there is nothing to undo; after that the transaction is rolled back when it is open. */
    private void onDetach() {
        if (first != null && first.isWaiting()) {
            target.cancel(first);
            onOver.run();
        }
    }

    /** The answer of one of the statements. */
    private final class Step extends Ending {
        private final int number;

        Step(int number) {
            this.number = number;
        }

        @Override
        public void onComplete() {
            if (number + 1 < statements.size()) {
                Answer next = new Step(number + 1);
                target.submit(Work.in(reservation, statements.get(number + 1), next));
                return;
            }
            OpenTransaction transaction = new OpenTransaction(mailbox, target, reservation, onOver);
            if (!future.deliver(transaction)) {
                transaction.close();
            }
        }

        @Override
        public boolean isAwaited() {
            return !future.isDone();
        }

        @Override
        public void onFailure(MySQLException failure) {
            target.release(reservation);
            // Behind the first statement the lost transaction is this one; before it, one that was begun by a text.
            boolean ofThisTransaction = number > 0
                    && failure instanceof SessionStateLostException gone
                    && gone.lost().equals(Set.of(SessionPin.TRANSACTION));
            if (ofThisTransaction && attempts < MOST_ATTEMPTS && !future.isDone()) {
                lossesKnown = target.lossesTold();
                begin();
            } else {
                future.deliverFailure(failure);
                onOver.run();
            }
        }
    }
}
