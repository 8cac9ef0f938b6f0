// SPDX-License-Identifier: Apache-2.0
package io.txmysql.api;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What each new session is told before it is used.
 *
 * @param sessionVariables system variables of the session, and the SQL expressions that they are set to, in order
 */
public record SessionSettings(Map<String, String> sessionVariables) {
    public SessionSettings {
        sessionVariables = Collections.unmodifiableMap(new LinkedHashMap<>(sessionVariables));
    }
}
