// SPDX-License-Identifier: Apache-2.0
package io.txmysql.benchmarks;

import io.txmysql.api.OperationResult;
import io.txmysql.api.SqlRunner;
import io.txmysql.client.LogicalConnection;
import io.txmysql.client.PooledClient;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** SQL is given to what users hold, and each of them follows his future. */
final class CallBurst extends Burst implements BiConsumer<OperationResult, @Nullable Throwable> {
    private final SqlRunner client;

    private CallBurst(Function<TurnLoop, SqlRunner> newClient) {
        client = newClient.apply(loop);
    }

    static Burst onConnection() {
        return new CallBurst(loop ->
                new LogicalConnection(loop, Parts.newSupervisor(loop), Parts.transactions(loop), "scripted", () -> {}));
    }

    static Burst onPool() {
        return new CallBurst(loop ->
                new PooledClient(loop, Parts.newPool(loop), Parts.transactions(loop), false, "scripted", () -> {}));
    }

    @Override
    void submit() {
        var unused = client.runOperation(SQL).whenComplete(this);
    }

    @Override
    public void accept(OperationResult result, @Nullable Throwable failure) {
        if (failure != null) {
            throw new IllegalStateException(failure);
        }
        answered();
    }
}
