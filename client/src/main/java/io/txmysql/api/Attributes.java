// SPDX-License-Identifier: Apache-2.0
package io.txmysql.api;

import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a new session is told about its client.
 *
 * @param connectionAttributes shown in {@code performance_schema.session_connect_attrs}, beside those that the driver sends
 *     itself; names must not start with an underscore, which is reserved. At most 32 KiB in all
 * @param connectionCollation a collation of utf8mb4, in which literals are compared; null for the server's default. All
 *     text travels as utf8mb4, so others are refused
 * @see <a href="https://dev.mysql.com/doc/refman/8.4/en/performance-schema-connection-attribute-tables.html">Connection
 *     Attribute Tables</a>
 */
public record Attributes(
        Map<String, String> connectionAttributes, @Nullable String connectionCollation) {
    private static final Pattern COLLATION = Pattern.compile("utf8mb4_[a-z0-9_]{1,50}");
    private static final int MAX_BYTES = 32 * 1024;

    public Attributes {
        connectionAttributes = Collections.unmodifiableMap(new LinkedHashMap<>(connectionAttributes));
        int bytes = 0;
        for (Map.Entry<String, String> attribute : connectionAttributes.entrySet()) {
            if (attribute.getKey().isEmpty() || attribute.getKey().startsWith("_")) {
                throw InvalidOption.of("connectionAttributes", "a name must not be empty or start with an underscore");
            }
            bytes += length(attribute.getKey()) + length(attribute.getValue());
        }
        if (bytes > MAX_BYTES) {
            throw InvalidOption.of(
                    "connectionAttributes", "they have " + bytes + " bytes; " + MAX_BYTES + " are allowed");
        }
        if (connectionCollation != null
                && !COLLATION.matcher(connectionCollation).matches()) {
            throw InvalidOption.of(
                    "connectionCollation", "it takes a collation of utf8mb4, such as utf8mb4_unicode_ci");
        }
    }

    private static int length(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
