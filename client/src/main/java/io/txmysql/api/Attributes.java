// SPDX-License-Identifier: Apache-2.0
package io.txmysql.api;

import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a new session is told about its client.
 *
 * @param connectionAttributes shown in {@code performance_schema.session_connect_attrs}; names must not start with an underscore, which is reserved. At most 32 KiB in all
 * @see <a href="https://dev.mysql.com/doc/refman/8.4/en/performance-schema-connection-attribute-tables.html">Connection
 *     Attribute Tables</a>
 */
public record Attributes(Map<String, String> connectionAttributes) {
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
    }

    private static int length(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
