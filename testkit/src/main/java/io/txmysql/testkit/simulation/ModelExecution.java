// SPDX-License-Identifier: Apache-2.0
package io.txmysql.testkit.simulation;

import io.txmysql.protocol.message.ClientCommand;
import io.txmysql.protocol.message.ComInitDb;
import io.txmysql.protocol.message.ComPing;
import io.txmysql.protocol.message.ComQuery;
import io.txmysql.protocol.message.ComQuit;
import io.txmysql.protocol.message.ComResetConnection;
import io.txmysql.protocol.message.ComStatementClose;
import io.txmysql.protocol.message.ComStatementExecute;
import io.txmysql.protocol.message.ComStatementPrepare;
import io.txmysql.protocol.message.HandshakeResponse41;
import io.txmysql.protocol.message.ServerStatus;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the commands of one model session do, and what it answers. Effects come at the end of the time that a command takes. */
final class ModelExecution {
    private static final Set<String> DATABASES = Set.of("foo", "bar");
    /** What no caller can turn away from: a KILL that hits one was meant for something else. */
    private static final Set<ModelStatement.Kind> NOBODY_CANCELS =
            Set.of(ModelStatement.Kind.COMMIT, ModelStatement.Kind.ROLLBACK, ModelStatement.Kind.SELECT);

    private static final int THOUSAND = 1000;

    private final ModelServer server;
    private final ModelSession session;
    private final SessionMemory memory;
    private final ModelReply reply;
    private final Ledger ledger;
    private final ModelSelect select;
    private final Map<Integer, ModelStatement> prepared = new HashMap<>(8);
    private int lastStatementId;

    ModelExecution(ModelServer server, ModelSession session, SessionMemory memory, ModelReply reply) {
        this.server = server;
        this.session = session;
        this.memory = memory;
        this.reply = reply;
        this.ledger = server.ledger();
        this.select = new ModelSelect(server, session, memory, reply);
    }

    /** What the packet wants; null if it has been done already and needs no answer. */
    @Nullable
    ModelCommand understand(ClientCommand command) {
        if (command instanceof ComQuery query) {
            return new ModelCommand.Statement(server.parse(query.text()), false);
        } else if (command instanceof ComStatementPrepare prepare) {
            return new ModelCommand.Prepare(server.parse(prepare.text()));
        } else if (command instanceof ComStatementExecute execute) {
            ModelStatement statement = prepared.get(execute.statementId());
            return statement == null
                    ? new ModelCommand.Plain(ModelCommand.Plain.What.REFUSED, ServerError.ER_UNKNOWN_STMT_HANDLER)
                    : new ModelCommand.Statement(
                            statement.markers() == 0
                                    ? statement
                                    : statement.withToken(
                                            ModelParameters.token(execute.parameterBlock(), statement.markers())),
                            true);
        } else if (command instanceof ComStatementClose close) {
            prepared.remove(close.statementId());
            return null;
        } else if (command instanceof ComInitDb init) {
            return new ModelCommand.InitDb(init.database());
        } else if (command instanceof ComPing) {
            return new ModelCommand.Plain(ModelCommand.Plain.What.PING);
        } else if (command instanceof ComResetConnection) {
            return new ModelCommand.Plain(ModelCommand.Plain.What.RESET);
        } else if (command instanceof ComQuit) {
            return new ModelCommand.Plain(ModelCommand.Plain.What.QUIT);
        }
        return new ModelCommand.Plain(ModelCommand.Plain.What.REFUSED, ServerError.ER_UNKNOWN_COM_ERROR);
    }

    void begin(ModelCommand command) {
        if (command.token() > 0) {
            ledger.noteBegun(command.token());
        }
    }

    /** How long it sleeps or waits for a lock: while it does, a KILL QUERY always hits it. In nanoseconds. */
    long waiting(ModelCommand command) {
        if (!(command instanceof ModelCommand.Statement each)) {
            return 0;
        }
        String lock = ModelSelect.lockWantedBy(each.statement);
        return lock == null || server.mayLock(lock, session) ? each.statement.nanos() : ModelSelect.LOCK_WAIT;
    }

    /** Does it and answers; false if the session is over then. */
    boolean finish(ModelCommand command) {
        if (command instanceof ModelCommand.Greeting greeting) {
            return greet(greeting);
        } else if (command instanceof ModelCommand.Login login) {
            return logIn(login.response);
        } else if (command instanceof ModelCommand.Prepare prepare) {
            prepare(prepare.statement);
        } else if (command instanceof ModelCommand.InitDb init) {
            use(init.database);
        } else if (command instanceof ModelCommand.Statement statement) {
            if (command.isInterrupted()) {
                interrupted(statement);
            } else {
                run(statement.statement, statement.binary);
            }
        } else if (command instanceof ModelCommand.Plain plain) {
            return finish(plain);
        }
        return true;
    }

    private boolean finish(ModelCommand.Plain plain) {
        switch (plain.what) {
            case QUIT -> {
                return false;
            }
            case PING -> ok(0, 0, "");
            case RESET -> {
                memory.reset();
                server.unlockAll(session);
                prepared.clear();
                ok(0, 0, "");
            }
            case REFUSED -> reply.error(plain.error == null ? ServerError.ER_UNKNOWN_COM_ERROR : plain.error, "");
        }
        return true;
    }

    // --- Login ---

    private boolean greet(ModelCommand.Greeting greeting) {
        if (greeting.tooMany) {
            reply.earlyError(ServerError.ER_CON_COUNT_ERROR);
            return false;
        }
        reply.sequence(0);
        reply.greeting(greeting.greeting);
        return true;
    }

    private boolean logIn(HandshakeResponse41 login) {
        reply.negotiated(login.capabilities());
        String database = login.database();
        Conditions conditions = server.conditions();
        if (conditions.deniesLogins()) {
            reply.error(ServerError.ER_ACCESS_DENIED_ERROR, "");
        } else if (happens(conditions.temporaryErrors())) {
            reply.error(ServerError.ER_GET_TEMPORARY_ERRMSG, "");
        } else if (database != null && !DATABASES.contains(database)) {
            reply.error(ServerError.ER_BAD_DB_ERROR, database);
        } else {
            memory.loggedIn(database);
            ok(0, 0, "");
            return true;
        }
        return false;
    }

    // --- Statements ---

    private void prepare(ModelStatement statement) {
        if (statement.kind() == ModelStatement.Kind.WRONG) {
            reply.error(ServerError.ER_PARSE_ERROR, "");
            return;
        }
        int id = ++lastStatementId;
        prepared.put(id, statement);
        int columns = statement.kind() == ModelStatement.Kind.SELECT
                ? statement.items().size()
                : 0;
        reply.prepared(id, statement.markers(), columns, memory.status());
    }

    private void interrupted(ModelCommand.Statement command) {
        ModelStatement statement = command.statement;
        if (statement.token() > 0) {
            ledger.noteInterrupted(statement.token());
        } else if (NOBODY_CANCELS.contains(statement.kind())) {
            ledger.noteViolation("a KILL QUERY has hit " + statement.sql());
        }
        boolean sleeps = statement.kind() == ModelStatement.Kind.SELECT && statement.nanos() > 0;
        if (sleeps && !server.kind().mariaDb() && server.dice().oneIn(2)) {
            select.run(statement, command.binary); // SLEEP() returns 1, and the statement goes on
        } else {
            reply.error(ServerError.ER_QUERY_INTERRUPTED, command.tokenText());
        }
    }

    private void run(ModelStatement statement, boolean binary) {
        int token = statement.token();
        if (token > 0 && happens(server.conditions().temporaryErrors())) {
            error(ServerError.ER_GET_TEMPORARY_ERRMSG, statement);
            return;
        }
        switch (statement.kind()) {
            case SELECT, CALL -> select.run(statement, binary);
            case INSERT -> insert(statement);
            case BEGIN -> begin();
            case COMMIT -> commit();
            case ROLLBACK -> {
                memory.rollback();
                ok(0, 0, "");
            }
            case SAVEPOINT -> {
                memory.savepoint(statement.name());
                ok(0, 0, "");
            }
            case ROLLBACK_TO -> okIf(memory.rollbackTo(statement.name()));
            case RELEASE -> okIf(memory.release(statement.name()));
            case SET -> set(statement);
            case CREATE_TEMPORARY -> {
                memory.createTemporary(statement.name());
                applied(statement);
            }
            case DEFINITION -> {
                memory.commit();
                applied(statement);
            }
            case USE -> use(statement.name());
            case KILL_QUERY, KILL_CONNECTION -> kill(statement);
            case WRONG -> error(ServerError.ER_PARSE_ERROR, statement);
            case OTHER -> applied(statement);
        }
    }

    private void insert(ModelStatement statement) {
        Conditions conditions = server.conditions();
        boolean inTransaction = memory.isInTransaction();
        if (statement.mentions("'in tx'") != inTransaction) {
            ledger.noteViolation(statement.sql() + " (t" + statement.token() + ") ran "
                    + (inTransaction ? "inside of somebody's transaction" : "outside of its transaction")
                    + " on session #" + session.id());
        }
        if (conditions.readOnly()) {
            error(ServerError.ER_OPTION_PREVENTS_STATEMENT, statement);
        } else if (inTransaction && happens(conditions.deadlocks())) {
            memory.rollback();
            error(ServerError.ER_LOCK_DEADLOCK, statement);
        } else if (happens(conditions.lockWaits())) {
            error(ServerError.ER_LOCK_WAIT_TIMEOUT, statement);
        } else if (statement.name().startsWith("tmp") && !select.hasTable(statement)) {
            error(ServerError.ER_NO_SUCH_TABLE, statement);
        } else if (statement.name().equals("missing")) {
            error(ServerError.ER_NO_SUCH_TABLE, statement);
        } else {
            memory.change(statement.token());
            ok(1, statement.token(), "t" + statement.token());
        }
    }

    private void begin() {
        if (memory.isInTransaction()) {
            ledger.noteViolation("a transaction was begun inside of another on session #" + session.id());
            memory.commit();
        }
        memory.begin();
        ok(0, 0, "");
    }

    /** On a cluster a transaction meets its conflicts when it commits. */
    private void commit() {
        if (server.kind().mariaDb()
                && memory.isInTransaction()
                && happens(server.conditions().deadlocks())) {
            memory.rollback();
            reply.error(ServerError.ER_LOCK_DEADLOCK, "");
        } else {
            memory.commit();
            ok(0, 0, "");
        }
    }

    private void set(ModelStatement statement) {
        for (String assignment : statement.items()) {
            int equals = assignment.indexOf('=');
            if (equals > 0) {
                boolean colon = assignment.charAt(equals - 1) == ':';
                String name =
                        assignment.substring(0, colon ? equals - 1 : equals).trim();
                String value = ModelStatement.unquoted(assignment.substring(equals + 1));
                if (name.startsWith("@") && !name.startsWith("@@")) {
                    memory.setUserVariable(name.substring(1), value);
                } else {
                    memory.setSystemVariable(ModelSelect.variableName(name), value);
                }
            }
        }
        applied(statement);
    }

    private void use(String database) {
        if (DATABASES.contains(database)) {
            memory.use(database);
            ok(0, 0, "");
        } else {
            reply.error(ServerError.ER_BAD_DB_ERROR, database);
        }
    }

    private void kill(ModelStatement statement) {
        long id = Long.parseLong(statement.name());
        ModelSession victim = server.find(id);
        if (victim == null) {
            reply.error(ServerError.ER_NO_SUCH_THREAD, statement.name());
            return;
        }
        if (statement.kind() == ModelStatement.Kind.KILL_QUERY) {
            victim.killQuery();
        } else {
            victim.killConnection();
        }
        ok(0, 0, "");
    }

    // --- Answers ---

    private boolean happens(int ofThousand) {
        return ofThousand > 0 && server.dice().below(THOUSAND) < ofThousand;
    }

    private void applied(ModelStatement statement) {
        int token = statement.token();
        if (token > 0) {
            ledger.noteApplied(token);
            ledger.noteCommitted(token);
        }
        ok(0, 0, token > 0 ? "t" + token : "");
    }

    private void okIf(boolean done) {
        if (done) {
            ok(0, 0, "");
        } else {
            reply.error(ServerError.ER_SP_DOES_NOT_EXIST, "");
        }
    }

    private void error(ServerError error, ModelStatement statement) {
        reply.error(error, statement.token() > 0 ? "'t" + statement.token() + "'" : "");
    }

    private void ok(long affectedRows, long insertId, String info) {
        int status = memory.status();
        assert !ServerStatus.has(status, ServerStatus.MORE_RESULTS_EXISTS);
        reply.ok(status, affectedRows, insertId, info, memory.takeChanges());
    }
}
