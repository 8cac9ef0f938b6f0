// SPDX-License-Identifier: Apache-2.0
package io.txmysql.protocol.session;

import io.txmysql.protocol.exchange.ResultEnd;
import io.txmysql.protocol.exchange.SessionState;
import io.txmysql.protocol.message.SessionStateChange;
import java.util.List;

/**
 * Whether a server reports changes of the session. One that does reports the variables that turn the reports on, in the
 * answer to just that; so a proxy that says OK and reports nothing is found out.
 */
final class TrackingAnswer extends DiscardingSink {
    private static final String VARIABLES = "session_track_system_variables";

    static final String DEMAND = "SET SESSION " + VARIABLES + " = '*', session_track_state_change = ON,"
            + " session_track_schema = ON, session_track_transaction_info = 'STATE'";

    private final SessionState session;

    TrackingAnswer(SessionState session) {
        this.session = session;
    }

    @Override
    public void onResultEnd(ResultEnd end) {
        List<SessionStateChange> changes = end.ok().changes();
        session.tracksVariables(changes.contains(new SessionStateChange.SystemVariable(VARIABLES, "*"))
                && changes.contains(new SessionStateChange.StateChanged(true)));
    }
}
