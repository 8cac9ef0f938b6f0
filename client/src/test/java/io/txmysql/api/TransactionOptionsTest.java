// SPDX-License-Identifier: Apache-2.0
package io.txmysql.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.txmysql.api.TransactionOptions.Isolation;
import io.txmysql.protocol.error.InvalidOptionException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The options of a transaction")
final class TransactionOptionsTest {

    @Test
    @DisplayName("leave all to the session by default, and are never tried again")
    void defaults() {
        assertThat(TransactionOptions.DEFAULT).isEqualTo(new TransactionOptions(null, null, false, 0));
        assertThat(TransactionOptions.serializable())
                .isEqualTo(new TransactionOptions(Isolation.SERIALIZABLE, null, false, 0));
    }

    @Test
    @DisplayName("are each changed without the others")
    void changes() {
        TransactionOptions all = TransactionOptions.serializable()
                .readOnly(true)
                .consistentSnapshot(true)
                .retryDeadlocks(3);

        assertThat(all).isEqualTo(new TransactionOptions(Isolation.SERIALIZABLE, true, true, 3));
        assertThat(all.isolation(Isolation.READ_COMMITTED))
                .isEqualTo(new TransactionOptions(Isolation.READ_COMMITTED, true, true, 3));
        assertThat(all.readOnly(false)).isEqualTo(new TransactionOptions(Isolation.SERIALIZABLE, false, true, 3));
        assertThat(all.consistentSnapshot(false))
                .isEqualTo(new TransactionOptions(Isolation.SERIALIZABLE, true, false, 3));
        assertThat(all.retryDeadlocks(0)).isEqualTo(new TransactionOptions(Isolation.SERIALIZABLE, true, true, 0));
    }

    @Test
    @DisplayName("allow a bounded number of retries")
    void retries() {
        assertThat(TransactionOptions.DEFAULT.retryDeadlocks(1000).retryDeadlocks())
                .isEqualTo(1000);
        for (int wrong : new int[] {-1, 1001}) {
            assertThatThrownBy(() -> TransactionOptions.DEFAULT.retryDeadlocks(wrong))
                    .isInstanceOf(InvalidOptionException.class)
                    .hasMessageStartingWith(
                            "option \"retryDeadlocks\": " + wrong + " is out of range; it takes 0 to 1000");
        }
    }
}
