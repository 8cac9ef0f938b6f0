// SPDX-License-Identifier: Apache-2.0
package io.txmysql.simulation;

import io.txmysql.protocol.error.ConnectionLostException;
import io.txmysql.protocol.error.SessionStateLostException;
import io.txmysql.testkit.simulation.Dice;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What the program of a schedule knows: its client, its calls, and whether it was told of a lost session. */
final class Program {
    final World world;
    final Plan plan;
    final Client client;
    final Dice dice;
    private final List<Call> calls = new ArrayList<>();
    private int lastToken;
    private int losses;

    Program(World world, Plan plan, Client client, Dice dice) {
        this.world = world;
        this.plan = plan;
        this.client = client;
        this.dice = dice;
    }

    /** All calls so far. */
    List<Call> calls() {
        return calls;
    }

    boolean isDone() {
        for (Call call : calls) {
            if (!call.isDone()) {
                return false;
            }
        }
        return true;
    }

    /** The number of a new statement. */
    int next() {
        return ++lastToken;
    }

    static String literal(int token) {
        return "'t" + token + "'";
    }

    /** Makes a call and follows it. */
    <T extends @Nullable Object> Call call(
            Call call, Supplier<CompletableFuture<T>> made, Function<T, @Nullable String> check) {
        client.event(Watch.Event.SUBMIT);
        calls.add(call);
        call.follow(world, made, check);
        call.whenOver(() -> {
            Throwable failure = call.failure();
            if (failure instanceof SessionStateLostException || failure instanceof ConnectionLostException) {
                losses++;
            }
        });
        return call;
    }

    /** How often it was told that a session was lost. */
    int losses() {
        return losses;
    }

    /** Does something a little later, on a thread of its own. */
    void later(long nanos, Runnable task) {
        world.loop.schedule(() -> world.outside(task), nanos);
    }

    /** Once in a while the program does not want an answer any more. */
    void perhapsTurnAway(Call call) {
        if (dice.oneIn(10)) {
            turnAway(call, dice.oneIn(4) ? 0 : dice.spread(1_000, 500_000_000));
        }
    }

    void turnAway(Call call, long nanos) {
        boolean byCancel = dice.percent(70);
        later(nanos, () -> {
            if (!call.isDone()) {
                world.trace("program", "turns away from %s", call);
                client.event(Watch.Event.CANCEL);
                call.turnAway(byCancel);
            }
        });
    }
}
