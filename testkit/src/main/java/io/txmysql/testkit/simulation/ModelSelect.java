// SPDX-License-Identifier: Apache-2.0
package io.txmysql.testkit.simulation;

import io.txmysql.protocol.message.ServerStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The results of one model session: what SELECT and CALL say. */
final class ModelSelect {
    /** How long GET_LOCK waits, in nanoseconds. */
    static final long LOCK_WAIT = 2_000_000_000L;

    private static final long NANOS = 1_000_000_000L;
    /** User variables whose absence is what is looked for. */
    private static final String LEFT_BEHIND = "leak";

    private static final int ROWS = 8;
    private static final int PADDING = 300;
    private static final int LONG_PADDING = 20_000;
    private static final int LONG_ONCE_IN = 16;

    private final ModelServer server;
    private final ModelSession session;
    private final SessionMemory memory;
    private final ModelReply reply;

    ModelSelect(ModelServer server, ModelSession session, SessionMemory memory, ModelReply reply) {
        this.server = server;
        this.session = session;
        this.memory = memory;
        this.reply = reply;
    }

    void run(ModelStatement statement, boolean binary) {
        String from = statement.name();
        if (from.startsWith("tmp") && !hasTable(statement)) {
            reply.error(ServerError.ER_NO_SUCH_TABLE, tokenText(statement));
            return;
        }
        int token = statement.token();
        if (token > 0) {
            server.ledger().noteApplied(token);
        }
        boolean several = statement.kind() == ModelStatement.Kind.CALL;
        List<ModelReply.Cell> row = several ? List.of(ModelReply.Cell.text("t", "t" + token)) : cells(statement);
        int status = several ? memory.status() | ServerStatus.MORE_RESULTS_EXISTS : memory.status();
        if (from.equals("wide")) {
            int padding = token % LONG_ONCE_IN == 0 ? LONG_PADDING : PADDING;
            row = List.of(row.get(0), ModelReply.Cell.text("padding", "x".repeat(padding)));
        }
        reply.columns(row, status);
        int rows = from.equals("wide") ? ROWS : 1;
        for (int i = 0; i < rows; i++) {
            reply.row(row, binary);
        }
        if (from.equals("broken")) {
            reply.error(ServerError.ER_GET_ERRNO, tokenText(statement));
            return;
        }
        reply.endOfRows(status);
        if (several) {
            reply.columns(row, status);
            reply.row(row, binary);
            reply.endOfRows(status);
            reply.ok(memory.status(), 0, 0, "t" + token, memory.takeChanges());
        }
    }

    private static String tokenText(ModelStatement statement) {
        return "'t" + statement.token() + "'";
    }

    /** Whether the temporary table is there; that it is not is noted down. */
    boolean hasTable(ModelStatement statement) {
        boolean there = memory.hasTemporary(statement.name());
        if (!there) {
            strayed(statement, "the temporary table " + statement.name());
        }
        return there;
    }

    private void strayed(ModelStatement statement, String what) {
        server.ledger()
                .noteViolation("t" + statement.token() + " needs " + what + " and ran in session #" + session.id()
                        + ", which does not have it");
    }

    private List<ModelReply.Cell> cells(ModelStatement statement) {
        List<ModelReply.Cell> cells = new ArrayList<>(statement.items().size());
        for (String item : statement.items()) {
            cells.add(cell(statement, item));
        }
        return cells;
    }

    private ModelReply.Cell cell(ModelStatement statement, String item) {
        int as = item.toLowerCase(Locale.ROOT).lastIndexOf(" as ");
        String expression = as < 0 ? item : item.substring(0, as).trim();
        String name = as < 0 ? item : ModelStatement.unquoted(item.substring(as + " as ".length()));
        char first = expression.charAt(0);
        if (first == '\'') {
            return ModelReply.Cell.text(name, ModelStatement.unquoted(expression));
        } else if (first == '?') {
            return ModelReply.Cell.text(name, "t" + statement.token());
        } else if (expression.startsWith("@@")) {
            return systemVariable(name, variableName(expression));
        } else if (first == '@') {
            return userVariable(statement, name, expression.substring(1));
        } else if (first >= '0' && first <= '9') {
            return ModelReply.Cell.number(name, Long.parseLong(expression));
        }
        return function(statement, name, expression);
    }

    private ModelReply.Cell function(ModelStatement statement, String name, String expression) {
        int parenthesis = expression.indexOf('(');
        String function = parenthesis < 0 ? expression : expression.substring(0, parenthesis);
        return switch (function.toLowerCase(Locale.ROOT)) {
            case "connection_id" -> ModelReply.Cell.number(name, session.id());
            case "database", "schema" -> ModelReply.Cell.text(name, memory.database());
            case "sleep" -> ModelReply.Cell.number(name, 0);
            case "get_lock" -> ModelReply.Cell.number(name, server.lock(argument(expression), session) ? 1 : 0);
            case "is_used_lock" -> ModelReply.Cell.number(name, isUsed(statement, argument(expression)) ? 1 : 0);
            case "release_lock" -> ModelReply.Cell.number(name, unlock(statement, argument(expression)) ? 1 : 0);
            default -> ModelReply.Cell.text(name, "unknown");
        };
    }

    /** Whether this session has the lock. */
    private boolean isUsed(ModelStatement statement, String lock) {
        boolean held = server.isLocked(lock, session);
        if (!held) {
            strayed(statement, "the lock " + lock);
        }
        return held;
    }

    private boolean unlock(ModelStatement statement, String lock) {
        boolean held = server.unlock(lock, session);
        if (!held) {
            strayed(statement, "the lock " + lock);
        }
        return held;
    }

    private static String argument(String call) {
        int from = call.indexOf('(') + 1;
        int comma = call.indexOf(',', from);
        return ModelStatement.unquoted(call.substring(from, comma < 0 ? call.lastIndexOf(')') : comma));
    }

    /** The lock that the statement waits for; null if it takes none. */
    static @Nullable String lockWantedBy(ModelStatement statement) {
        for (String item : statement.items()) {
            if (ModelStatement.startsWith(item, "get_lock(")) {
                return argument(item);
            }
        }
        return null;
    }

    private ModelReply.Cell userVariable(ModelStatement statement, String name, String variable) {
        String value = memory.userVariable(variable);
        if (value == null && !variable.startsWith(LEFT_BEHIND)) {
            strayed(statement, "the user variable @" + variable);
        }
        return ModelReply.Cell.text(name, value);
    }

    private ModelReply.Cell systemVariable(String name, String variable) {
        String set = memory.systemVariable(variable);
        if (set != null) {
            return ModelReply.Cell.text(name, set);
        }
        return switch (variable) {
            case "wait_timeout" ->
                ModelReply.Cell.number(name, Math.max(1, Math.min(28_800, session.waitTimeout() / NANOS)));
            case "port" -> ModelReply.Cell.number(name, 3306);
            case "server_id" -> ModelReply.Cell.number(name, 1);
            case "autocommit" -> ModelReply.Cell.number(name, 1);
            case "max_allowed_packet" -> ModelReply.Cell.number(name, 64 << 20);
            case "hostname", "server_uuid" -> ModelReply.Cell.text(name, server.name());
            case "version" -> ModelReply.Cell.text(name, server.kind().version());
            default -> ModelReply.Cell.text(name, "unknown");
        };
    }

    /** The name of a system variable without what tells its scope. */
    static String variableName(String text) {
        String name = text.toLowerCase(Locale.ROOT);
        for (String scope : new String[] {"@@", "session.", "session ", "local.", "local "}) {
            if (name.startsWith(scope)) {
                name = name.substring(scope.length()).trim();
            }
        }
        return ModelStatement.unquoted(name);
    }
}
