// SPDX-License-Identifier: Apache-2.0
package io.txmysql.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.txmysql.BlockingGate;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.blockhound.BlockingOperationError;

/** The watch over the event loops sees what it is there for; that it sees nothing else all other suites show. */
@MethodSource("io.txmysql.it.TestServer#embedded")
class BlockingIT extends ServerSuite {
    @BeforeEach
    void requireGate() {
        assumeTrue(BlockingGate.isOn(), "event loops are not watched: -Dtxmysql.blocking.gate is not set");
    }

    @Test
    @DisplayName("a callback that sleeps on the event loop is caught")
    void sleepingCallback() {
        await(db.ping().thenRun(BlockingIT::sleep));
        assertThat(BlockingGate.takeFound())
                .isInstanceOf(BlockingOperationError.class)
                .hasMessageContaining("sleep")
                .hasStackTraceContaining("BlockingIT.sleep");
    }

    @Test
    @DisplayName("on a thread of the user's own he may block")
    void sleepingElsewhere() {
        sleep();
        Thread thread = await(db.ping().thenApplyAsync(nothing -> {
            sleep();
            return Thread.currentThread();
        }));
        assertThat(thread.getName()).doesNotStartWith("txmysql");
    }

    private static void sleep() {
        try {
            Thread.sleep(1);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
