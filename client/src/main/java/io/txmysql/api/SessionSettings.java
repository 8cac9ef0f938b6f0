// SPDX-License-Identifier: Apache-2.0
package io.txmysql.api;

import java.util.Collections;
import java.util.Map;

/**
 * What each new session is told before it is used.
 *
 * @param sessionVariables system variables of the session, and the SQL expressions that they are set to, in order. A name
 *     may be given with {@code @@session.}, {@code @@} or {@code session} in front and is kept without. The
 *     expressions are the program's own SQL, not a place for input of others; texts in them stand in quotes
 */
public record SessionSettings(Map<String, String> sessionVariables) {
    public SessionSettings {
        sessionVariables = Collections.unmodifiableMap(SessionVariables.checked(sessionVariables));
    }

    /** Names only, because options are logged. */
    @Override
    public String toString() {
        return "SessionSettings[sessionVariables=" + sessionVariables.keySet() + "]";
    }
}
