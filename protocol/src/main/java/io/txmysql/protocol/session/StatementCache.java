// SPDX-License-Identifier: Apache-2.0
package io.txmysql.protocol.session;

import io.txmysql.protocol.exchange.PreparedStatement;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The prepared statements of a session, the least recently used first. What falls out is closed on the server in front of
 * the next command; commands that use it are then already on the wire before that. Belongs to the session's thread.
 */
final class StatementCache {
    private final int capacity;
    private final int sqlLimit;
    private final Map<String, PreparedStatement> statements = new LinkedHashMap<>(16, 0.75f, true);
    private final ArrayDeque<Integer> toClose = new ArrayDeque<>();
    private @Nullable String schema;

    StatementCache(int capacity, int sqlLimit) {
        this.capacity = capacity;
        this.sqlLimit = sqlLimit;
    }

    /** Gives up all statements if another database is selected than the one they were prepared in. */
    void useIn(@Nullable String selected) {
        if (!Objects.equals(schema, selected)) {
            evictUntil(0);
            schema = selected;
        }
    }

    @Nullable
    PreparedStatement find(String sql) {
        return statements.get(sql);
    }

    /** Adds a statement that is about to be prepared. */
    PreparedStatement add(String sql) {
        PreparedStatement statement = new PreparedStatement(sql);
        if (keeps(sql)) {
            evictUntil(capacity - 1);
        }
        statements.put(sql, statement);
        return statement;
    }

    /** The server has prepared a statement, or refused to. If it has been given up in the meantime, it is closed. */
    void answered(PreparedStatement statement) {
        if (statements.get(statement.sql()) != statement) {
            close(statement);
        }
    }

    /** An execution of a statement is sent, or has failed; a statement that is not worth keeping is closed after that. */
    void used(PreparedStatement statement) {
        if (!keeps(statement.sql())) {
            remove(statement);
        }
    }

    /** The execution that a statement was, or is being, prepared for is not sent: nobody else will see how that ended. */
    void abandoned(String sql) {
        PreparedStatement statement = statements.get(sql);
        if (statement != null && statement.prepared() == null) {
            statements.remove(sql); // if it is prepared after all, it is closed by then
        } else if (statement != null) {
            used(statement);
        }
    }

    void remove(PreparedStatement statement) {
        statements.remove(statement.sql());
        close(statement);
    }

    /** The server has no room for more statements: gives up half of ours; false if there is nothing to close. */
    boolean makeRoom() {
        evictUntil(statements.size() / 2);
        return !toClose.isEmpty();
    }

    /** The server has dropped all of them. */
    void clear() {
        statements.clear();
        toClose.clear();
    }

    /** The id of a statement that has to be closed now; null if there is none. */
    @Nullable
    Integer pollToClose() {
        return toClose.poll();
    }

    int size() {
        return statements.size();
    }

    private boolean keeps(String sql) {
        return capacity > 0 && sql.length() <= sqlLimit;
    }

    private void evictUntil(int size) {
        Iterator<PreparedStatement> oldest = statements.values().iterator();
        while (statements.size() > size && oldest.hasNext()) {
            PreparedStatement statement = oldest.next();
            oldest.remove();
            close(statement);
        }
    }

    private void close(PreparedStatement statement) {
        if (statement.prepared() != null) {
            toClose.add(statement.prepared().statementId());
        }
    }
}
