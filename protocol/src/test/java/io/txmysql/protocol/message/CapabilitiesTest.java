// SPDX-License-Identifier: Apache-2.0
package io.txmysql.protocol.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Field;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class CapabilitiesTest {
    @Test
    @DisplayName("Each flag is a bit of its own, described by its own name")
    void names() throws IllegalAccessException {
        long all = 0;
        for (Field field : Capabilities.class.getFields()) {
            long flag = field.getLong(null);
            assertThat(Long.bitCount(flag)).as(field.getName()).isOne();
            assertThat(Capabilities.describe(flag)).isEqualTo(field.getName());
            assertThat(all & flag).as("%s beside the others", field.getName()).isZero();
            all |= flag;
        }
        assertThat(all).isEqualTo((1L << 38) - 1);
    }

    @Test
    @DisplayName("Flags have the numbers of the manuals")
    void numbers() {
        assertThat(Capabilities.CLIENT_PROTOCOL_41).isEqualTo(512);
        assertThat(Capabilities.CLIENT_SSL).isEqualTo(2048);
        assertThat(Capabilities.CLIENT_SECURE_CONNECTION).isEqualTo(32768);
        assertThat(Capabilities.CLIENT_DEPRECATE_EOF).isEqualTo(1L << 24);
        assertThat(Capabilities.CLIENT_MULTI_FACTOR_AUTHENTICATION).isEqualTo(1L << 28);
        assertThat(Capabilities.CLIENT_REMEMBER_OPTIONS).isEqualTo(1L << 31);
        assertThat(Capabilities.MARIADB_CLIENT_PROGRESS).isEqualTo(1L << 32);
        assertThat(Capabilities.MARIADB_CLIENT_BULK_UNIT_RESULTS).isEqualTo(1L << 37);
    }

    @Test
    @DisplayName("A description joins names, and numbers the bits that have none")
    void describe() {
        assertThat(Capabilities.describe(0)).isEmpty();
        assertThat(Capabilities.describe(Capabilities.CLIENT_SSL | Capabilities.CLIENT_COMPRESS | 1L << 63))
                .isEqualTo("CLIENT_COMPRESS|CLIENT_SSL|bit 63");
    }

    @Test
    @DisplayName("Of several flags all must be there")
    void has() {
        long both = Capabilities.CLIENT_SSL | Capabilities.CLIENT_COMPRESS;
        assertThat(Capabilities.has(both, Capabilities.CLIENT_SSL)).isTrue();
        assertThat(Capabilities.has(Capabilities.CLIENT_SSL, both)).isFalse();
        assertThat(ServerStatus.has(0x4002, ServerStatus.AUTOCOMMIT | ServerStatus.SESSION_STATE_CHANGED))
                .isTrue();
        assertThat(ServerStatus.has(0x4002, ServerStatus.IN_TRANS)).isFalse();
    }
}
