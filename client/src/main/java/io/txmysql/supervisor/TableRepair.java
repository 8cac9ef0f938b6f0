// SPDX-License-Identifier: Apache-2.0
package io.txmysql.supervisor;

import io.txmysql.protocol.codec.StatementTraits;
import io.txmysql.protocol.error.MySQLException;
import io.txmysql.protocol.exchange.QueryExchange;
import io.txmysql.protocol.exchange.ResultEnd;
import io.txmysql.protocol.exchange.RowBatch;
import io.txmysql.protocol.message.ComQuery;

/**
 * {@code REPAIR TABLE} in the name of the driver. Whether it has helped is seen when the statement that had met the broken
 * table is run again, so that is done in any case. Belongs to the loop.
 *
 * @see <a href="https://dev.mysql.com/doc/refman/8.4/en/repair-table.html">REPAIR TABLE Statement</a>
 */
final class TableRepair implements Answer {
    private final CrashedTable table;
    private final ConnectionEvents events;
    private final Runnable whenDone;

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
    public void restart() {}

    @Override
    public void onRows(RowBatch rows) {}

    @Override
    public void onResultEnd(ResultEnd end) {}

    @Override
    public void onComplete() {
        events.repaired(table);
        whenDone.run();
    }

    @Override
    public void onFailure(MySQLException failure) {
        events.notRepaired(table, failure);
        whenDone.run();
    }
}
