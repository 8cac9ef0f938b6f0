// SPDX-License-Identifier: Apache-2.0
package io.txmysql.pool;

import io.txmysql.api.ConnectionState;
import io.txmysql.api.MySQLOptions;
import io.txmysql.api.PoolMetrics;
import io.txmysql.api.PoolOptions;
import io.txmysql.api.PooledConnection;
import io.txmysql.protocol.error.BacklogFullException;
import io.txmysql.protocol.error.ConnectionClosedException;
import io.txmysql.protocol.error.Delivery;
import io.txmysql.protocol.error.ErrorContext;
import io.txmysql.protocol.error.MySQLException;
import io.txmysql.protocol.error.MySQLTimeoutException;
import io.txmysql.protocol.error.Phase;
import io.txmysql.protocol.exchange.SessionState;
import io.txmysql.supervisor.Backlog;
import io.txmysql.supervisor.ConnectionEvents;
import io.txmysql.supervisor.Deadlines;
import io.txmysql.supervisor.Draining;
import io.txmysql.supervisor.Owner;
import io.txmysql.supervisor.RetryDecision;
import io.txmysql.supervisor.Supervisor;
import io.txmysql.supervisor.Work;
import io.txmysql.supervisor.WorkTarget;
import io.txmysql.transport.Loop;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A set of supervisors and who may use which. Statements that leave their session as it is wait in one queue and go to the
 * session with the least to do; a session is lent out whole to whoever changes it. It holds no socket code and reads no
 * clock of its own. All of it, members included, lives on one loop, from which all calls come.
 */
public final class Pool implements WorkTarget, Owner {
    private final Loop loop;
    private final MySQLOptions options;
    private final PoolOptions pool;
    private final String endpoint;
    private final ConnectionEvents events;
    private final Members members;
    private final Cleaner cleaner;
    private final Reconnects reconnects;
    private final Upkeep upkeep;
    private final int pipeliningLimit;
    private final long maxWaitNanos;
    private final Backlog queue = new Backlog();

    /** Work that had a temporary error and comes back after a pause. */
    private final Map<Work, Loop.Timer> pausing = new LinkedHashMap<>();

    private final ArrayDeque<LeaseRequest> requests = new ArrayDeque<>();
    private final Deadlines deadlines;
    private final Counters counters = new Counters();
    private final Draining draining;
    private Loop.@Nullable Timer acquireTimer;
    private Loop.@Nullable Timer stuckTimer;
    private boolean closed;
    private boolean dispatching;
    private boolean dispatchAgain;

    /** A statement had to share a session: one more would have been of use. */
    private boolean crowded;

    /** How callers waiting now are counted for those who ask from elsewhere. */
    private volatile int waiting;

    /**
     * A pool without any session.
     *
     * @param newSupervisor makes the connection of a new member, whose owner is this
     */
    public Pool(
            Loop loop,
            RandomGenerator random,
            MySQLOptions options,
            String endpoint,
            ConnectionEvents events,
            SupervisorFactory newSupervisor) {
        this.loop = loop;
        this.options = options;
        this.pool = options.pool();
        this.endpoint = endpoint;
        this.events = events;
        this.pipeliningLimit = options.pipelining().limitInPool();
        this.maxWaitNanos = options.pipelining().pipeliningMaxWait().toNanos();
        this.members = new Members(pool, random, () -> newSupervisor.create(this), options.database());
        this.cleaner = new Cleaner(pool.resetOnRelease(), counters, this::dispatch);
        this.reconnects = new Reconnects(loop, random, options.reconnection(), this::dispatch);
        this.upkeep = new Upkeep(loop, pool, members, this::dispatch);
        this.deadlines = new Deadlines(loop, options.timeouts().statementTimeout(), this::onDeadline);
        this.draining = new Draining(loop, () -> close(closedBy(null)));
    }

    /** Makes the connection of a new member. */
    @FunctionalInterface
    public interface SupervisorFactory {
        Supervisor create(Owner owner);
    }

    // --- Work comes ---

    @Override
    public void submit(Work work) {
        assert loop.inLoop() || closed;
        work.submitted(loop.nanoTime());
        if (work.isAbandoned()) {
            work.forget();
            return;
        }
        if (closed || draining.isOn()) {
            fail(work, closedBy(work.statement()));
            return;
        }
        if (isFullFor(work.command().bytes())) {
            fail(work, full(work.statement()));
            return;
        }
        deadlines.add(work);
        if (work.command().traits().changesSession()) {
            LeaseRequest request =
                    new LeaseRequest(null, work, lease -> lease.supervisor().take(work), reason -> fail(work, reason));
            request.waiting(loop.nanoTime());
            requests.add(request);
        } else {
            queue.add(work.selfContained());
        }
        dispatch();
    }

    /** Waits for a connection of the caller's own. */
    public void request(LeaseRequest request) {
        if (closed || draining.isOn()) {
            request.refuse(closedBy(null));
        } else if (isFullFor(0)) {
            request.refuse(full(null));
        } else {
            request.waiting(loop.nanoTime());
            requests.add(request);
            dispatch();
        }
    }

    private boolean isFullFor(int bytes) {
        int callers = queue.size() + requests.size();
        return callers >= pool.maxWaitQueueSize()
                || (callers > 0
                        && queue.bytes() + bytes > options.reconnection().maxBacklogBytes());
    }

    private void fail(Work work, MySQLException reason) {
        Deadlines.forget(work);
        if (!work.hasEnded()) {
            events.finished(work, reason, loop);
            work.fail(reason);
        }
    }

    @Override
    public void runAgain(Work work, Duration pause) {
        if (closed) {
            fail(work, closedBy(work.statement()));
        } else if (pause.isZero()) {
            queue.putBack(work);
        } else {
            pausing.put(work, loop.schedule(() -> onPauseOver(work), pause.toNanos()));
        }
    }

    private void onPauseOver(Work work) {
        pausing.remove(work);
        if (work.isAbandoned()) {
            work.forget();
        } else {
            queue.putBack(work);
        }
        dispatch();
    }

    // --- Callers turn away, time is over ---

    @Override
    public void cancel(Work work) {
        if (work.hasEnded()) {
            return;
        }
        Supervisor runner = runner(work);
        if (runner != null) {
            runner.cancel(work);
            return;
        }
        Deadlines.forget(work);
        withdraw(work);
        work.forget();
        events.finished(work, null, loop);
        dispatch();
    }

    /** Takes a request back; false if it has been granted or refused already. */
    public boolean cancel(LeaseRequest request) {
        boolean waited = requests.remove(request);
        dispatch();
        return waited;
    }

    private void onDeadline(Work work) {
        Duration own = work.command().timeout();
        Duration limit = own == null ? options.timeouts().statementTimeout() : own;
        expire(work, "the statementTimeout of " + limit.toMillis() + " ms is over: ");
    }

    private void expire(Work work, String limit) {
        Supervisor runner = runner(work);
        if (runner != null) {
            runner.expire(work, limit);
        } else {
            withdraw(work);
            fail(
                    work,
                    new MySQLTimeoutException(
                            limit + work.whereTheTimeWent(loop.nanoTime()),
                            work.context(endpoint, Phase.CONNECT),
                            null));
            dispatch();
        }
    }

    /** Who has got the work, running or about to; null if it waits here. */
    private @Nullable Supervisor runner(Work work) {
        Supervisor runner = work.runner();
        if (runner != null) {
            return runner;
        }
        for (Member member : members.all()) {
            Lease lease = member.lease();
            if (lease != null && lease.statement() == work) {
                return member.supervisor();
            }
        }
        return null;
    }

    private void withdraw(Work work) {
        Loop.Timer pause = pausing.remove(work);
        if (pause != null) {
            pause.cancel();
        }
        if (!requests.removeIf(request -> request.statement() == work) && work.isWaiting()) {
            queue.remove(work);
        }
    }

    // --- Sharing out ---

    @Override
    public void onChange(Supervisor supervisor) {
        members.changed(supervisor);
        dispatch();
    }

    /** Gives everybody what can be given now. It may be called from within itself: then it looks once more. */
    private void dispatch() {
        if (dispatching) {
            dispatchAgain = true;
            return;
        }
        dispatching = true;
        try {
            do {
                dispatchAgain = false;
                look();
            } while (dispatchAgain);
        } finally {
            dispatching = false;
        }
    }

    private void look() {
        if (closed) {
            return;
        }
        long now = loop.nanoTime();
        for (Member member : members.all()) {
            tend(member, now);
        }
        grantLeases();
        giveStatements();
        grow();
        watchAcquireTime();
        watchStuckSessions();
        upkeep.look();
        waiting = queue.size() + requests.size();
        if (draining.isOn() && isDone()) {
            close(closedBy(null));
        }
    }

    private void tend(Member member, long now) {
        if (member.isShared()) { // nearly always
            if (member.takeChanged() && isDirty(member)) {
                member.giveBack();
                cleaner.clean(member, members.database());
            } else if (member.isTooOld(now)) {
                member.supervisor().retire();
            }
            return;
        }
        Lease lease = member.lease();
        if (lease != null && lease.isDone()) {
            lease.release();
        }
        if (member.isCleaning() && member.lease() == null) {
            cleaner.clean(member, members.database());
            if (member.isShared()) {
                tend(member, now); // it may be too old
                return;
            }
        }
        if (member.isGone()) {
            members.remove(member);
            member.supervisor().close(closedBy(null));
        }
    }

    /** A statement that was taken for harmless has left something behind. */
    private static boolean isDirty(Member member) {
        SessionState session = member.session();
        return session != null && session.isDirty();
    }

    private void grantLeases() {
        while (!requests.isEmpty()) {
            Member idle = members.bestIdle();
            if (idle == null) {
                break;
            }
            boolean always = pool.validationDepth() == PoolOptions.ValidationDepth.REMOTE && !idle.isValidated();
            if (idle.supervisor().validate(always)) {
                idle.validated(true);
                continue; // it is not idle now; when it is again it has answered
            }
            LeaseRequest request = requests.remove();
            lend(idle, request);
        }
        members.promise(requests.size(), reconnects.areHopeful());
    }

    private void lend(Member member, LeaseRequest request) {
        Lease lease = new Lease(this, member, request.statement(), loop.nanoTime(), request.borrower());
        long threshold = pool.leakDetectionThreshold().toNanos();
        if (threshold > 0 && request.statement() == null) {
            lease.leakAlarm(loop.schedule(() -> onLeak(lease), threshold));
        }
        counters.acquired.increment();
        member.lend(lease);
        cleaner.selectDatabase(member, members.database());
        request.grant(lease);
    }

    private void onLeak(Lease lease) {
        counters.leaks.increment();
        events.leaked(lease.member().number(), pool.leakDetectionThreshold(), lease.borrower());
    }

    private void giveStatements() {
        long now = queue.isEmpty() ? 0 : loop.nanoTime();
        while (!queue.isEmpty()) {
            Member least = members.leastLoaded(pipeliningLimit, now, maxWaitNanos);
            if (least == null) {
                return;
            }
            if (least.supervisor().running() == 0 && least.supervisor().validate(false)) {
                continue;
            }
            Work work = queue.poll();
            if (work == null) {
                return;
            }
            if (work.isAbandoned()) {
                Deadlines.forget(work);
                work.forget();
                continue;
            }
            crowded |= least.supervisor().running() > 0;
            cleaner.selectDatabase(least, members.database());
            least.validated(false);
            least.supervisor().give(work);
        }
    }

    // --- More sessions ---

    /** One more for every caller who wants one of his own, and one more if statements wait or every session is busy. */
    private void grow() {
        if (closed || !reconnects.mayTry()) {
            return;
        }
        int wanted = requests.size() + (queue.isEmpty() && !crowded ? 0 : 1);
        crowded = false;
        if (members.size() >= pool.maxSize()) {
            return;
        }
        wanted = Math.max(wanted, members.wasUsed() ? pool.minIdle() - members.idle() : 0);
        wanted = Math.max(wanted, upkeep.warmUpWants());
        int more = reconnects.limit(wanted) - members.connecting();
        for (int i = 0; i < more && members.size() < pool.maxSize(); i++) {
            members.add().supervisor().open();
        }
    }

    @Override
    public void onConnected(Supervisor supervisor) {
        counters.opened.increment();
        reconnects.succeeded();
        dispatch();
    }

    @Override
    public void onEnded(Supervisor supervisor, boolean expected) {
        (expected ? counters.closed : counters.lost).increment();
    }

    @Override
    public void onRefused(Supervisor supervisor, MySQLException cause) {
        if (closed) {
            return;
        }
        boolean alone = members.areNoneOpen();
        boolean hopeless =
                RetryDecision.ofConnect(cause, options.reconnection().temporaryErrors()) == RetryDecision.FAIL;
        Duration length = reconnects.failed();
        if (alone) {
            upkeep.failWarmUp(cause);
            failThoseWhoCannotWait(cause, hopeless, length);
        }
        if (queue.isEmpty() && requests.isEmpty()) {
            events.givenUp(cause);
        } else {
            events.retrying(cause, length);
        }
        dispatch();
    }

    private void failThoseWhoCannotWait(MySQLException cause, boolean hopeless, Duration length) {
        long now = loop.nanoTime();
        long most = options.reconnection().maxBackoffTime().toNanos() - length.toNanos();
        List<Work> late = queue.removeIf(work -> hopeless || now - work.waitingSince() > most);
        List<LeaseRequest> lateRequests = new ArrayList<>();
        for (Iterator<LeaseRequest> each = requests.iterator(); each.hasNext(); ) {
            LeaseRequest request = each.next();
            if (hopeless || now - request.since() > most) {
                each.remove();
                lateRequests.add(request);
            }
        }
        late.forEach(work -> fail(work, notConnected(work.statement(), cause)));
        lateRequests.forEach(request -> request.refuse(notConnected(request.sql(), cause)));
    }

    private static MySQLException notConnected(@Nullable String statement, MySQLException cause) {
        return cause.in(cause.context().withStatement(statement, Delivery.NOT_EXECUTED));
    }

    // --- Waiting for too long ---

    private void watchAcquireTime() {
        long most = pool.maxAcquireTime().toNanos();
        if (most == 0 || acquireTimer != null || (queue.isEmpty() && requests.isEmpty())) {
            return;
        }
        long oldest = Long.MAX_VALUE;
        long now = loop.nanoTime();
        Work first = queue.peek();
        if (first != null) {
            oldest = Math.min(oldest, first.waitingSince() - now);
        }
        LeaseRequest request = requests.peek();
        if (request != null) {
            oldest = Math.min(oldest, request.since() - now);
        }
        acquireTimer = loop.schedule(this::onAcquireTimer, Math.max(0, oldest + most));
    }

    private void onAcquireTimer() {
        acquireTimer = null;
        long now = loop.nanoTime();
        long most = pool.maxAcquireTime().toNanos();
        String limit = "no connection of the pool within the maxAcquireTime of "
                + pool.maxAcquireTime().toMillis() + " ms";
        for (Work work : queue.removeIf(each -> now - each.waitingSince() >= most)) {
            counters.acquireTimeouts.increment();
            fail(
                    work,
                    new MySQLTimeoutException(
                            limit + ": " + work.whereTheTimeWent(now) + "; " + members.describe(),
                            work.context(endpoint, Phase.CONNECT),
                            null));
        }
        for (LeaseRequest oldest = requests.peek(); oldest != null; oldest = requests.peek()) {
            if (now - oldest.since() < most) {
                break;
            }
            requests.remove();
            counters.acquireTimeouts.increment();
            oldest.refuse(new MySQLTimeoutException(
                    limit + "; " + members.describe(), here(oldest.sql(), Phase.CONNECT), null));
        }
        dispatch();
    }

    /** A session whose oldest answer is due for long gets nothing more, and gives back what it has not sent. */
    private void watchStuckSessions() {
        if (maxWaitNanos > 0 && stuckTimer == null && members.isAnyRunning()) {
            stuckTimer = loop.schedule(this::onStuckTimer, maxWaitNanos);
        }
    }

    private void onStuckTimer() {
        stuckTimer = null;
        long now = loop.nanoTime();
        for (Member member : members.all()) {
            Supervisor supervisor = member.supervisor();
            if (member.lease() == null && supervisor.isStuck(now, maxWaitNanos)) {
                supervisor.withdraw();
            }
        }
        dispatch();
    }

    // --- Leases end ---

    void released(Lease lease) {
        counters.released.increment();
        lease.member().giveBack();
        dispatch();
    }

    MySQLException givenBack(Work work) {
        return new ConnectionClosedException(
                "the connection was given back to its pool", work.context(endpoint, Phase.CLOSE), null);
    }

    // --- What others ask ---

    /** Makes a database the default of all connections, those of the future included. */
    public void useDatabase(String database) {
        members.useDatabase(database);
    }

    /** Opens minIdle sessions. */
    public void warmUp(Runnable whenDone, Consumer<MySQLException> ifNot) {
        if (closed || draining.isOn()) {
            ifNot.accept(closedBy(null));
        } else {
            upkeep.warmUp(whenDone, ifNot);
            dispatch();
        }
    }

    /** Any thread may ask. */
    public PoolMetrics metrics() {
        return counters.metrics(members, waiting);
    }

    public List<PooledConnection> connections() {
        long now = loop.nanoTime();
        return members.all().stream()
                .map(member -> members.describe(member, endpoint, now))
                .toList();
    }

    /** Any thread may ask. */
    public ConnectionState state() {
        return closed ? ConnectionState.CLOSED : draining.isOn() ? ConnectionState.DRAINING : ConnectionState.READY;
    }

    // --- The end ---

    private boolean isDone() {
        return queue.isEmpty() && requests.isEmpty() && pausing.isEmpty() && !members.isAnyInUse();
    }

    /** Takes nothing more, finishes what was taken, leases included, and closes. */
    public void drain(Duration timeout, Runnable whenClosed) {
        if (closed) {
            whenClosed.run();
            return;
        }
        draining.begin(timeout, whenClosed);
        dispatch();
    }

    /** Fails all that is pending, and all that will come. */
    public void close(MySQLException reason) {
        if (closed) {
            return;
        }
        closed = true;
        acquireTimer = cancelled(acquireTimer);
        stuckTimer = cancelled(stuckTimer);
        reconnects.close();
        upkeep.close(reason);
        deadlines.close();
        queue.removeIf(work -> true).forEach(work -> fail(work, closedBy(work.statement())));
        Map<Work, Loop.Timer> paused = new LinkedHashMap<>(pausing);
        pausing.clear();
        paused.forEach((work, timer) -> {
            timer.cancel();
            fail(work, closedBy(work.statement()));
        });
        List<LeaseRequest> refused = new ArrayList<>(requests);
        requests.clear();
        refused.forEach(request -> request.refuse(closedBy(request.sql())));
        for (Member member : members.all()) {
            Lease lease = member.lease();
            if (lease != null) {
                lease.release();
            }
            if (member.session() != null) {
                counters.closed.increment();
            }
            member.supervisor().close(reason);
        }
        members.clear();
        waiting = 0;
        draining.over();
    }

    private static Loop.@Nullable Timer cancelled(Loop.@Nullable Timer timer) {
        if (timer != null) {
            timer.cancel();
        }
        return null;
    }

    private ErrorContext here(@Nullable String statement, Phase phase) {
        return new ErrorContext(endpoint, phase, statement, Delivery.NOT_EXECUTED);
    }

    private MySQLException closedBy(@Nullable String statement) {
        return new ConnectionClosedException("the pool was closed by its owner", here(statement, Phase.CLOSE), null);
    }

    private MySQLException full(@Nullable String statement) {
        return new BacklogFullException(
                queue.size() + requests.size() + " callers wait for a connection already; " + members.describe(),
                here(statement, Phase.PREPARATION),
                null);
    }
}
