// SPDX-License-Identifier: Apache-2.0
package io.txmysql.simulation;

import io.txmysql.api.MySQLConnection;
import io.txmysql.testkit.simulation.Dice;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What the program of a schedule does with its client, drawn one thing after the other. */
final class Workload {
    private static final String[] DATABASES = {"foo", "bar", "bar", "missing"};

    private final Program program;
    private final Plan plan;
    private final Client client;
    private final Dice dice;
    private final Statements statements;
    private final TransactionUse transactions;
    private final SessionUse sessions;
    private final @Nullable PoolUse poolUse;
    private int done;
    private int selecting;
    private int selected;
    private @Nullable String database;
    private boolean databaseKnown;

    Workload(Program program) {
        this.program = program;
        this.plan = program.plan;
        this.client = program.client;
        this.dice = program.dice;
        this.statements = new Statements(program);
        this.transactions = new TransactionUse(program, statements);
        this.sessions = new SessionUse(program);
        this.poolUse =
                client.pool == null ? null : new PoolUse(program, client.pool, statements, transactions, sessions);
        this.database = plan.options().database();
        this.databaseKnown = true;
    }

    TransactionUse transactions() {
        return transactions;
    }

    Statements statements() {
        return statements;
    }

    /** Does the next thing. */
    void doSomething() {
        done++;
        int chance = dice.below(100);
        if (chance < 4 && 3 * done > 2 * plan.calls()) {
            close();
        } else if (chance < 55) {
            program.perhapsTurnAway(statements.any(client.sql));
        } else if (chance < 65 && Plan.EVERYTHING) {
            transactions.any(client.sql);
        } else if (chance < 70) {
            selectDb();
        } else if (chance < 75) {
            askForDatabase();
        } else if (chance < 78) {
            plain("ping", client.sql::ping);
        } else {
            special();
        }
    }

    private void special() {
        MySQLConnection connection = client.connection;
        if (poolUse != null) {
            poolUse.any();
        } else if (connection == null || dice.oneIn(2)) {
            askForSetting();
        } else if (plan.pinning()) {
            CompletableFuture<?> unused = sessions.any(connection);
        } else {
            plain("reset", connection::reset);
        }
    }

    private void close() {
        if (dice.oneIn(2)) {
            client.close();
        } else {
            Call unused = client.closeGracefully(program, Duration.ofNanos(dice.spread(1_000_000, 20_000_000_000L)));
        }
    }

    private void plain(String what, Supplier<CompletableFuture<@Nullable Void>> made) {
        program.perhapsTurnAway(program.call(Call.plain(what), made, nothing -> null));
    }

    // --- What every session is told ---

    private void askForSetting() {
        int token = program.next();
        String sql = "select @@" + Plan.SETTING + ", " + Program.literal(token);
        String expected = plan.options().session().sessionVariables().isEmpty() ? "unknown" : "init";
        Call call = new Call(token, sql, Call.Effect.READ, plan.mayRunTwice(false, true), 0);
        program.call(call, () -> client.sql.runQuery(sql), rows -> {
            String actual = rows.get(0).get(0, String.class);
            return Objects.equals(expected, actual) ? null : "its session was told " + actual + ", not " + expected;
        });
    }

    // --- The default database ---

    private void selectDb() {
        String wanted = dice.of(DATABASES);
        databaseKnown = false;
        selecting++;
        selected++;
        Call call = program.call(Call.plain("selectDb " + wanted), () -> client.sql.selectDb(wanted), nothing -> null);
        call.whenOver(() -> {
            selecting--;
            if (call.hasSucceeded() && selecting == 0) {
                database = wanted;
                databaseKnown = true;
            }
        });
    }

    private void askForDatabase() {
        boolean known = databaseKnown;
        String expected = database;
        int before = selected;
        int token = program.next();
        String sql = "select " + Program.literal(token) + ", database()";
        Call call = new Call(token, sql, Call.Effect.READ, plan.mayRunTwice(false, true), 0);
        program.call(call, () -> client.sql.runQuery(sql), rows -> {
            String actual = rows.get(0).get(1, String.class);
            String problem = Statements.resultProblem(rows, token, "select");
            return problem == null && known && selected == before && !Objects.equals(expected, actual)
                    ? "it ran with the database " + actual + " instead of " + expected
                    : problem;
        });
    }
}
