// SPDX-License-Identifier: Apache-2.0
package io.txmysql.protocol.auth;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The plugins that there are, the strongest first. */
public final class AuthPlugins {
    private static final Map<String, AuthPlugin> BY_NAME =
            register(new CachingSha2Password(), new MysqlNativePassword());

    private AuthPlugins() {}

    /** The plugin of that name, null if this driver has none. Names are compared exactly, as servers do. */
    public static @Nullable AuthPlugin byName(String name) {
        return BY_NAME.get(name);
    }

    public static Set<String> names() {
        return BY_NAME.keySet();
    }

    private static Map<String, AuthPlugin> register(AuthPlugin... plugins) {
        Map<String, AuthPlugin> byName = new LinkedHashMap<>();
        for (AuthPlugin plugin : plugins) {
            byName.put(plugin.name(), plugin);
        }
        return Collections.unmodifiableMap(byName);
    }
}
