// SPDX-License-Identifier: Apache-2.0
package io.txmysql.benchmarks;

import io.txmysql.protocol.codec.StatementTraits;
import io.txmysql.protocol.exchange.QueryExchange;
import io.txmysql.protocol.exchange.RowBatch;
import io.txmysql.protocol.message.ComQuery;
import java.util.List;

/** Rows as text, the answer to a query. */
public class TextDecode extends DecodeBenchmark {
    private final ComQuery query = ComQuery.of(CapturedReplies.SQL);
    private final byte[] reply = CapturedReplies.query(ROWS);

    @Override
    List<RowBatch> run() {
        CollectedRows rows = new CollectedRows();
        session.run(new QueryExchange(query, CapturedReplies.SQL, StatementTraits.ORDINARY, rows), reply);
        return rows.batches();
    }
}
