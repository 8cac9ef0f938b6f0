// SPDX-License-Identifier: Apache-2.0
package io.txmysql.it;

import io.txmysql.api.MySQLConnection;
import io.txmysql.embedded.EmbeddedServer;
import io.txmysql.testkit.Ending;
import io.txmysql.testkit.FaultProxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.BooleanSupplier;

/**
 * One run against one server: clients that work without a pause, faults one after the other, and in the end a look at what
 * is in the tables. Faults are made on the calling thread; the clients' loops run on their event loops and one timer.
 */
final class ChaosRun implements AutoCloseable {
    /** How long clients may take to work again after a fault. */
    private static final Duration RECOVERY = Duration.ofSeconds(15);

    private final ChaosSettings settings;
    private final ChaosStage stage;
    private final ChaosReport report;
    private final ChaosCalls calls = new ChaosCalls();
    private final ChaosWrites writes = new ChaosWrites();
    private final ChaosWrites transfers = new ChaosWrites();
    private final List<ChaosClient> clients;
    private final List<ChaosWorkload> workloads = new ArrayList<>();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread thread = new Thread(work, "chaos-timer");
        thread.setDaemon(true);
        return thread;
    });

    /** @param server its end is not this run's */
    ChaosRun(EmbeddedServer server, ChaosSettings settings) {
        this.settings = settings;
        this.stage = new ChaosStage(server, FaultProxy.to(server.host(), server.port()));
        makeTables();
        this.clients = ChaosClient.all(stage, settings);
        this.report = new ChaosReport(server.toString(), settings, calls, clients, writes, transfers);
        Random seeds = new Random(settings.seed());
        for (ChaosClient client : clients) {
            workloads.add(new ChaosWorkload(client, calls, writes, transfers, timer, seeds.nextLong()));
        }
    }

    private void makeTables() {
        try (MySQLConnection admin = stage.admin()) {
            for (String statement : List.of(
                    "create database chaos",
                    "create user chaos@localhost identified by 'chaos'",
                    "grant all on chaos.* to chaos@localhost",
                    "create table chaos.written (token bigint not null)",
                    "create table chaos.transfer (token bigint not null)",
                    "create table chaos.account (id int primary key, balance bigint not null)",
                    "create table chaos.wide (id int primary key, filler varchar(200) not null)")) {
                ServerSuite.await(admin.runOperation(statement));
            }
            for (int i = 0; i < ChaosWorkload.ACCOUNTS; i++) {
                ServerSuite.await(admin.runOperation(
                        "insert into chaos.account values (?, ?)", i, ChaosWorkload.TOTAL / ChaosWorkload.ACCOUNTS));
            }
            for (int i = 0; i < ChaosWorkload.WIDE_ROWS; i++) {
                ServerSuite.await(admin.runOperation(
                        "insert into chaos.wide values (?, ?)",
                        i,
                        Integer.toString(i).repeat(50)));
            }
        }
    }

    /** What happened; the caller judges it. */
    ChaosReport run() throws InterruptedException {
        workloads.forEach(ChaosWorkload::start);
        awaitWell("at the beginning");
        ChaosSchedule schedule = new ChaosSchedule(settings.seed(), settings::scaled);
        long begin = System.nanoTime();
        while (!report.isLost()
                && (System.nanoTime() - begin < settings.length().toNanos() || !schedule.hasShownAll())) {
            strike(schedule.next());
        }
        report.faultsLasted(Duration.ofNanos(System.nanoTime() - begin));
        awaitWell("at the end");
        workloads.forEach(ChaosWorkload::stop);
        awaitEnds("after the last call");
        closeClients();
        awaitEnds("after the connections were closed");
        compare();
        return report;
    }

    private void strike(ChaosSchedule.Step step) throws InterruptedException {
        ChaosReport.Strike strike = report.strikes(step);
        Random random = new Random(step.seed());
        if (step.weather() != null) {
            step.weather().begin(stage, random);
        }
        step.fault().strike(stage, random, step.length());
        if (step.weather() != null) {
            step.weather().end(stage);
        }
        strike.isOver();
        report.overdue(calls.takeOverdue());
        if (step.untilWell()) {
            awaitWell("after " + step.fault());
            Thread.sleep(step.calm().toMillis());
        } else {
            Thread.sleep(step.calm().toMillis() / 4);
        }
    }

    /** Until each client has had an answer to something that it was asked after the fault. */
    private void awaitWell(String when) throws InterruptedException {
        Random random = new Random(settings.seed());
        long deadline = System.nanoTime() + RECOVERY.toNanos();
        Map<ChaosWorkload, CompletableFuture<Boolean>> asked = new HashMap<>();
        workloads.stream()
                .filter(ChaosWorkload::answersAtOnce)
                .forEach(workload -> asked.put(workload, isWell(workload, random)));
        while (!asked.isEmpty() && System.nanoTime() < deadline) {
            Thread.sleep(20);
            asked.values().removeIf(answer -> answer.getNow(false));
            asked.replaceAll((workload, answer) -> answer.isDone() ? isWell(workload, random) : answer);
        }
        if (!asked.isEmpty()) {
            report.notWell(asked.keySet() + " did not work again within " + RECOVERY.toSeconds() + " s " + when);
        }
    }

    private static CompletableFuture<Boolean> isWell(ChaosWorkload workload, Random random) {
        return workload.read(random).thenApply(fate -> fate == ChaosCalls.Fate.WELL);
    }

    private void awaitEnds(String when) throws InterruptedException {
        boolean ended = isTrueWithin(longestBound(), () -> {
            report.overdue(calls.takeOverdue());
            return calls.inFlight() == 0;
        });
        if (!ended) {
            report.overdue(
                    calls.takeAll().stream().map(call -> call + ", " + when).toList());
        }
    }

    private Duration longestBound() {
        return clients.stream()
                .map(ChaosClient::bound)
                .max(Duration::compareTo)
                .orElseThrow()
                .plusSeconds(1);
    }

    private static boolean isTrueWithin(Duration limit, BooleanSupplier condition) throws InterruptedException {
        for (long end = System.nanoTime() + limit.toNanos(); System.nanoTime() < end; ) {
            if (condition.getAsBoolean()) {
                return true;
            }
            Thread.sleep(20);
        }
        return condition.getAsBoolean();
    }

    /** Counts what is there, after the server has got rid of all sessions. */
    private void compare() throws InterruptedException {
        stage.proxy().cutAll(Ending.RESET);
        stage.restartIfDown();
        try (MySQLConnection admin = stage.admin()) {
            String sessions = "select count(*) from information_schema.processlist where user = ?";
            if (!isTrueWithin(
                    Duration.ofSeconds(20),
                    () -> Long.valueOf(0)
                            .equals(ServerSuite.await(admin.fetchOne(Long.class, sessions, ChaosStage.USER))))) {
                report.notWell("the server has sessions of clients that were closed");
            }
            writes.compareWith(admin, "chaos.written");
            transfers.compareWith(admin, "chaos.transfer");
            Long total = ServerSuite.await(admin.fetchOne(Long.class, "select sum(balance) from chaos.account"));
            report.total(total == null ? -1 : total);
        }
    }

    /** With calls in flight, which must end. */
    private void closeClients() {
        calls.closing();
        Random random = new Random(settings.seed());
        for (int i = 0; i < clients.size(); i++) {
            for (int call = 0; call < 10; call++) {
                CompletableFuture<?> unused = workloads.get(i).read(random);
            }
            if (i % 2 == 0) {
                clients.get(i).sql().close();
            } else {
                CompletableFuture<?> unused = clients.get(i).sql().closeGracefully(Duration.ofSeconds(5));
            }
        }
    }

    /** Whatever a run that was broken off has left. */
    @Override
    public void close() {
        workloads.forEach(ChaosWorkload::stop);
        clients.forEach(client -> client.sql().close());
        stage.proxy().close();
        timer.shutdownNow();
    }
}
