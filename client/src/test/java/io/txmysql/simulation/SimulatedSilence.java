// SPDX-License-Identifier: Apache-2.0
package io.txmysql.simulation;

import io.txmysql.protocol.session.SessionEngine;
import io.txmysql.testkit.simulation.VirtualLoop;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Notices a server that owes an answer and says nothing, as the transport's SilenceWatch does. */
final class SimulatedSilence {
    private static final int LOOKS = 4;

    private final VirtualLoop loop;
    private final SessionEngine engine;
    private final Duration limit;
    private final Runnable onSilence;
    private VirtualLoop.@Nullable Event nextLook;
    private boolean heard;
    private int silentLooks;

    SimulatedSilence(VirtualLoop loop, SessionEngine engine, Duration limit, Runnable onSilence) {
        this.loop = loop;
        this.engine = engine;
        this.limit = limit;
        this.onSilence = onSilence;
    }

    private boolean isOn() {
        return !limit.isZero() && engine.inFlight() > 0;
    }

    void heard() {
        heard = true;
    }

    void lookIfDue() {
        if (nextLook == null && isOn()) {
            heard = false;
            silentLooks = 0;
            lookLater();
        }
    }

    private void lookLater() {
        nextLook = loop.schedule(this::look, limit.toNanos() / LOOKS);
    }

    private void look() {
        nextLook = null;
        if (!isOn()) {
            return;
        }
        if (heard || engine.isPaused()) {
            heard = engine.isPaused();
            silentLooks = 0;
        } else {
            silentLooks++;
        }
        if (silentLooks < LOOKS) {
            lookLater();
        } else {
            onSilence.run();
        }
    }

    void stop() {
        if (nextLook != null) {
            nextLook.cancel();
            nextLook = null;
        }
    }
}
