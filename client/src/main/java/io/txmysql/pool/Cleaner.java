// SPDX-License-Identifier: Apache-2.0
package io.txmysql.pool;

import io.txmysql.api.PoolOptions.ResetOnRelease;
import io.txmysql.protocol.codec.StatementTraits;
import io.txmysql.protocol.error.MySQLException;
import io.txmysql.protocol.exchange.Exchange;
import io.txmysql.protocol.exchange.InitDbExchange;
import io.txmysql.protocol.exchange.QueryExchange;
import io.txmysql.protocol.exchange.ResetConnectionExchange;
import io.txmysql.protocol.exchange.ResultEnd;
import io.txmysql.protocol.exchange.ResultSink;
import io.txmysql.protocol.exchange.RowBatch;
import io.txmysql.protocol.exchange.SessionState;
import io.txmysql.protocol.message.ComQuery;
import io.txmysql.supervisor.Answer;
import io.txmysql.supervisor.Command;
import io.txmysql.supervisor.Command.Repeat;
import io.txmysql.supervisor.Supervisor;
import io.txmysql.supervisor.Work;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Sees to it that whoever gets a session finds it as after a login: clears away what the last one has left, and selects the
 * pool's database. A session that cannot be cleaned is closed. Belongs to the loop.
 */
final class Cleaner {
    private static final ComQuery ROLLBACK = ComQuery.of("ROLLBACK");

    private final ResetOnRelease when;
    private final Counters counters;
    private final Runnable onDone;

    Cleaner(ResetOnRelease when, Counters counters, Runnable onDone) {
        this.when = when;
        this.counters = counters;
        this.onDone = onDone;
    }

    /** Goes on with the cleaning of a member that was given back; called again whenever something has changed. */
    void clean(Member member, @Nullable String database) {
        Supervisor supervisor = member.supervisor();
        SessionState session = member.session();
        if (member.isWashing()) {
            return;
        }
        if (session == null) {
            supervisor.forgetSessions(database);
            member.cleaned();
        } else if (supervisor.pending() == 0 && supervisor.isUsable()) {
            supervisor.forgetSessions(database);
            wash(member, session, database);
        }
    }

    private void wash(Member member, SessionState session, @Nullable String database) {
        boolean reset = when == ResetOnRelease.ALWAYS || (when == ResetOnRelease.DIRTY && session.isDirty());
        if (database == null && session.schema() != null) {
            close(member); // nothing makes a session forget its database
        } else if (reset && session.canReset()) {
            member.washing(true);
            member.supervisor().take(new Work(command(ResetConnectionExchange::new), new Washed(member, true)));
        } else if (reset) {
            close(member);
        } else if (session.isInTransaction()) {
            member.washing(true);
            member.supervisor()
                    .take(new Work(
                            command(sink -> new QueryExchange(ROLLBACK, "ROLLBACK", StatementTraits.BARRIER, sink)),
                            new Washed(member, false)));
        } else {
            member.cleaned();
        }
    }

    private void close(Member member) {
        member.cleaned();
        member.supervisor().retire();
    }

    private static Command command(Function<ResultSink, Exchange> exchange) {
        return Command.plain(StatementTraits.BARRIER, Repeat.UNDECLARED, exchange);
    }

    /** Selects the pool's database in front of the next work, if another is selected. */
    void selectDatabase(Member member, @Nullable String database) {
        SessionState session = member.session();
        if (database != null && session != null && !Objects.equals(session.schema(), database)) {
            member.supervisor()
                    .give(new Work(command(sink -> new InitDbExchange(database, sink)), new Selected(member)));
        }
    }

    /** The end of a command of the pool's own. */
    private abstract static class End implements Answer {
        @Override
        public void restart() {}

        @Override
        public void onRows(RowBatch rows) {}

        @Override
        public void onResultEnd(ResultEnd end) {}
    }

    private final class Washed extends End {
        private final Member member;
        private final boolean isReset;

        Washed(Member member, boolean isReset) {
            this.member = member;
            this.isReset = isReset;
        }

        @Override
        public void onComplete() {
            if (isReset) {
                counters.resets.increment();
            }
            member.washing(false);
            member.cleaned();
            onDone.run();
        }

        @Override
        public void onFailure(MySQLException failure) {
            member.washing(false);
            close(member);
            onDone.run();
        }
    }

    /** What was to follow is not run in the wrong database. */
    private static final class Selected extends End {
        private final Member member;

        Selected(Member member) {
            this.member = member;
        }

        @Override
        public void onComplete() {}

        @Override
        public void onFailure(MySQLException failure) {
            member.supervisor().withdraw();
            member.supervisor().retire();
        }
    }
}
