// SPDX-License-Identifier: Apache-2.0
package io.txmysql.protocol.session;

import io.txmysql.protocol.error.ErrorCodes;
import io.txmysql.protocol.message.ClientCommand;
import io.txmysql.protocol.message.ComQuery;
import io.txmysql.protocol.message.ComResetConnection;
import io.txmysql.protocol.message.ComStatementClose;
import io.txmysql.protocol.message.ComStatementExecute;
import io.txmysql.protocol.message.ComStatementPrepare;
import io.txmysql.protocol.message.SessionStateChange;
import io.txmysql.protocol.type.FieldType;
import io.txmysql.protocol.wire.PayloadReader;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The model of a server with prepared statements. A query is answered with its own text, an execution with its statement
 * and its one argument; what begins with {@code bad} is refused, {@code use x} selects a database.
 */
final class StatementServer implements Function<ClientCommand, @Nullable Reply> {
    /** Bitmap, flag, type. */
    private static final int BEFORE_THE_VALUE = 4;

    private final Map<Integer, String> open = new HashMap<>();
    private final int limit;
    private int lastId;
    private int mostOpen;

    StatementServer(int limit) {
        this.limit = limit;
    }

    /** The statements that have not been closed. */
    Map<Integer, String> open() {
        return open;
    }

    int mostOpen() {
        return mostOpen;
    }

    @Override
    public @Nullable Reply apply(ClientCommand command) {
        if (command instanceof ComQuery query) {
            return query(query.text());
        } else if (command instanceof ComStatementPrepare prepare) {
            return prepare(prepare.text());
        } else if (command instanceof ComStatementExecute execute) {
            return execute(execute);
        } else if (command instanceof ComStatementClose close) {
            if (open.remove(close.statementId()) == null) {
                throw new AssertionError("statement " + close.statementId() + " is closed twice");
            }
            return null;
        } else if (command instanceof ComResetConnection) {
            open.clear();
        }
        return Reply.ok(0);
    }

    private static Reply query(String sql) {
        if (sql.startsWith("bad")) {
            return Reply.err(ErrorCodes.ER_PARSE_ERROR, "42000", sql);
        } else if (sql.startsWith("use ")) {
            return Reply.changed(new SessionStateChange.Schema(sql.substring(4)));
        }
        return Reply.text("sql").row(sql);
    }

    private Reply prepare(String sql) {
        if (sql.startsWith("bad")) {
            return Reply.err(ErrorCodes.ER_PARSE_ERROR, "42000", sql);
        } else if (open.size() == limit) {
            return Reply.err(ErrorCodes.ER_MAX_PREPARED_STMT_COUNT_REACHED, "42000", "too many statements");
        }
        open.put(++lastId, sql);
        mostOpen = Math.max(mostOpen, open.size());
        return Reply.prepared(lastId, 2, 1);
    }

    private Reply execute(ComStatementExecute execute) {
        String sql = open.get(execute.statementId());
        if (sql == null) {
            return Reply.err(1243, "HY000", "Unknown prepared statement handler");
        }
        PayloadReader block = new PayloadReader(execute.parameterBlock());
        block.skip(BEFORE_THE_VALUE);
        return Reply.binary(FieldType.VAR_STRING, "sql", "argument").strings(sql, String.valueOf(block.readInt8()));
    }
}
