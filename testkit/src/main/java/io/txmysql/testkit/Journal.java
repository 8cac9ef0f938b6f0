// SPDX-License-Identifier: Apache-2.0
package io.txmysql.testkit;

import io.txmysql.protocol.message.ClientCommand;
import io.txmysql.protocol.message.HandshakeResponse41;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** What a scripted server has seen, from all its connections. Thread-safe: its own lock guards everything. */
final class Journal {
    private final List<HandshakeResponse41> logins = new ArrayList<>();
    private final List<ClientCommand> commands = new ArrayList<>();
    private final List<String> statements = new ArrayList<>();
    private final List<Integer> reads = new ArrayList<>();
    private final List<Throwable> failures = new ArrayList<>();
    private int accepted;
    private int open;

    synchronized int accepted() {
        return accepted;
    }

    synchronized int open() {
        return open;
    }

    synchronized List<HandshakeResponse41> logins() {
        return List.copyOf(logins);
    }

    synchronized List<ClientCommand> commands() {
        return List.copyOf(commands);
    }

    synchronized List<String> statements() {
        return List.copyOf(statements);
    }

    synchronized List<Integer> reads() {
        return List.copyOf(reads);
    }

    synchronized List<Throwable> failures() {
        return List.copyOf(failures);
    }

    synchronized int connected() {
        open++;
        notifyAll();
        return ++accepted;
    }

    synchronized void disconnected() {
        open--;
        notifyAll();
    }

    synchronized void login(HandshakeResponse41 login) {
        logins.add(login);
        notifyAll();
    }

    synchronized void command(ClientCommand command) {
        commands.add(command);
        notifyAll();
    }

    synchronized void statement(String sql) {
        statements.add(sql);
    }

    synchronized void read(int bytes) {
        reads.add(bytes);
    }

    synchronized void failure(Throwable failure) {
        failures.add(failure);
    }

    /** Waits until the journal says so; the condition is asked under the lock, after each entry. */
    synchronized void await(BooleanSupplier condition, Duration limit, String what) {
        long end = System.nanoTime() + limit.toNanos();
        while (!condition.getAsBoolean()) {
            long left = end - System.nanoTime();
            if (left <= 0) {
                throw new AssertionError("not within " + limit.toMillis() + " ms: " + what + "; " + open
                        + " connections open of " + accepted + ", commands " + commands);
            }
            try {
                TimeUnit.NANOSECONDS.timedWait(this, Math.max(left, 1_000_000));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AssertionError("interrupted while waiting: " + what, e);
            }
        }
    }
}
