// SPDX-License-Identifier: Apache-2.0
package io.txmysql.benchmarks;

import io.txmysql.protocol.codec.ParameterBlock;
import io.txmysql.protocol.codec.StatementTraits;
import io.txmysql.protocol.exchange.ExecuteExchange;
import io.txmysql.protocol.exchange.RowBatch;
import java.util.List;

/** Rows in binary form, the answer to the execution of a prepared statement. */
public class BinaryDecode extends DecodeBenchmark {
    private final ParameterBlock noParameters = ParameterBlock.encode();
    private final byte[] reply = CapturedReplies.execution(ROWS);

    /** Prepares the statement, which the session then keeps. */
    public BinaryDecode() {
        session.run(execution(new CollectedRows()), CapturedReplies.preparation(), reply);
    }

    @Override
    List<RowBatch> run() {
        CollectedRows rows = new CollectedRows();
        session.run(execution(rows), reply);
        return rows.batches();
    }

    private ExecuteExchange execution(CollectedRows rows) {
        return new ExecuteExchange(CapturedReplies.SQL, noParameters, StatementTraits.ORDINARY, rows);
    }
}
