// SPDX-License-Identifier: Apache-2.0
package io.txmysql.supervisor;

import static io.txmysql.supervisor.FakeServer.ENDPOINT;
import static io.txmysql.supervisor.FakeServer.context;
import static org.assertj.core.api.Assertions.assertThat;

import io.txmysql.api.Backoff;
import io.txmysql.api.ConnectionListener;
import io.txmysql.api.ConnectionState;
import io.txmysql.api.MySQLOptions;
import io.txmysql.api.RetryPolicy;
import io.txmysql.api.TemporaryError;
import io.txmysql.protocol.error.BacklogFullException;
import io.txmysql.protocol.error.ConnectFailedException;
import io.txmysql.protocol.error.ConnectionClosedException;
import io.txmysql.protocol.error.ConnectionLostException;
import io.txmysql.protocol.error.Delivery;
import io.txmysql.protocol.error.ErrorContext;
import io.txmysql.protocol.error.MySQLException;
import io.txmysql.protocol.error.MySQLTimeoutException;
import io.txmysql.protocol.error.Phase;
import io.txmysql.protocol.error.ServerErrorException;
import io.txmysql.protocol.error.TlsException;
import io.txmysql.protocol.message.SessionStateChange;
import io.txmysql.transport.SessionStart;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class SupervisorTest {
    private static final Duration PAUSE = Duration.ofMillis(100);
    private static final Duration CANCEL = Duration.ofSeconds(1);
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final VirtualTime time = new VirtualTime();
    private final FakeServer server = new FakeServer(time);
    private final List<String> events = new ArrayList<>();

    private Supervisor supervisor(RetryPolicy policy, Duration idleTimeout, TemporaryError... temporary) {
        return supervisor(policy, idleTimeout, PATIENCE, 4, temporary);
    }

    private Supervisor supervisor(
            RetryPolicy policy, Duration idle, Duration patience, int maxBacklog, TemporaryError... temporary) {
        MySQLOptions options = MySQLOptions.builder()
                .database("foo")
                .idleTimeout(idle)
                .cancelTimeout(CANCEL)
                .backoff(new Backoff(PAUSE, 2, Duration.ofSeconds(1), 0))
                .maxBackoffTime(patience)
                .maxBacklog(maxBacklog)
                .maxBacklogBytes(1000)
                .retryPolicy(policy)
                .temporaryErrors(List.of(temporary))
                .build();
        ConnectionEvents listener = new ConnectionEvents(ENDPOINT, new ConnectionListener() {
            @Override
            public void onStateChange(ConnectionState before, ConnectionState after) {
                events.add(after.toString());
            }

            @Override
            public void onRetry(MySQLException cause, Duration pause) {
                events.add("retry in " + pause.toMillis() + " ms");
            }

            @Override
            public void onLost(MySQLException cause) {
                events.add("lost");
            }
        });
        return new Supervisor(server, time, new SplittableRandom(1), options, ENDPOINT, listener, null);
    }

    private Supervisor supervisor() {
        return supervisor(RetryPolicy.never(), Duration.ZERO);
    }

    private static TestCall call(Supervisor supervisor, String sql) {
        return TestCall.ordinary(sql).on(supervisor);
    }

    @Test
    @DisplayName("tx#2, tx#24: nothing is connected before there is work, and then once; ready is who has logged in")
    void connectsLazily() {
        Supervisor supervisor = supervisor();
        assertThat(server.attempts()).isZero();

        TestCall first = call(supervisor, "a");
        TestCall second = call(supervisor, "b");
        assertThat(server.attempts()).isEqualTo(1);
        assertThat(supervisor.state()).isEqualTo(ConnectionState.CONNECTING);

        server.accept();
        server.answer();
        server.answer();
        first.assertAnswered();
        second.assertAnswered();
        assertThat(events).containsExactly("CONNECTING", "READY");
    }

    @Test
    @DisplayName(
            "tx#26, tx#27: refused while work waits: tried again with growing pauses, and run once when the server is up")
    void triesAgain() {
        Supervisor supervisor = supervisor();
        TestCall call = call(supervisor, "a");

        server.refuse();
        time.pass(PAUSE);
        server.refuse();
        time.pass(PAUSE);
        assertThat(server.isConnecting()).isFalse();
        time.pass(PAUSE);
        server.accept();
        server.answer();

        call.assertAnswered();
        assertThat(server.statements).containsExactly("a");
        assertThat(events)
                .containsExactly(
                        "CONNECTING",
                        "BACKOFF",
                        "retry in 100 ms",
                        "CONNECTING",
                        "BACKOFF",
                        "retry in 200 ms",
                        "CONNECTING",
                        "READY");
    }

    @Test
    @DisplayName("no work waits longer than maxBackoffTime: it fails with the last cause, and the connection rests")
    void waitsNotForEver() {
        Supervisor supervisor = supervisor();
        TestCall call = call(supervisor, "a");

        for (int i = 0; i < 20 && server.isConnecting(); i++) {
            server.refuse();
            time.pass(Duration.ofSeconds(1));
        }

        assertThat(call.failure()).isInstanceOf(MySQLTimeoutException.class).hasMessageContaining("connection refused");
        assertThat(call.failure().delivery()).isEqualTo(Delivery.NOT_EXECUTED);
        assertThat(call.failure().statement()).isEqualTo("a");
        assertThat(supervisor.state()).isEqualTo(ConnectionState.DISCONNECTED);
        assertThat(time.waiting()).isZero();
    }

    @Test
    @DisplayName("work that came later waits on when earlier work has waited long enough")
    void eachWorkHasItsOwnPatience() {
        Supervisor supervisor = supervisor();
        TestCall early = call(supervisor, "early");
        server.refuse();
        time.pass(Duration.ofMillis(1500));
        TestCall late = call(supervisor, "late");
        server.refuse();
        time.pass(Duration.ofMillis(200));
        server.refuse();
        time.pass(Duration.ofMillis(400));
        assertThat(early.failure()).isInstanceOf(MySQLTimeoutException.class);
        late.assertPending();

        server.accept();
        server.answer();
        late.assertAnswered();
    }

    @Test
    @DisplayName("with maxBackoffTime=0 the first refusal is what the caller gets")
    void noPatience() {
        Supervisor supervisor = supervisor(RetryPolicy.never(), Duration.ZERO, Duration.ZERO, 4);
        TestCall call = call(supervisor, "a");
        server.refuse();
        assertThat(call.failure()).isInstanceOf(ConnectFailedException.class);
        assertThat(supervisor.state()).isEqualTo(ConnectionState.DISCONNECTED);
    }

    @Test
    @DisplayName("tx#28: the pauses begin anew after a login, not after a mere TCP connect")
    void loginResetsPauses() {
        Supervisor supervisor = supervisor(RetryPolicy.always(), Duration.ZERO);
        call(supervisor, "a");
        server.refuse();
        time.pass(PAUSE);
        server.refuse(new ConnectionLostException(
                "closed in the login", context(Phase.AUTHENTICATION, Delivery.NOT_EXECUTED), null));
        time.pass(PAUSE.multipliedBy(2));
        server.accept();
        server.lose();
        server.refuse();
        assertThat(events)
                .containsSubsequence("retry in 100 ms", "retry in 200 ms", "READY", "lost", "retry in 100 ms");
    }

    @Test
    @DisplayName("a wrong password or a failed certificate check fails the backlog at once")
    void whatCannotHealFailsAtOnce() {
        Supervisor supervisor = supervisor();
        for (MySQLException cause : List.of(
                new ServerErrorException(
                        1045, "28000", "Access denied", context(Phase.AUTHENTICATION, Delivery.ANSWERED)),
                new TlsException("no valid path", context(Phase.TLS, Delivery.NOT_EXECUTED), null))) {
            TestCall first = call(supervisor, "a");
            TestCall second = call(supervisor, "b");
            server.refuse(cause);
            assertThat(first.failure()).isInstanceOf(cause.getClass());
            assertThat(second.failure().statement()).isEqualTo("b");
            assertThat(second.failure().delivery()).isEqualTo(Delivery.NOT_EXECUTED);
            assertThat(supervisor.state()).isEqualTo(ConnectionState.DISCONNECTED);
            assertThat(time.waiting()).isZero();
        }
    }

    @Test
    @DisplayName("too many connections (1040) passes: it is tried again")
    void tooManyConnectionsPasses() {
        Supervisor supervisor = supervisor();
        TestCall call = call(supervisor, "a");
        server.refuse(new ServerErrorException(
                1040, null, "Too many connections", context(Phase.GREETING, Delivery.ANSWERED)));
        call.assertPending();
        assertThat(supervisor.state()).isEqualTo(ConnectionState.BACKOFF);
    }

    @Test
    @DisplayName("tx#29, tx#30: with nothing pending a lost connection stays down; the next call connects again")
    void staysDown() {
        Supervisor supervisor = supervisor();
        call(supervisor, "a");
        server.accept();
        server.answer();
        server.lose();
        time.pass(Duration.ofHours(1));
        assertThat(server.attempts()).isEqualTo(1);
        assertThat(supervisor.state()).isEqualTo(ConnectionState.DISCONNECTED);

        TestCall next = call(supervisor, "b");
        server.accept();
        server.answer();
        next.assertAnswered();
    }

    @Test
    @DisplayName(
            "tx#31: lost under never(): what was on the wire fails as UNKNOWN, the unsent goes on after the reconnect, in order")
    void unsentGoesOn() {
        server.pipelining = 1;
        Supervisor supervisor = supervisor();
        TestCall sent = call(supervisor, "sent");
        TestCall second = call(supervisor, "second");
        TestCall third = call(supervisor, "third");
        server.accept();
        server.lose();

        assertThat(sent.failure().delivery()).isEqualTo(Delivery.UNKNOWN);
        second.assertPending();
        server.accept();
        server.answer();
        server.answer();
        second.assertAnswered();
        third.assertAnswered();
        assertThat(server.statements).containsExactly("sent", "second", "third");
    }

    @Test
    @DisplayName("tx#32: under always() what was on the wire is run again, and the caller sees only the result")
    void alwaysRunsAgain() {
        Supervisor supervisor = supervisor(RetryPolicy.always(), Duration.ZERO);
        TestCall call = call(supervisor, "a");
        server.accept();
        server.lose();
        server.accept();
        server.answer();
        call.assertAnswered();
    }

    @Test
    @DisplayName("tx#33: under idempotent() only what the caller has declared so is run again")
    void idempotentRunsAgain() {
        Supervisor supervisor = supervisor(RetryPolicy.idempotent(), Duration.ZERO);
        TestCall declared = TestCall.idempotent("declared").on(supervisor);
        TestCall other = call(supervisor, "other");
        server.accept();
        server.lose();
        assertThat(other.failure().delivery()).isEqualTo(Delivery.UNKNOWN);
        server.accept();
        server.answer();
        declared.assertAnswered();
    }

    @Test
    @DisplayName("tx#33: a policy has limits: attempts, and time since the call")
    void retriesHaveLimits() {
        Supervisor supervisor = supervisor(RetryPolicy.always().withMaxAttempts(3), Duration.ZERO);
        TestCall call = call(supervisor, "a");
        server.accept();
        server.lose();
        server.accept(); // at once
        server.lose();
        assertThat(server.isConnecting()).isFalse(); // it may be what ends the sessions
        time.pass(PAUSE);
        server.accept();
        server.lose();
        assertThat(call.failure()).isInstanceOf(ConnectionLostException.class);
        assertThat(server.statements).hasSize(3);

        Supervisor timed = supervisor(RetryPolicy.always().withMaxTime(Duration.ofSeconds(1)), Duration.ZERO);
        TestCall late = call(timed, "b");
        server.accept();
        time.pass(Duration.ofSeconds(1));
        server.lose();
        assertThat(late.failure()).isInstanceOf(ConnectionLostException.class);
    }

    @Test
    @DisplayName(
            "tx#40, tx#43: a temporary error is run again on a new session, after growing pauses; others finish first")
    void temporaryError() {
        Supervisor supervisor =
                supervisor(RetryPolicy.never(), Duration.ZERO, TemporaryError.message("The table is full"));
        TestCall full = call(supervisor, "insert");
        TestCall other = call(supervisor, "other");
        server.accept();
        server.answerError(1114, "The table is full");
        TestCall queued = call(supervisor, "queued");
        assertThat(server.statements).containsExactly("insert", "other");
        server.answer();
        other.assertAnswered();
        assertThat(server.hasSession()).isFalse();
        assertThat(supervisor.state()).isEqualTo(ConnectionState.BACKOFF);

        time.pass(PAUSE);
        server.accept();
        server.answerError(1114, "The table is full");
        server.answer();
        queued.assertAnswered();
        time.pass(PAUSE);
        assertThat(server.isConnecting()).isFalse();
        time.pass(PAUSE);
        server.accept();
        server.answer();
        full.assertAnswered();
    }

    @Test
    @DisplayName("tx#41, tx#42: a temporary error of the login is tried again, whatever the retry policy")
    void temporaryErrorOfLogin() {
        Supervisor supervisor = supervisor(RetryPolicy.never(), Duration.ZERO, TemporaryError.errno(1049));
        TestCall call = call(supervisor, "a");
        server.refuse(new ServerErrorException(
                1049, "42000", "Unknown database 'foo'", context(Phase.AUTHENTICATION, Delivery.ANSWERED)));
        call.assertPending();
        time.pass(PAUSE);
        server.accept();
        server.answer();
        call.assertAnswered();
    }

    @Test
    @DisplayName("an error of the statement is the caller's, and the session goes on")
    void ordinaryError() {
        Supervisor supervisor = supervisor(RetryPolicy.always(), Duration.ZERO);
        TestCall wrong = call(supervisor, "wrong");
        TestCall right = call(supervisor, "right");
        server.accept();
        server.answerError(1064, "You have an error");
        server.answer();
        assertThat(wrong.failure().errno()).isEqualTo(1064);
        right.assertAnswered();
    }

    @Test
    @DisplayName("tx#20: a full backlog refuses new work with a clear error and forgets none of the old")
    void backlogIsBounded() {
        Supervisor supervisor = supervisor(RetryPolicy.never(), Duration.ZERO, PATIENCE, 2);
        TestCall first = call(supervisor, "a");
        TestCall second = call(supervisor, "b");
        TestCall third = call(supervisor, "c");
        assertThat(third.failure()).isInstanceOf(BacklogFullException.class).hasMessageContaining("2 calls");
        assertThat(third.failure().delivery()).isEqualTo(Delivery.NOT_EXECUTED);
        server.accept();
        server.answer();
        server.answer();
        first.assertAnswered();
        second.assertAnswered();
    }

    @Test
    @DisplayName("the backlog is bounded in bytes, too")
    void backlogIsBoundedInBytes() {
        Supervisor supervisor = supervisor();
        call(supervisor, "x".repeat(600));
        assertThat(call(supervisor, "y".repeat(600)).failure()).isInstanceOf(BacklogFullException.class);
    }

    @Test
    @DisplayName(
            "tx#36, tx#38: after idleTimeout with nothing to do the connection disconnects and stays so until the next call")
    void disconnectsWhenIdle() {
        Supervisor supervisor = supervisor(RetryPolicy.never(), Duration.ofSeconds(10));
        call(supervisor, "a");
        server.accept();
        server.answer();
        time.pass(Duration.ofSeconds(9));
        call(supervisor, "b");
        server.answer();
        time.pass(Duration.ofSeconds(9));
        assertThat(server.hasSession()).isTrue();
        time.pass(Duration.ofSeconds(1));
        assertThat(server.hasSession()).isFalse();
        assertThat(supervisor.state()).isEqualTo(ConnectionState.DISCONNECTED);
        assertThat(events).doesNotContain("lost");
        time.pass(Duration.ofHours(1));
        assertThat(server.attempts()).isEqualTo(1);

        TestCall next = call(supervisor, "c");
        server.accept();
        server.answer();
        next.assertAnswered();
    }

    @Test
    @DisplayName("tx#37: a long silent statement is not idleness")
    void runningIsNotIdle() {
        Supervisor supervisor = supervisor(RetryPolicy.never(), Duration.ofSeconds(10));
        TestCall slow = call(supervisor, "select sleep(3600)");
        server.accept();
        time.pass(Duration.ofHours(1));
        assertThat(server.hasSession()).isTrue();
        server.answer();
        slow.assertAnswered();
    }

    @Test
    @DisplayName("tx#8, tx#10: the next session selects in its login what the last one had selected")
    void remembersDatabase() {
        Supervisor supervisor = supervisor();
        call(supervisor, "a");
        server.accept();
        server.session().answer(new SessionStateChange.Schema("bar"));
        server.lose();
        call(supervisor, "b");
        assertThat(server.starts).extracting(SessionStart::database).containsExactly("foo", "bar");
    }

    @Test
    @DisplayName("tx#9: close() fails everything pending at once, in each state, and all that comes later")
    void closeFailsPending() {
        for (int phase = 0; phase < 3; phase++) {
            Supervisor supervisor = supervisor();
            TestCall pending = call(supervisor, "pending");
            if (phase == 1) {
                server.refuse();
            } else if (phase == 2) {
                server.accept();
            }
            supervisor.close(closed());
            assertThat(pending.failure()).isInstanceOf(ConnectionClosedException.class);
            assertThat(pending.failure().statement()).isEqualTo("pending");
            assertThat(call(supervisor, "later").failure()).isInstanceOf(ConnectionClosedException.class);
            assertThat(supervisor.state()).isEqualTo(ConnectionState.CLOSED);
            assertThat(supervisor.pending()).isZero();
            assertThat(time.waiting()).isZero();
            supervisor.close(closed());
        }
    }

    @Test
    @DisplayName("draining finishes what was taken, refuses what comes, and closes")
    void drains() {
        Supervisor supervisor = supervisor();
        TestCall running = call(supervisor, "running");
        server.accept();
        List<String> closed = new ArrayList<>();
        supervisor.drain(Duration.ofSeconds(5), () -> closed.add("closed"));
        assertThat(supervisor.state()).isEqualTo(ConnectionState.DRAINING);
        assertThat(call(supervisor, "late").failure()).isInstanceOf(ConnectionClosedException.class);
        assertThat(closed).isEmpty();
        server.answer();
        running.assertAnswered();
        assertThat(closed).containsExactly("closed");
        assertThat(supervisor.state()).isEqualTo(ConnectionState.CLOSED);
        assertThat(time.waiting()).isZero();
    }

    @Test
    @DisplayName("draining ends at its time limit: what is left fails")
    void drainingHasALimit() {
        Supervisor supervisor = supervisor();
        TestCall stuck = call(supervisor, "stuck");
        server.accept();
        List<String> closed = new ArrayList<>();
        supervisor.drain(Duration.ofSeconds(5), () -> closed.add("closed"));
        time.pass(Duration.ofSeconds(5));
        assertThat(stuck.failure()).isInstanceOf(ConnectionClosedException.class);
        assertThat(closed).containsExactly("closed");
    }

    @Test
    @DisplayName("draining in the middle of an outage waits for the next session, or for the work's patience to end")
    void drainsThroughAnOutage() {
        Supervisor supervisor = supervisor();
        TestCall call = call(supervisor, "a");
        server.refuse();
        List<String> closed = new ArrayList<>();
        supervisor.drain(Duration.ofSeconds(60), () -> closed.add("closed"));
        time.pass(PAUSE);
        server.accept();
        server.answer();
        call.assertAnswered();
        assertThat(closed).containsExactly("closed");
    }

    @Test
    @DisplayName("work that nobody waits for any more is not sent, and does not keep a connection trying")
    void abandonedWorkIsDropped() {
        Supervisor supervisor = supervisor();
        TestCall abandoned = call(supervisor, "abandoned");
        abandoned.cancelOn(supervisor);
        assertThat(supervisor.state()).isEqualTo(ConnectionState.DISCONNECTED);

        TestCall kept = call(supervisor, "kept");
        TestCall dropped = call(supervisor, "dropped");
        dropped.cancelOn(supervisor);
        server.accept();
        server.answer();
        kept.assertAnswered();
        assertThat(server.statements).containsExactly("kept");
    }

    @Test
    @DisplayName("calls are counted against maxBacklog also while there is a session: what is on the wire waits, too")
    void backlogIsBoundedWithASession() {
        Supervisor supervisor = supervisor(RetryPolicy.never(), Duration.ZERO, PATIENCE, 2);
        TestCall first = call(supervisor, "a");
        server.accept();
        TestCall second = call(supervisor, "b");
        assertThat(call(supervisor, "c").failure())
                .isInstanceOf(BacklogFullException.class)
                .hasMessageContaining("2 calls (2 bytes)");
        server.answer();
        TestCall third = call(supervisor, "c");
        server.session().answerAll();
        first.assertAnswered();
        second.assertAnswered();
        third.assertAnswered();
    }

    @Test
    @DisplayName("one call may be larger than maxBacklogBytes, if it is alone; then no other is taken")
    void oneLargeCall() {
        Supervisor supervisor = supervisor();
        TestCall large = call(supervisor, "x".repeat(5000));
        server.accept();
        assertThat(call(supervisor, "y").failure()).isInstanceOf(BacklogFullException.class);
        server.answer();
        large.assertAnswered();
        TestCall next = call(supervisor, "y");
        server.answer();
        next.assertAnswered();
    }

    @Test
    @DisplayName("work that is run again is not refused for a full backlog")
    void whatWasTakenStays() {
        Supervisor supervisor = supervisor(RetryPolicy.always(), Duration.ZERO, PATIENCE, 2);
        TestCall first = call(supervisor, "a");
        TestCall second = call(supervisor, "b");
        server.accept();
        server.lose();
        server.accept();
        server.session().answerAll();
        first.assertAnswered();
        second.assertAnswered();
    }

    // --- What is said of work that was tried more than once ---

    private TestCall mayHaveRun(Supervisor supervisor, TestCall call) {
        call.on(supervisor);
        server.accept();
        server.lose();
        call.assertPending();
        return call;
    }

    @Test
    @DisplayName("work that may have been executed once stays UNKNOWN when its time is over before it is run again")
    void unknownAtItsDeadline() {
        TestCall call = mayHaveRun(
                supervisor(RetryPolicy.always(), Duration.ZERO), TestCall.within(Duration.ofMillis(50), "insert 1"));
        time.pass(Duration.ofMillis(50));
        assertThat(call.failure()).isInstanceOf(MySQLTimeoutException.class);
        assertThat(call.failure().delivery()).isEqualTo(Delivery.UNKNOWN);
    }

    @Test
    @DisplayName("work that may have been executed once stays UNKNOWN when no session can be had any more")
    void unknownWithoutAServer() {
        TestCall call = mayHaveRun(supervisor(RetryPolicy.always(), Duration.ZERO), TestCall.ordinary("insert 1"));
        server.refuse(new TlsException("no valid path", context(Phase.TLS, Delivery.NOT_EXECUTED), null));
        assertThat(call.failure().delivery()).isEqualTo(Delivery.UNKNOWN);
    }

    @Test
    @DisplayName("work that may have been executed once stays UNKNOWN when the connection is closed")
    void unknownAtTheEnd() {
        Supervisor supervisor = supervisor(RetryPolicy.always(), Duration.ZERO);
        TestCall call = mayHaveRun(supervisor, TestCall.ordinary("insert 1"));
        supervisor.close(closed());
        assertThat(call.failure().delivery()).isEqualTo(Delivery.UNKNOWN);
    }

    // --- Sessions that were silent for long ---

    private Supervisor stale() {
        server.waitTimeoutSeconds = 100;
        Supervisor supervisor = supervisor();
        call(supervisor, "first");
        server.accept();
        server.answer();
        time.pass(Duration.ofSeconds(51));
        return supervisor;
    }

    @Test
    @DisplayName(
            "pitfall#8: a session that was idle for half of wait_timeout is asked for a sign of life before it is used")
    void asksForASignOfLife() {
        Supervisor supervisor = stale();
        TestCall call = call(supervisor, "second");
        TestCall another = call(supervisor, "third");
        assertThat(server.session().due()).containsExactly("COM_PING");
        server.answer();
        assertThat(server.session().due()).containsExactly("second", "third");
        server.session().answerAll();
        call.assertAnswered();
        another.assertAnswered();
        assertThat(time.waiting()).isZero();
    }

    @Test
    @DisplayName("a session that was idle for less is used at once")
    void freshSession() {
        server.waitTimeoutSeconds = 100;
        Supervisor supervisor = supervisor();
        call(supervisor, "first");
        server.accept();
        server.answer();
        time.pass(Duration.ofSeconds(50));
        call(supervisor, "second");
        assertThat(server.session().due()).containsExactly("second");
    }

    @Test
    @DisplayName("one that gives no sign of life within cancelTimeout is closed, and the work is run on another")
    void givesNoSignOfLife() {
        Supervisor supervisor = stale();
        FakeSession silent = server.session();
        TestCall call = call(supervisor, "insert");
        time.pass(CANCEL);
        assertThat(silent.isOpen()).isFalse();
        server.accept();
        server.answer();
        call.assertAnswered();
        assertThat(server.statements).containsExactly("first", "COM_PING", "insert");
        assertThat(time.waiting()).isZero();
    }

    @Test
    @DisplayName("one that turns out to be dead is replaced, and the work was sent to nobody")
    void deadSession() {
        Supervisor supervisor = stale();
        TestCall call = call(supervisor, "insert");
        server.lose();
        server.accept();
        server.answer();
        call.assertAnswered();
        assertThat(call.restarts()).isZero();
        assertThat(time.waiting()).isZero();
    }

    @Test
    @DisplayName("close() while a sign of life is waited for fails the work and leaves no timer")
    void closedWhileValidating() {
        Supervisor supervisor = stale();
        TestCall call = call(supervisor, "insert");
        supervisor.close(closed());
        assertThat(call.failure()).isInstanceOf(ConnectionClosedException.class);
        assertThat(time.waiting()).isZero();
    }

    @Test
    @DisplayName("an owner may ask for a sign of life when nothing is running, and is told when there is one")
    void validates() {
        Supervisor supervisor = supervisor();
        assertThat(supervisor.validate(true)).isFalse();
        call(supervisor, "first");
        server.accept();
        assertThat(supervisor.validate(true)).isFalse();
        server.answer();
        assertThat(supervisor.validate(false)).isFalse();
        assertThat(supervisor.validate(true)).isTrue();
        assertThat(supervisor.isUsable()).isFalse();
        assertThat(supervisor.validate(true)).isFalse();
        assertThat(server.session().due()).containsExactly("COM_PING");
        server.answer();
        assertThat(supervisor.isUsable()).isTrue();
    }

    // --- Servers that are no good ---

    @Test
    @DisplayName("a server that ends each session with the first statement is not hammered: the pauses grow")
    void crashLoop() {
        Supervisor supervisor = supervisor(RetryPolicy.always(), Duration.ZERO, Duration.ofHours(1), 4);
        TestCall call = call(supervisor, "kills the server");
        List<Long> pauses = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            long before = time.nanoTime();
            while (!server.isConnecting()) {
                time.pass(Duration.ofMillis(1));
            }
            pauses.add(Duration.ofNanos(time.nanoTime() - before).toMillis());
            server.accept();
            server.lose();
        }
        assertThat(pauses).containsExactly(0L, 0L, 100L, 200L, 400L, 800L);
        call.assertPending();
    }

    @Test
    @DisplayName("with rejectReadOnly a server that has become read-only is left, with all that it has not been sent")
    void rejectsReadOnly() {
        server.pipelining = 1;
        Supervisor supervisor = readOnlyAware(true);
        TestCall insert = call(supervisor, "insert");
        TestCall queued = call(supervisor, "queued");
        FakeSession session = server.accept();
        session.answerError(1290, "The MySQL server is running with the --read-only option so it cannot execute this");
        assertThat(session.isOpen()).isFalse();
        assertThat(session.received()).containsExactly("insert");
        insert.assertPending();
        time.pass(PAUSE);
        server.accept();
        server.session().answerAll();
        insert.assertAnswered();
        queued.assertAnswered();
        assertThat(events).doesNotContain("lost");
    }

    @Test
    @DisplayName("without rejectReadOnly the caller gets the error of a read-only server")
    void acceptsReadOnly() {
        Supervisor supervisor = readOnlyAware(false);
        TestCall insert = call(supervisor, "insert");
        server.accept();
        server.answerError(1836, "Running in read-only mode");
        assertThat(insert.failure().errno()).isEqualTo(1836);
        assertThat(server.hasSession()).isTrue();
    }

    private Supervisor readOnlyAware(boolean rejects) {
        MySQLOptions options = MySQLOptions.builder()
                .backoff(new Backoff(PAUSE, 2, Duration.ofSeconds(1), 0))
                .rejectReadOnly(rejects)
                .build();
        ConnectionEvents listener = new ConnectionEvents(ENDPOINT, null);
        return new Supervisor(server, time, new SplittableRandom(1), options, ENDPOINT, listener, null);
    }

    @Test
    @DisplayName("a session that is retired finishes what it has, takes nothing new, and the rest is run on the next")
    void retires() {
        Supervisor supervisor = supervisor();
        TestCall running = call(supervisor, "running");
        FakeSession session = server.accept();
        supervisor.retire();
        TestCall next = call(supervisor, "next");
        assertThat(session.due()).containsExactly("running");
        session.answer();
        running.assertAnswered();
        assertThat(session.isOpen()).isFalse();
        time.pass(PAUSE);
        server.accept();
        server.answer();
        next.assertAnswered();
        assertThat(events).doesNotContain("lost");
    }

    @Test
    @DisplayName("an idle session that is retired ends at once, and the next call connects")
    void retiresIdle() {
        Supervisor supervisor = supervisor();
        call(supervisor, "a");
        server.accept();
        server.answer();
        supervisor.retire();
        assertThat(server.hasSession()).isFalse();
        call(supervisor, "b");
        assertThat(server.isConnecting()).isTrue();
    }

    @Test
    @DisplayName("who hears of a lost session in his failure finds a connection that knows, and may call again at once")
    void callsFromWithinAFailure() {
        Supervisor supervisor = supervisor();
        TestCall again = TestCall.ordinary("again");
        TestCall first = TestCall.ordinary("first").then(() -> again.on(supervisor));
        first.on(supervisor);
        TestCall second = call(supervisor, "second");
        server.accept();
        server.lose();
        assertThat(first.failure()).isInstanceOf(ConnectionLostException.class);
        assertThat(second.failure()).isInstanceOf(ConnectionLostException.class);
        server.accept();
        server.answer();
        again.assertAnswered();
    }

    private static ConnectionClosedException closed() {
        return new ConnectionClosedException(
                "closed", new ErrorContext(ENDPOINT, Phase.CLOSE, null, Delivery.NOT_EXECUTED), null);
    }
}
