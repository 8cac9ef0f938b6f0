// SPDX-License-Identifier: Apache-2.0
package io.txmysql.transport;

import io.netty.channel.ChannelHandlerContext;
import io.netty.util.concurrent.ScheduledFuture;
import io.txmysql.protocol.session.SessionEngine;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Notices that a server owes an answer and says nothing. While an answer is due one timer looks four times within the limit
 * whether anything was heard since it looked last, so that reading costs a flag and no clock: silence is noticed not before
 * the limit, and at most a quarter of it later. It belongs to one session and lives on that one's event loop.
 */
final class SilenceWatch {
    private static final int LOOKS = 4;

    private final SessionEngine engine;
    private final Duration limit;
    private final Runnable onSilence;
    private @Nullable ScheduledFuture<?> nextLook;
    private boolean heard;
    private int silentLooks;
    private boolean systemWatches;

    /**
     * @param limit {@link Duration#ZERO} for none: then it never looks
     * @param onSilence is run once, and nothing after it
     */
    SilenceWatch(SessionEngine engine, Duration limit, Runnable onSilence) {
        this.engine = engine;
        this.limit = limit;
        this.onSilence = onSilence;
    }

    Duration limit() {
        return limit;
    }

    /** Whether the server owes an answer and has a limit to give it in. */
    boolean isOn() {
        return !limit.isZero() && engine.inFlight() > 0;
    }

    /** Something came from the server, or it has taken a part of what is being sent. */
    void heard() {
        heard = true;
    }

    /** Begins to look if an answer is due. */
    void lookIfDue(ChannelHandlerContext ctx) {
        if (nextLook == null && isOn()) {
            heard = false;
            silentLooks = 0;
            systemWatches(ctx, true);
            lookLater(ctx);
        }
    }

    private void lookLater(ChannelHandlerContext ctx) {
        nextLook = ctx.executor().schedule(() -> look(ctx), limit.toNanos() / LOOKS, TimeUnit.NANOSECONDS);
    }

    private void look(ChannelHandlerContext ctx) {
        nextLook = null;
        if (!isOn()) {
            systemWatches(ctx, true);
            return;
        }
        if (heard || engine.isPaused()) {
            heard = engine.isPaused(); // the silence after a pause begins at its end, which is after this look
            silentLooks = 0;
            systemWatches(ctx, false);
        } else {
            silentLooks++;
        }
        if (silentLooks < LOOKS) {
            lookLater(ctx);
        } else {
            onSilence.run();
        }
    }

    /**
     * Lets the operating system watch, too, whether what we send is acknowledged. But it would also end a session whose
     * server is well and only takes nothing more, because it is busy with an answer that it sends piece by piece or that we
     * do not read on: so it does not while the server is heard or cannot be.
     */
    private void systemWatches(ChannelHandlerContext ctx, boolean on) {
        if (systemWatches != on) {
            systemWatches = on;
            Sockets.limitUnacknowledged(ctx.channel(), on ? limit : Duration.ZERO);
        }
    }

    /** The session has ended. */
    void stop() {
        if (nextLook != null) {
            nextLook.cancel(false);
            nextLook = null;
        }
    }
}
