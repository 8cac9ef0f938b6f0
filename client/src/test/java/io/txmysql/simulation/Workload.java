// SPDX-License-Identifier: Apache-2.0
package io.txmysql.simulation;

import io.txmysql.api.OperationResult;
import io.txmysql.api.Query;
import io.txmysql.api.Row;
import io.txmysql.api.Rows;
import io.txmysql.api.SqlRunner;
import io.txmysql.testkit.simulation.Dice;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** What the program of a schedule does with its client: calls of all kinds, drawn one after the other. */
final class Workload {
    private static final double NANOS = 1e9;
    private static final String[] DATABASES = {"foo", "bar", "bar", "missing"};

    private final World world;
    private final Plan plan;
    private final Client client;
    private final Dice dice;
    private final List<Call> calls = new ArrayList<>();
    private int done;
    private int lastToken;
    private int selecting;
    private int selected;
    private @Nullable String database;
    private boolean databaseKnown;
    private boolean pinning;

    Workload(World world, Plan plan, Client client, Dice dice) {
        this.world = world;
        this.plan = plan;
        this.client = client;
        this.dice = dice;
        database = plan.options().database();
        databaseKnown = true;
    }

    /** All calls so far. */
    List<Call> calls() {
        return calls;
    }

    /** Whether the client may have to keep its session, because only that has what a statement has left in it. */
    boolean mayPin() {
        return pinning;
    }

    boolean isDone() {
        for (Call call : calls) {
            if (!call.isDone()) {
                return false;
            }
        }
        return true;
    }

    // --- One thing or other ---

    /** Does the next thing. */
    void doSomething() {
        done++;
        int chance = dice.below(100);
        if (chance < 4 && 3 * done > 2 * plan.calls()) {
            close();
        } else if (chance < 80) {
            statement();
        } else if (chance < 86) {
            selectDb();
        } else if (chance < 92) {
            askForDatabase();
        } else if (chance < 96) {
            plain("ping", client.sql.ping());
        } else if (client.connection != null) {
            plain("reset", client.connection.reset());
        }
    }

    private void close() {
        if (dice.oneIn(2)) {
            client.close();
        } else {
            calls.add(client.closeGracefully(Duration.ofNanos(dice.spread(1_000_000, 20_000_000_000L))));
        }
    }

    private void plain(String what, CompletableFuture<?> future) {
        client.event(Watch.Event.SUBMIT);
        Call call = new Call(0, what, Call.Effect.NONE, true);
        call.follow(world, future, done -> null);
        calls.add(call);
        perhapsTurnAway(call);
    }

    private void statement() {
        Call call = statement(client.sql);
        perhapsTurnAway(call);
    }

    private void perhapsTurnAway(Call call) {
        if (dice.oneIn(10)) {
            boolean byCancel = dice.percent(70);
            world.loop.schedule(
                    () -> world.outside(() -> {
                        if (!call.isDone()) {
                            world.trace("program", "turns away from %s", call);
                            client.event(Watch.Event.CANCEL);
                            call.turnAway(byCancel);
                        }
                    }),
                    dice.oneIn(4) ? 0 : dice.spread(1_000, 500_000_000));
        }
    }

    /** A statement of its own, which must succeed once all is well. */
    Call probe() {
        return read(client.sql, next(), "select", false);
    }

    private int next() {
        return ++lastToken;
    }

    private Call statement(SqlRunner runner) {
        int token = next();
        boolean declared = dice.oneIn(3);
        return switch (dice.below(12)) {
            case 0, 1 -> read(runner, token, "select", declared);
            case 2 -> read(runner, token, "prepared select", declared);
            case 3 -> read(runner, token, "sleep", declared);
            case 4 -> read(runner, token, "wide", declared);
            case 5 -> read(runner, token, dice.of("broken", "call", "wrong"), declared);
            case 6, 7 -> write(runner, token, "insert", declared);
            case 8 -> write(runner, token, "prepared insert", declared);
            case 9 -> write(runner, token, "escaped insert", declared);
            case 10 -> write(runner, token, "slow insert", declared);
            default -> write(runner, token, dice.of("insert", "insert missing"), declared);
        };
    }

    // --- Statements ---

    private Call read(SqlRunner runner, int token, String what, boolean declared) {
        String literal = "'t" + token + "'";
        String sql = switch (what) {
            case "prepared select" -> "select ?";
            case "sleep" -> "select " + literal + ", sleep(" + sleep() + ")";
            case "wide" -> "select " + literal + " from wide";
            case "broken" -> "select " + literal + " from broken";
            case "call" -> "call results(" + literal + ")";
            case "wrong" -> "wrong " + literal;
            default -> "select " + literal;
        };
        pinning |= what.equals("call") || what.equals("wrong");
        boolean select = !what.equals("call") && !what.equals("wrong");
        Call call = call(token, sql, Call.Effect.READ, declared, select);
        Query query = query(runner, sql, sql.contains("?") ? "t" + token : null, declared);
        call.follow(world, query.rows(), rows -> rowsProblem(rows, token, what));
        return call;
    }

    private Call write(SqlRunner runner, int token, String what, boolean declared) {
        String literal = "'t" + token + "'";
        String sql = switch (what) {
            case "prepared insert" -> "insert into log values (?, 'alone')";
            case "escaped insert" -> "insert into log values (%s, 'alone')";
            case "slow insert" ->
                "insert into log select " + literal + ", 'alone' from dual where sleep(" + sleep() + ") = 0";
            case "insert missing" -> "insert into missing values (" + literal + ", 'alone')";
            default -> "insert into log values (" + literal + ", 'alone')";
        };
        Call call = call(token, sql, Call.Effect.WRITE, declared, false);
        Query query = query(runner, sql, sql.contains("?") || sql.contains("%s") ? "t" + token : null, declared);
        call.follow(world, query.operation(), done -> operationProblem(done, token));
        return call;
    }

    private Call call(int token, String sql, Call.Effect effect, boolean declared, boolean select) {
        client.event(Watch.Event.SUBMIT);
        Call call = new Call(token, sql, effect, plan.mayRunTwice(declared, select));
        calls.add(call);
        return call;
    }

    private static Query query(SqlRunner runner, String sql, @Nullable String argument, boolean declared) {
        Query query = runner.query(sql);
        if (argument != null) {
            query = query.bind(argument);
        }
        return declared ? query.idempotent() : query;
    }

    private String sleep() {
        return String.valueOf((double) dice.spread(100_000, 2_000_000_000) / NANOS);
    }

    // --- Answers ---

    private static @Nullable String rowsProblem(Rows rows, int token, String what) {
        if (!what.equals("call")) {
            return rows.next() == null ? resultProblem(rows, token, what) : "it got several results";
        }
        Rows second = rows.next();
        Rows third = second == null ? null : second.next();
        if (second == null || third == null || third.next() != null || !third.isEmpty()) {
            return "it got other results than it asked for";
        }
        String problem = resultProblem(rows, token, what);
        return problem == null ? resultProblem(second, token, what) : problem;
    }

    private static @Nullable String resultProblem(Rows rows, int token, String what) {
        int expected = what.equals("wide") ? 8 : 1;
        if (rows.size() != expected) {
            return rows.size() + " rows instead of " + expected;
        }
        for (Row row : rows) {
            String value = row.get(0, String.class);
            if (!("t" + token).equals(value)) {
                return "it got the answer " + value;
            }
        }
        return null;
    }

    private static @Nullable String operationProblem(OperationResult done, int token) {
        return done.insertId() == token && done.affectedRows() == 1 ? null : "it got the answer " + done;
    }

    // --- The default database ---

    private void selectDb() {
        String wanted = dice.of(DATABASES);
        databaseKnown = false;
        selecting++;
        selected++;
        client.event(Watch.Event.SUBMIT);
        Call call = new Call(0, "selectDb " + wanted, Call.Effect.NONE, true);
        call.whenOver(() -> {
            selecting--;
            if (call.hasSucceeded() && selecting == 0) {
                database = wanted;
                databaseKnown = true;
            }
        });
        call.follow(world, client.sql.selectDb(wanted), done -> null);
        calls.add(call);
    }

    private void askForDatabase() {
        boolean known = databaseKnown;
        String expected = database;
        int before = selected;
        int token = next();
        String sql = "select 't" + token + "', database()";
        Call call = call(token, sql, Call.Effect.READ, false, true);
        call.follow(world, client.sql.runQuery(sql), rows -> {
            String actual = rows.get(0).get(1, String.class);
            String problem = rowsProblem(rows, token, "select");
            return problem == null && known && selected == before && !Objects.equals(expected, actual)
                    ? "it ran with the database " + actual + " instead of " + expected
                    : problem;
        });
    }
}
