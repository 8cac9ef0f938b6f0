// SPDX-License-Identifier: Apache-2.0
package io.txmysql.simulation;

import io.txmysql.api.ConnectionState;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Follows one logical connection from outside: which event has come in which state. */
final class Watch {
    /** What can happen to a logical connection. */
    enum Event {
        SUBMIT,
        CONNECTED,
        REFUSED,
        LOST,
        ANSWERED,
        TIMER,
        CANCEL,
        CLOSE,
        DRAIN
    }

    /** For what is not the connection itself. */
    static final Watch NOTHING = new Watch(null);

    private final @Nullable Cells cells;
    private @Nullable Supplier<ConnectionState> state;

    /** @param cells null: nobody counts, since it is not one logical connection */
    Watch(@Nullable Cells cells) {
        this.cells = cells;
    }

    void follow(Supplier<ConnectionState> newState) {
        state = newState;
    }

    /** To be called before the client hears of it. */
    void event(Event event) {
        if (cells != null && state != null) {
            cells.reached(state.get(), event);
        }
    }
}
