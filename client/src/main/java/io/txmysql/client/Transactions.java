// SPDX-License-Identifier: Apache-2.0
package io.txmysql.client;

import io.txmysql.api.Backoff;
import io.txmysql.api.Transaction;
import io.txmysql.api.TransactionOptions;
import io.txmysql.supervisor.TransactionTarget;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Opens transactions and runs functions in them. Any thread.
 *
 * @param random for the jitter of pauses; drawn from on the loop
 * @param backoff the pauses before a function is run again
 */
public record Transactions(RandomGenerator random, Backoff backoff) {
    CompletableFuture<Transaction> begin(
            Mailbox mailbox, TransactionTarget target, TransactionOptions options, Runnable onOver) {
        Opening opening = new Opening(mailbox, target, options, onOver);
        mailbox.put(opening::begin);
        return opening.future();
    }

    <T extends @Nullable Object> CompletableFuture<T> run(
            Mailbox mailbox,
            TransactionOptions options,
            Supplier<CompletableFuture<Transaction>> open,
            Function<? super Transaction, ? extends CompletionStage<T>> body) {
        return new TransactionRun<>(mailbox, random, backoff, options, open, body).begin();
    }
}
