// SPDX-License-Identifier: Apache-2.0
package io.txmysql.pool;

import io.txmysql.api.PoolOptions;
import io.txmysql.api.PooledConnection;
import io.txmysql.api.PooledConnection.Use;
import io.txmysql.supervisor.Supervisor;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The connections of a pool and the choice among them. Changed on the loop only, always as a whole new list, so that others
 * may look at it.
 */
final class Members {
    /** A session may end by so much earlier than its options say, as a part of its life. */
    private static final double LIFE_JITTER = 0.1;

    private final PoolOptions options;
    private final RandomGenerator random;
    private final Supplier<Supervisor> newSupervisor;
    private volatile List<Member> all = List.of();
    private int lastNumber;

    /** Callers have waited when it was last looked. */
    private boolean arePromised;

    private @Nullable String database;

    Members(
            PoolOptions options,
            RandomGenerator random,
            Supplier<Supervisor> newSupervisor,
            @Nullable String database) {
        this.options = options;
        this.random = random;
        this.newSupervisor = newSupervisor;
        this.database = database;
    }

    /** Oldest first; the list never changes. */
    List<Member> all() {
        return all;
    }

    int size() {
        return all.size();
    }

    /** The default database of all; null for none. */
    @Nullable
    String database() {
        return database;
    }

    void useDatabase(String newDatabase) {
        database = newDatabase;
        all.forEach(member -> member.supervisor().useDatabase(newDatabase));
    }

    Member add() {
        long life = (long) (options.maxLifeTime().toNanos() * (1 - LIFE_JITTER * random.nextDouble()));
        Member member = new Member(++lastNumber, newSupervisor.get(), life);
        if (database != null) {
            member.supervisor().useDatabase(database);
        }
        Member[] more = all.toArray(new Member[all.size() + 1]);
        more[more.length - 1] = member;
        all = List.of(more);
        return member;
    }

    void remove(Member member) {
        all = all.stream().filter(each -> each != member).toList();
    }

    void clear() {
        all = List.of();
    }

    /** Whether there has been work for it. */
    boolean wasUsed() {
        return lastNumber > 0;
    }

    /** The session of one of them has answered something, or there is another. */
    void changed(Supervisor supervisor) {
        for (Member member : all) {
            if (member.supervisor() == supervisor) {
                member.changed();
                return;
            }
        }
    }

    // --- Choosing ---

    /** The idle one that was used last, so that the others may become superfluous; null if all are busy. */
    @Nullable
    Member bestIdle() {
        Member best = null;
        for (Member member : all) {
            if (member.isIdle()
                    && (best == null
                            || member.supervisor().idleSince()
                                    > best.supervisor().idleSince())) {
                best = member;
            }
        }
        return best;
    }

    /** The one with the least to do that takes a statement; null if none does. */
    @Nullable
    Member leastLoaded(int limit, long now, long maxWaitNanos) {
        Member best = null;
        int least = limit;
        for (Member member : all) {
            Supervisor supervisor = member.supervisor();
            int running = supervisor.running();
            if (running < least
                    && !member.isPromised()
                    && member.isShared()
                    && (running == 0 || maxWaitNanos == 0 || !supervisor.isStuck(now, maxWaitNanos))) {
                best = member;
                least = running;
                if (running == 0) {
                    break;
                }
            }
        }
        return best;
    }

    /** Keeps so many of those with the least to do from getting more, because callers wait for them. */
    void promise(int callers, boolean mayGrow) {
        if (callers == 0 && !arePromised) {
            return;
        }
        arePromised = callers > 0;
        int missing = callers - connecting() - (mayGrow ? options.maxSize() - size() : 0);
        for (Member member : all) {
            if (member.isPromised()) {
                member.promise(false);
            }
        }
        for (int i = 0; i < missing; i++) {
            Member least = leastLoaded(Integer.MAX_VALUE, 0, 0);
            if (least == null) {
                return;
            }
            least.promise(true);
        }
    }

    // --- Counting ---

    int connecting() {
        return count(Use.CONNECTING);
    }

    int idle() {
        return count(Use.IDLE);
    }

    private int count(Use use) {
        int count = 0;
        for (Member member : all) {
            if (member.use() == use) {
                count++;
            }
        }
        return count;
    }

    /** Whether there is no session at all, so that those who wait have nothing to hope for but the next attempt. */
    boolean areNoneOpen() {
        for (Member member : all) {
            if (member.session() != null) {
                return false;
            }
        }
        return true;
    }

    boolean isAnyRunning() {
        for (Member member : all) {
            if (member.lease() == null && member.supervisor().running() > 0) {
                return true;
            }
        }
        return false;
    }

    boolean isAnyInUse() {
        for (Member member : all) {
            if (member.lease() != null || member.supervisor().pending() > 0) {
                return true;
            }
        }
        return false;
    }

    // --- For people ---

    PooledConnection describe(Member member, String endpoint, long now) {
        Supervisor supervisor = member.supervisor();
        Lease lease = member.lease();
        boolean open = member.session() != null;
        long useSince = lease != null ? lease.since() : supervisor.idleSince();
        return new PooledConnection(
                member.number(),
                endpoint,
                supervisor.state(),
                member.use(),
                supervisor.running(),
                open ? Duration.ofNanos(now - supervisor.readySince()) : Duration.ZERO,
                open || lease != null ? Duration.ofNanos(now - useSince) : Duration.ZERO,
                lease == null ? null : lease.borrower());
    }

    /** How many are used for what. */
    Map<Use, Integer> uses() {
        Map<Use, Integer> uses = new EnumMap<>(Use.class);
        for (Member member : all) {
            uses.merge(member.use(), 1, Integer::sum);
        }
        return uses;
    }

    /** Statements that were given to a session and are not answered. */
    int running() {
        int running = 0;
        for (Member member : all) {
            running += member.supervisor().running();
        }
        return running;
    }

    /** For an error: what all of them are doing. */
    String describe() {
        Map<Use, Integer> uses = uses();
        return size() + " of " + options.maxSize() + " connections"
                + (uses.isEmpty()
                        ? ""
                        : uses.entrySet().stream()
                                .map(each -> each.getValue() + " "
                                        + each.getKey().name().toLowerCase(Locale.ROOT))
                                .collect(Collectors.joining(", ", ": ", "")));
    }
}
