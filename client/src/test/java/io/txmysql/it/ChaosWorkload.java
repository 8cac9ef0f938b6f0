// SPDX-License-Identifier: Apache-2.0
package io.txmysql.it;

import io.txmysql.api.OperationResult;
import io.txmysql.api.Row;
import io.txmysql.api.Rows;
import io.txmysql.api.SqlClient;
import io.txmysql.api.TransactionOptions;
import io.txmysql.protocol.error.TransactionOutcomeUnknownException;
import io.txmysql.protocol.message.ServerStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * What one client is kept busy with: loops that begin anew when their calls have ended. Three sleep, as in the ancestor's
 * script; others read, write, cancel, and move amounts. Every answer carries a token that only its own call has.
 */
final class ChaosWorkload {
    static final int WIDE_ROWS = 300;
    static final int ACCOUNTS = 8;
    static final long TOTAL = 8_000;
    private static final int SLEEPS = 3;

    /** How much later than its limit a call may end on a busy machine. */
    private static final Duration ON_TIME = Duration.ofSeconds(4);

    private static final AtomicLong TOKENS = new AtomicLong();

    private final ChaosClient client;
    private final SqlClient sql;
    private final ChaosCalls calls;
    private final ChaosWrites writes;
    private final ChaosWrites transfers;
    private final ScheduledExecutorService timer;
    private final Random seeds;
    private volatile boolean stopped;

    ChaosWorkload(
            ChaosClient client,
            ChaosCalls calls,
            ChaosWrites writes,
            ChaosWrites transfers,
            ScheduledExecutorService timer,
            long seed) {
        this.client = client;
        this.sql = client.sql();
        this.calls = calls;
        this.writes = writes;
        this.transfers = transfers;
        this.timer = timer;
        this.seeds = new Random(seed);
    }

    void start() {
        if (client.role() == ChaosClient.Role.CANCELLER) {
            loop(100, this::stop);
            loop(100, this::limit);
            return;
        }
        for (int i = 0; i < SLEEPS; i++) {
            loop(1, this::sleep);
        }
        if (client.role() == ChaosClient.Role.WORKER) {
            loop(15, random -> burst(random, 12, this::read));
            loop(15, random -> burst(random, 6, this::write));
            loop(40, this::readWide);
            loop(30, this::readSum);
            loop(25, this::cancel);
            loop(20, this::transfer);
        }
    }

    /** Whether a call does not wait for whole seconds behind others. */
    boolean answersAtOnce() {
        return client.role() == ChaosClient.Role.WORKER;
    }

    /** Begins nothing more. */
    void stop() {
        stopped = true;
    }

    /** @param pause up to so many milliseconds between the end of a round and the next */
    private void loop(int pause, Function<Random, CompletableFuture<?>> round) {
        Random random = new Random(seeds.nextLong());
        again(pause, random, round);
    }

    private void again(int pause, Random random, Function<Random, CompletableFuture<?>> round) {
        if (stopped) {
            return;
        }
        CompletableFuture<?> ended;
        try {
            ended = round.apply(random);
        } catch (RuntimeException e) {
            calls.unexpected(client + " has thrown at the call", e);
            return;
        }
        CompletableFuture<?> unused = ended.whenComplete((done, failure) -> {
            if (failure != null) {
                calls.unexpected(client + ", a loop", failure);
            } else if (!stopped) {
                Object unusedTask = timer.schedule(
                        () -> again(pause, random, round), 1 + random.nextInt(pause), TimeUnit.MILLISECONDS);
            }
        });
    }

    private CompletableFuture<?> burst(Random random, int most, Function<Random, CompletableFuture<?>> call) {
        List<CompletableFuture<?>> all = new ArrayList<>();
        for (int i = random.nextInt(most); i >= 0; i--) {
            all.add(call.apply(random));
        }
        return CompletableFuture.allOf(all.toArray(CompletableFuture[]::new));
    }

    // --- The calls ---

    private CompletableFuture<?> sleep(Random random) {
        long token = TOKENS.incrementAndGet();
        int longest = client.role() == ChaosClient.Role.SLEEPER ? 1_000 : 60;
        double seconds = (longest / 20 + random.nextInt(longest)) / 1000.0;
        return follow(
                "sleep",
                token,
                sql.runQuery("select sleep(" + seconds + ") as slept, '" + token + "' as token"),
                rows -> isOnly(rows, token));
    }

    CompletableFuture<ChaosCalls.Fate> read(Random random) {
        long token = TOKENS.incrementAndGet();
        return switch (random.nextInt(4)) {
            case 0 ->
                follow("text", token, sql.runQuery("select '" + token + "' as token"), rows -> isOnly(rows, token));
            case 1 -> follow("escaped", token, sql.runQuery("select %s as token", token), rows -> isOnly(rows, token));
            case 2 ->
                follow(
                        "prepared",
                        token,
                        sql.runQuery("select ? as token, " + random.nextInt(6), token),
                        rows -> isOnly(rows, token));
            default ->
                follow(
                        "one",
                        token,
                        sql.fetchOne(Long.class, "select ?", token),
                        value -> Long.valueOf(token).equals(value));
        };
    }

    private CompletableFuture<?> write(Random random) {
        long token = TOKENS.incrementAndGet();
        boolean prepared = random.nextBoolean();
        boolean declared = random.nextBoolean();
        String insert = "insert into written (token) values (" + (prepared ? "?" : "%s") + ")";
        var query = sql.query(insert).bind(token);
        return follow(
                        prepared ? "write-prepared" : "write-text",
                        token,
                        (declared ? query.idempotent() : query).operation(),
                        ChaosWorkload::isOneForGood)
                .thenAccept(fate -> writes.ended(token, client, client.mayRepeat(declared), fate));
    }

    /** Half a hundred KiB, which cuts and stalls hit in the middle: all of it, or an error. */
    private CompletableFuture<?> readWide(Random random) {
        long token = TOKENS.incrementAndGet();
        CompletableFuture<Rows> rows = random.nextBoolean()
                ? sql.runQuery("select id, '" + token + "' as token, filler from wide order by id")
                : sql.runQuery("select id, ? as token, filler from wide order by id", token);
        return follow("wide", token, rows, all -> isWhole(all, token));
    }

    private CompletableFuture<?> readSum(Random random) {
        long token = TOKENS.incrementAndGet();
        return follow(
                "sum",
                token,
                sql.runQuery("select sum(balance) as total, ? as token from account", token),
                rows -> isOnly(rows, token) && rows.get(0).getLong("total") == TOTAL);
    }

    /** A call that is cancelled at some moment, and one behind it that is not. */
    private CompletableFuture<?> cancel(Random random) {
        long token = TOKENS.incrementAndGet();
        CompletableFuture<?> victim;
        CompletableFuture<?> ended;
        if (random.nextBoolean()) {
            var rows = sql.runQuery("select sleep(0.01), '" + token + "' as token");
            victim = rows;
            ended = follow("cancelled-sleep", token, rows, all -> isOnly(all, token));
        } else {
            var done = sql.runOperation("insert into written (token) values (?)", token);
            victim = done;
            ended = follow("cancelled-write", token, done, ChaosWorkload::isOneForGood)
                    .thenAccept(fate -> writes.ended(token, client, client.mayRepeat(false), fate));
        }
        CompletableFuture<?> follower = read(random);
        Object unused = timer.schedule(() -> victim.cancel(false), random.nextInt(250_000), TimeUnit.MICROSECONDS);
        return CompletableFuture.allOf(ended, follower);
    }

    /** A long sleep, stopped at some moment; what is behind it must not be hit instead. */
    private CompletableFuture<?> stop(Random random) {
        long token = TOKENS.incrementAndGet();
        CompletableFuture<Rows> victim = sql.runQuery("select sleep(3), '" + token + "' as token");
        CompletableFuture<?> ended = follow("stopped", token, victim, rows -> isOnly(rows, token));
        Object unused = timer.schedule(() -> victim.cancel(false), random.nextInt(200), TimeUnit.MILLISECONDS);
        return CompletableFuture.allOf(ended, random.nextBoolean() ? read(random) : ended);
    }

    /** A sleep that may or may not end within its limit; the call does, whatever happens. */
    private CompletableFuture<?> limit(Random random) {
        long token = TOKENS.incrementAndGet();
        Duration limit = Duration.ofMillis(50 + random.nextInt(400));
        return calls.follow(
                client,
                "limited #" + token,
                limit.plus(ON_TIME),
                sql.query("select sleep(0.2), '" + token + "' as token")
                        .timeout(limit)
                        .rows(),
                rows -> isOnly(rows, token));
    }

    /** Moves an amount and leaves a token, all or nothing; never twice, whatever the policy. */
    private CompletableFuture<?> transfer(Random random) {
        long token = TOKENS.incrementAndGet();
        int amount = 1 + random.nextInt(50);
        int from = random.nextInt(ACCOUNTS);
        int to = (from + 1 + random.nextInt(ACCOUNTS - 1)) % ACCOUNTS;
        String move = "update account set balance = balance + ? where id = ?";
        CompletableFuture<Integer> moved = sql.inTransaction(
                TransactionOptions.DEFAULT.retryDeadlocks(5),
                tx -> tx.runOperation(move, -amount, from)
                        .thenCompose(done -> tx.runOperation("insert into transfer (token) values (%s)", token))
                        .thenCompose(done -> tx.runOperation(move, amount, to))
                        .thenApply(done -> amount));
        // Before it is committed nothing has happened: only then a failure leaves room for doubt.
        CompletableFuture<Boolean> inDoubt =
                moved.handle((done, failure) -> isAbout(failure, TransactionOutcomeUnknownException.class));
        return follow("transfer", token, moved, done -> done == amount).thenCombine(inDoubt, (fate, doubt) -> {
            boolean undone = fate != ChaosCalls.Fate.WELL && fate != ChaosCalls.Fate.CANCELLED && !doubt;
            transfers.ended(token, client, false, undone ? ChaosCalls.Fate.NOT_EXECUTED : fate);
            return fate;
        });
    }

    // --- The answers ---

    private <T> CompletableFuture<ChaosCalls.Fate> follow(
            String kind, long token, CompletableFuture<T> future, Predicate<T> isRight) {
        return calls.follow(client, kind + " #" + token, client.bound(), future, isRight);
    }

    /** Whether a row was inserted, and not into somebody's transaction, who may undo it. */
    private static boolean isOneForGood(OperationResult done) {
        return done.affectedRows() == 1 && (done.serverStatus() & ServerStatus.IN_TRANS) == 0;
    }

    private static boolean isOnly(Rows rows, long token) {
        return rows.size() == 1 && isOf(rows.get(0), token);
    }

    private static boolean isOf(Row row, long token) {
        return Long.toString(token).equals(row.getString("token"));
    }

    private static boolean isWhole(Rows rows, long token) {
        if (rows.size() != WIDE_ROWS) {
            return false;
        }
        for (int i = 0; i < WIDE_ROWS; i++) {
            Row row = rows.get(i);
            if (row.getInt("id") != i
                    || !isOf(row, token)
                    || !Integer.toString(i).repeat(50).equals(row.getString("filler"))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isAbout(Throwable failure, Class<?> type) {
        return type.isInstance(failure) || (failure != null && type.isInstance(failure.getCause()));
    }

    @Override
    public String toString() {
        return client.toString();
    }
}
