// SPDX-License-Identifier: Apache-2.0
package io.txmysql.simulation;

import io.txmysql.api.OperationResult;
import io.txmysql.api.Query;
import io.txmysql.api.Row;
import io.txmysql.api.Rows;
import io.txmysql.api.SqlRunner;
import io.txmysql.testkit.simulation.Dice;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Statements that stand for themselves, each with a token of its own, and what their answers have to be. */
final class Statements {
    private static final double NANOS = 1e9;
    private static final long LONG_SLEEP = 3_000_000_000_000L;
    private static final int WIDE_ROWS = 8;

    private final Program program;
    private final Plan plan;
    private final Dice dice;

    Statements(Program program) {
        this.program = program;
        this.plan = program.plan;
        this.dice = program.dice;
    }

    /** Where a statement is run. */
    enum Where {
        /** Outside of a transaction. */
        ALONE("'alone'"),
        IN_TRANSACTION("'in tx'");

        private final String mark;

        Where(String mark) {
            this.mark = mark;
        }
    }

    // --- Kinds ---

    /** A statement outside of a transaction. */
    Call any(SqlRunner runner) {
        return dice.oneIn(2) ? anyRead(runner, Where.ALONE) : anyWrite(runner, Where.ALONE);
    }

    Call anyRead(SqlRunner runner, Where where) {
        return switch (dice.below(10)) {
            case 0, 1, 2 -> read(runner, "select", where);
            case 3, 4 -> read(runner, "prepared", where);
            case 5, 6 -> read(runner, "sleep", where);
            case 7 -> read(runner, "wide", where);
            case 8 -> read(runner, dice.of("broken", "wrong"), where);
            default ->
                plan.pinning() || plan.pooled() ? read(runner, "call", where) : read(runner, "long sleep", where);
        };
    }

    Call anyWrite(SqlRunner runner, Where where) {
        return write(
                runner,
                dice.of("insert", "insert", "insert", "prepared", "escaped", "slow", dice.of("insert", "missing")),
                where);
    }

    /** A statement that must succeed when all is well. */
    Call probe(SqlRunner runner) {
        int token = program.next();
        String sql = "select " + Program.literal(token);
        Call call = new Call(token, sql, Call.Effect.READ, true, 0);
        return program.call(
                call,
                () -> runner.query(sql).timeout(Duration.ZERO).rows(),
                rows -> rowsProblem(rows, token, "select"));
    }

    // --- Reads ---

    private Call read(SqlRunner runner, String what, Where where) {
        int token = program.next();
        String literal = Program.literal(token);
        String sql = switch (what) {
            case "prepared" -> "select ?";
            case "sleep" -> "select " + literal + ", sleep(" + sleep() + ")";
            case "long sleep" -> "select " + literal + ", sleep(" + LONG_SLEEP / NANOS + ")";
            case "wide" -> "select " + literal + " from wide";
            case "broken" -> "select " + literal + " from broken";
            case "call" -> "call results(" + literal + ")";
            case "wrong" -> "select wrong " + literal;
            default -> "select " + literal;
        };
        boolean select = sql.startsWith("select");
        boolean forever = what.equals("long sleep");
        boolean declared = !forever && where == Where.ALONE && dice.oneIn(3);
        Duration limit = forever && dice.oneIn(2) ? nanos(dice.spread(1_000_000, 3_000_000_000L)) : limit();
        Call call = new Call(token, sql, Call.Effect.READ, mayRunTwice(where, declared, select), nanosOf(limit));
        program.call(
                call,
                () -> query(runner, sql, sql.contains("?") ? "t" + token : null, declared, limit)
                        .rows(),
                rows -> rowsProblem(rows, token, what));
        if (forever) {
            program.turnAway(call, dice.spread(1_000, 2_000_000_000));
        }
        return call;
    }

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

    static @Nullable String resultProblem(Rows rows, int token, String what) {
        int expected = what.equals("wide") ? WIDE_ROWS : 1;
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

    // --- Writes ---

    Call write(SqlRunner runner, String what, Where where) {
        int token = program.next();
        String literal = Program.literal(token);
        String sql = switch (what) {
            case "prepared" -> "insert into log values (?, " + where.mark + ")";
            case "escaped" -> "insert into log values (%s, " + where.mark + ")";
            case "slow" ->
                "insert into log select " + literal + ", " + where.mark + " from dual where sleep(" + sleep() + ") = 0";
            case "missing" -> "insert into missing values (" + literal + ", " + where.mark + ")";
            default -> "insert into log values (" + literal + ", " + where.mark + ")";
        };
        boolean declared = where == Where.ALONE && dice.oneIn(3);
        Duration limit = limit();
        Call.Effect effect = where == Where.ALONE ? Call.Effect.WRITE : Call.Effect.PART;
        Call call = new Call(token, sql, effect, mayRunTwice(where, declared, false), nanosOf(limit));
        boolean bound = sql.contains("?") || sql.contains("%s");
        return program.call(
                call,
                () -> query(runner, sql, bound ? "t" + token : null, declared, limit)
                        .operation(),
                done -> operationProblem(done, token));
    }

    private static @Nullable String operationProblem(OperationResult done, int token) {
        return done.insertId() == token && done.affectedRows() == 1 ? null : "it got the answer " + done;
    }

    // --- Details ---

    private static Query query(
            SqlRunner runner, String sql, @Nullable String argument, boolean declared, @Nullable Duration limit) {
        Query query = runner.query(sql);
        query = argument == null ? query : query.bind(argument);
        query = declared ? query.idempotent() : query;
        return limit == null ? query : query.timeout(limit);
    }

    private boolean mayRunTwice(Where where, boolean declared, boolean select) {
        return where == Where.ALONE && plan.mayRunTwice(declared, select);
    }

    /** Null for that of the options. */
    private @Nullable Duration limit() {
        return dice.oneIn(8) ? nanos(dice.spread(100_000, 2_000_000_000)) : null;
    }

    private long nanosOf(@Nullable Duration limit) {
        return limit == null ? plan.options().timeouts().statementTimeout().toNanos() : limit.toNanos();
    }

    private static Duration nanos(long nanos) {
        return Duration.ofNanos(nanos);
    }

    private String sleep() {
        return String.valueOf((double) dice.spread(100_000, 2_000_000_000) / NANOS);
    }
}
