// SPDX-License-Identifier: Apache-2.0
package io.txmysql.simulation;

import io.txmysql.api.MySQLConnection;
import io.txmysql.api.Rows;
import io.txmysql.testkit.simulation.Dice;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Statements that need what an earlier one has left in the session. They are called only while the program has not been told
 * that a session was lost: so wherever they are executed without it, the client has misled its user. The model servers look at
 * that; here the answers are looked at.
 */
final class SessionUse {
    private final Program program;
    private final Dice dice;

    SessionUse(Program program) {
        this.program = program;
        this.dice = program.dice;
    }

    /** Something on a connection; completes when all of it has ended. */
    CompletableFuture<@Nullable Void> any(MySQLConnection db) {
        int token = program.next();
        String literal = Program.literal(token);
        return switch (dice.below(4)) {
            case 0 ->
                sequence(
                        db,
                        token,
                        "set @v" + token + " = " + literal,
                        done -> null,
                        each -> "select @v" + token + ", " + each,
                        rows -> firstIs(rows, "t" + token));
            case 1 ->
                sequence(
                        db,
                        token,
                        "create temporary table tmp" + token + " (t varchar(9) default " + literal + ")",
                        done -> null,
                        each -> "select " + each + " from tmp" + token,
                        rows -> null);
            case 2 ->
                sequence(
                        db,
                        token,
                        "select get_lock('l" + token + "', 2), " + literal,
                        rows -> firstIs(rows, "1"),
                        each -> "select is_used_lock('l" + token + "'), " + each,
                        rows -> firstIs(rows, "1"));
            default ->
                sequence(
                        db,
                        token,
                        "set session sim_" + token + " = " + literal,
                        done -> null,
                        each -> "select @@sim_" + token + ", " + each,
                        rows -> firstIs(rows, "t" + token));
        };
    }

    private static @Nullable String firstIs(Rows rows, String expected) {
        String actual = rows.get(0).get(0, String.class);
        return Objects.equals(expected, actual) ? null : "it got " + actual + " instead of " + expected;
    }

    private CompletableFuture<@Nullable Void> sequence(
            MySQLConnection db,
            int token,
            String first,
            Function<Rows, @Nullable String> firstCheck,
            Function<String, String> following,
            Function<Rows, @Nullable String> followingCheck) {
        CompletableFuture<@Nullable Void> over = new CompletableFuture<>();
        int losses = program.losses();
        boolean replayed = first.startsWith("set session"); // told to later sessions, too
        boolean mayRunTwice = replayed || program.plan.mayRunTwice(false, false);
        Call setter = new Call(token, first, Call.Effect.NONE, mayRunTwice, 0);
        program.call(setter, () -> db.runQuery(first), firstCheck);
        setter.whenOver(() -> {
            if (!setter.hasSucceeded()) {
                over.complete(null);
                return;
            }
            boolean atOnce = dice.oneIn(3);
            follow(dice.between(1, 3), atOnce, over, () -> {
                if (program.losses() != losses || program.client.isClosed()) {
                    return null;
                }
                int next = program.next();
                String sql = following.apply(Program.literal(next));
                Call call = new Call(next, sql, Call.Effect.READ, program.plan.mayRunTwice(false, true), 0);
                return program.call(call, () -> db.runQuery(sql), followingCheck);
            });
        });
        return over;
    }

    private void follow(
            int count, boolean atOnce, CompletableFuture<@Nullable Void> over, Supplier<@Nullable Call> make) {
        program.later(dice.oneIn(2) ? 0 : dice.spread(1_000, 300_000_000), () -> {
            Call last = null;
            for (int i = 0; i < (atOnce ? count : 1); i++) {
                last = make.get();
                if (last == null) {
                    over.complete(null);
                    return;
                }
            }
            Call latest = Objects.requireNonNull(last);
            latest.whenOver(() -> {
                if (atOnce || count == 1 || !latest.hasSucceeded()) {
                    over.complete(null);
                } else {
                    follow(count - 1, false, over, make);
                }
            });
        });
    }
}
