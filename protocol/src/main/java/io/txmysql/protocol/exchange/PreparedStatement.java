// SPDX-License-Identifier: Apache-2.0
package io.txmysql.protocol.exchange;

import io.txmysql.protocol.error.MySQLException;
import io.txmysql.protocol.message.StatementPrepareOk;
import org.jspecify.annotations.Nullable;

/** A statement on the server, from the moment its COM_STMT_PREPARE is due. Belongs to one session and its thread. */
public final class PreparedStatement {
    private final String sql;
    private @Nullable StatementPrepareOk prepared;
    private @Nullable MySQLException failure;
    private @Nullable ColumnDefinitions definitions;

    public PreparedStatement(String sql) {
        this.sql = sql;
    }

    public String sql() {
        return sql;
    }

    /** What the server answered; null while it has not, or if it has refused. */
    public @Nullable StatementPrepareOk prepared() {
        return prepared;
    }

    /** Why there is no such statement on the server; null if there may be one. */
    public @Nullable MySQLException failure() {
        return failure;
    }

    void prepared(StatementPrepareOk ok) {
        prepared = ok;
    }

    void failed(MySQLException cause) {
        failure = cause;
    }

    @Nullable
    ColumnDefinitions definitions() {
        return definitions;
    }

    void definitions(@Nullable ColumnDefinitions latest) {
        definitions = latest;
    }
}
