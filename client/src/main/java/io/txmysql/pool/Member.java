// SPDX-License-Identifier: Apache-2.0
package io.txmysql.pool;

import io.txmysql.api.ConnectionState;
import io.txmysql.api.PooledConnection.Use;
import io.txmysql.protocol.exchange.SessionState;
import io.txmysql.supervisor.Supervisor;
import org.jspecify.annotations.Nullable;

/**
 * One connection of a pool. What it is used for follows from what it has; nothing is counted twice. Belongs to the loop; its
 * use may be asked from elsewhere, and is then that of a moment ago.
 */
final class Member {
    private final int number;
    private final Supervisor supervisor;

    /** How long a session of it may live, in nanoseconds; drawn once, so that not all end at once. */
    private final long lifeNanos;

    private volatile @Nullable Lease lease;

    /** A caller waits for it: it gets nothing new, so that it comes free. */
    private boolean promised;

    /** It has answered a ping since it was last used. */
    private boolean validated;

    /** What the last borrower has left is to be cleared away, and whether that is under way. */
    private volatile boolean cleaning;

    private boolean washing;

    /** Its session has answered something that nobody has looked at yet. */
    private boolean changed;

    Member(int number, Supervisor supervisor, long lifeNanos) {
        this.number = number;
        this.supervisor = supervisor;
        this.lifeNanos = lifeNanos;
    }

    int number() {
        return number;
    }

    Supervisor supervisor() {
        return supervisor;
    }

    @Nullable
    Lease lease() {
        return lease;
    }

    Use use() {
        if (lease != null) {
            return Use.LEASED;
        }
        if (supervisor.state() == ConnectionState.CONNECTING) {
            return Use.CONNECTING;
        }
        if (cleaning || !supervisor.isUsable()) {
            return Use.DRAINING;
        }
        return supervisor.running() > 0 ? Use.SHARING : Use.IDLE;
    }

    boolean isConnecting() {
        return supervisor.state() == ConnectionState.CONNECTING;
    }

    /** Whether it has no session and nobody who would make one: it is of no use any more. */
    boolean isGone() {
        return lease == null && supervisor.state() == ConnectionState.DISCONNECTED && supervisor.pending() == 0;
    }

    /** Whether it takes statements of several callers. */
    boolean isShared() {
        return lease == null && !cleaning && supervisor.isUsable();
    }

    boolean isIdle() {
        return isShared() && supervisor.running() == 0;
    }

    boolean isTooOld(long now) {
        return lifeNanos > 0 && now - supervisor.readySince() >= lifeNanos && supervisor.sessionState() != null;
    }

    void changed() {
        changed = true;
    }

    /** Whether its session has answered something since this was last asked. */
    boolean takeChanged() {
        boolean was = changed;
        changed = false;
        return was;
    }

    @Nullable
    SessionState session() {
        return supervisor.sessionState();
    }

    void lend(Lease newLease) {
        lease = newLease;
        promised = false;
        validated = false;
    }

    void giveBack() {
        lease = null;
        cleaning = true;
    }

    boolean isCleaning() {
        return cleaning;
    }

    void cleaned() {
        cleaning = false;
    }

    boolean isWashing() {
        return washing;
    }

    void washing(boolean on) {
        washing = on;
    }

    boolean isPromised() {
        return promised;
    }

    void promise(boolean on) {
        promised = on;
    }

    boolean isValidated() {
        return validated;
    }

    void validated(boolean on) {
        validated = on;
    }
}
