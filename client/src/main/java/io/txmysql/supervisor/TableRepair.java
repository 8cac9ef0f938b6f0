// SPDX-License-Identifier: Apache-2.0
package io.txmysql.supervisor;

import io.txmysql.protocol.codec.StatementTraits;
import io.txmysql.protocol.error.MySQLException;
import io.txmysql.protocol.exchange.QueryExchange;
import io.txmysql.protocol.exchange.ResultEnd;
import io.txmysql.protocol.exchange.RowBatch;
import io.txmysql.protocol.message.ComQuery;
import org.jspecify.annotations.Nullable;

/**
 * {@code REPAIR TABLE} in the name of the driver. Whether it has helped is seen when the statement that had met the broken
 * table is run again, so that is done in any case. Belongs to the loop.
 *
 * @see <a href="https://dev.mysql.com/doc/refman/8.4/en/repair-table.html">REPAIR TABLE Statement</a>
 */
final class TableRepair implements Answer {
    private static final int MSG_TYPE = 2;
    private static final int MSG_TEXT = 3;

    private final CrashedTable table;
    private final ConnectionEvents events;
    private final Runnable whenDone;

    /** What the last row said, and before it the first row that told of an error. */
    private String outcome = "no answer";

    private @Nullable String error;

    TableRepair(CrashedTable table, ConnectionEvents events, Runnable whenDone) {
        this.table = table;
        this.events = events;
        this.whenDone = whenDone;
    }

    Work work(MySQLException failure) {
        events.repairing(table, failure);
        String sql = table.repairStatement();
        ComQuery command = ComQuery.of(sql);
        return new Work(
                new Command(
                        sql,
                        command.sql().length,
                        StatementTraits.ORDINARY,
                        Command.Repeat.UNDECLARED,
                        null,
                        sink -> new QueryExchange(command, sql, StatementTraits.ORDINARY, sink)),
                this);
    }

    @Override
    public void restart() {
        outcome = "no answer";
        error = null;
    }

    /** What goes wrong is told in rows: Table, Op, Msg_type, Msg_text. */
    @Override
    public void onRows(RowBatch rows) {
        if (rows.codec().size() <= MSG_TEXT) {
            return;
        }
        for (int row = 0; row < rows.size(); row++) {
            outcome = text(rows, row, MSG_TEXT);
            if (error == null && text(rows, row, MSG_TYPE).equalsIgnoreCase("error")) {
                error = outcome;
            }
        }
    }

    private static String text(RowBatch rows, int row, int column) {
        return String.valueOf(rows.codec().getString(rows.data(), rows.cell(row, column), column));
    }

    @Override
    public void onResultEnd(ResultEnd end) {}

    @Override
    public void onComplete() {
        if (outcome.equals("OK")) {
            events.repaired(table);
        } else {
            events.notRepaired(table, error == null ? outcome : error);
        }
        whenDone.run();
    }

    @Override
    public void onFailure(MySQLException failure) {
        events.notRepaired(table, failure.toLogString());
        whenDone.run();
    }
}
