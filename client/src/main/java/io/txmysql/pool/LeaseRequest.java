// SPDX-License-Identifier: Apache-2.0
package io.txmysql.pool;

import io.txmysql.protocol.error.MySQLException;
import io.txmysql.supervisor.Work;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A caller who waits for a connection of his own. Belongs to the loop. */
public final class LeaseRequest {
    private final @Nullable Throwable borrower;
    private final @Nullable Work statement;
    private final Consumer<Lease> onGranted;
    private final Consumer<MySQLException> onRefused;
    private long since;

    /**
     * @param borrower where the request was made; null if that is not kept
     * @param onGranted gets the lease; called at most once, and never together with {@code onRefused}
     */
    public LeaseRequest(@Nullable Throwable borrower, Consumer<Lease> onGranted, Consumer<MySQLException> onRefused) {
        this(borrower, null, onGranted, onRefused);
    }

    /** @param statement the one statement that it is for; null if the borrower will say */
    LeaseRequest(
            @Nullable Throwable borrower,
            @Nullable Work statement,
            Consumer<Lease> onGranted,
            Consumer<MySQLException> onRefused) {
        this.borrower = borrower;
        this.statement = statement;
        this.onGranted = onGranted;
        this.onRefused = onRefused;
    }

    void waiting(long now) {
        since = now;
    }

    long since() {
        return since;
    }

    @Nullable
    Throwable borrower() {
        return borrower;
    }

    @Nullable
    Work statement() {
        return statement;
    }

    @Nullable
    String sql() {
        return statement == null ? null : statement.statement();
    }

    void grant(Lease lease) {
        onGranted.accept(lease);
    }

    void refuse(MySQLException reason) {
        onRefused.accept(reason);
    }
}
