// SPDX-License-Identifier: Apache-2.0
package io.txmysql.protocol.auth;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class AuthPluginsTest {
    @Test
    @DisplayName("the plugins, the strongest first")
    void names() {
        assertThat(AuthPlugins.names()).containsExactly("caching_sha2_password", "mysql_native_password");
    }

    @Test
    @DisplayName("each plugin is found by its name, an unknown one is null")
    void byName() {
        assertThat(AuthPlugins.names())
                .allSatisfy(name -> assertThat(AuthPlugins.byName(name))
                        .isNotNull()
                        .extracting(AuthPlugin::name)
                        .isEqualTo(name));
        assertThat(AuthPlugins.byName("mysql_clear_password")).isNull();
        assertThat(AuthPlugins.byName("")).isNull();
    }
}
