// SPDX-License-Identifier: Apache-2.0
package io.txmysql.simulation;

import io.txmysql.api.ConnectionState;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/** How often each event has come in each state. One for each thread; added up in the end. */
final class Cells {
    private static final ConnectionState[] STATES = ConnectionState.values();
    private static final Watch.Event[] EVENTS = Watch.Event.values();

    private final Map<ConnectionState, Map<Watch.Event, Count>> counts = new EnumMap<>(ConnectionState.class);

    private static final class Count {
        private long value;
    }

    Cells() {
        for (ConnectionState state : STATES) {
            Map<Watch.Event, Count> row = new EnumMap<>(Watch.Event.class);
            for (Watch.Event event : EVENTS) {
                row.put(event, new Count());
            }
            counts.put(state, row);
        }
    }

    private Count cell(ConnectionState state, Watch.Event event) {
        return Objects.requireNonNull(Objects.requireNonNull(counts.get(state)).get(event));
    }

    void reached(ConnectionState state, Watch.Event event) {
        cell(state, event).value++;
    }

    void add(Cells other) {
        for (ConnectionState state : STATES) {
            for (Watch.Event event : EVENTS) {
                cell(state, event).value += other.count(state, event);
            }
        }
    }

    long count(ConnectionState state, Watch.Event event) {
        return cell(state, event).value;
    }

    /** A table for people. */
    @Override
    public String toString() {
        StringBuilder table = new StringBuilder(String.format("%-13s", ""));
        Arrays.stream(EVENTS).forEach(event -> table.append(String.format("%10s", name(event))));
        for (ConnectionState state : STATES) {
            table.append(String.format("%n%-13s", state));
            for (Watch.Event event : EVENTS) {
                table.append(String.format("%10d", count(state, event)));
            }
        }
        return table.toString();
    }

    private static String name(Watch.Event event) {
        return event.name().toLowerCase(Locale.ROOT);
    }
}
