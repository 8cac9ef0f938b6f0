// SPDX-License-Identifier: Apache-2.0
package io.txmysql.simulation;

import static io.txmysql.api.ConnectionState.*;
import static io.txmysql.simulation.Watch.Event.*;

import io.txmysql.api.ConnectionState;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Which events can come in which states; a run must have met them all. */
final class ReachableCells {
    /** Cells that no schedule can reach, and why. */
    private record Unreachable(Set<ConnectionState> states, Set<Watch.Event> events, String why) {}

    private static final List<Unreachable> UNREACHABLE = List.of(
            new Unreachable(
                    Set.of(DISCONNECTED, BACKOFF), Set.of(CONNECTED, REFUSED), "no attempt to connect is under way"),
            new Unreachable(Set.of(DISCONNECTED, BACKOFF, CONNECTING), Set.of(LOST), "there is no session"),
            new Unreachable(Set.of(READY), Set.of(CONNECTED, REFUSED), "there is a session, so nobody connects"),
            new Unreachable(Set.of(CLOSED), Set.of(CONNECTED), "closing abandons the attempt to connect"),
            new Unreachable(Set.of(CLOSED), Set.of(TIMER), "closing cancels all timers"));

    private ReachableCells() {}

    /** The cells that can be reached and were not. */
    static List<String> missing(Cells cells) {
        List<String> missing = new ArrayList<>();
        for (ConnectionState state : ConnectionState.values()) {
            for (Watch.Event event : Watch.Event.values()) {
                if (cells.count(state, event) == 0 && isReachable(state, event)) {
                    missing.add(state + " x " + event);
                }
            }
        }
        return missing;
    }

    /** The cells that were reached and should not be reachable. */
    static List<String> impossible(Cells cells) {
        List<String> reached = new ArrayList<>();
        for (Unreachable each : UNREACHABLE) {
            for (ConnectionState state : each.states) {
                for (Watch.Event event : each.events) {
                    if (cells.count(state, event) > 0) {
                        reached.add(state + " x " + event + ", though " + each.why);
                    }
                }
            }
        }
        return reached;
    }

    private static boolean isReachable(ConnectionState state, Watch.Event event) {
        return UNREACHABLE.stream().noneMatch(each -> each.states.contains(state) && each.events.contains(event));
    }
}
