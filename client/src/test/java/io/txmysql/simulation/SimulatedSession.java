// SPDX-License-Identifier: Apache-2.0
package io.txmysql.simulation;

import io.txmysql.protocol.error.ConnectionLostException;
import io.txmysql.protocol.error.Delivery;
import io.txmysql.protocol.error.MySQLException;
import io.txmysql.protocol.error.MySQLTimeoutException;
import io.txmysql.protocol.error.Phase;
import io.txmysql.protocol.exchange.Exchange;
import io.txmysql.protocol.exchange.SessionState;
import io.txmysql.protocol.session.SessionEngine;
import io.txmysql.testkit.simulation.Dice;
import io.txmysql.testkit.simulation.ModelServer;
import io.txmysql.testkit.simulation.SimulatedLink;
import io.txmysql.transport.Session;
import io.txmysql.transport.SessionListener;
import java.time.Duration;
import java.util.List;

/** Drives the real session engine with a simulated link, in the same order of things as NettySession does with a channel. */
final class SimulatedSession implements Session, SimulatedLink.Receiver {
    private static final int LARGEST_WRITE = 256 * 1024;

    private final World world;
    private final SimulatedLoop loop;
    private final Dice dice;
    private final Watch watch;
    private final SessionEngine engine;
    private final SessionListener listener;
    private final SimulatedLink.End end;
    private final ModelServer server;
    private final boolean beside;
    private final SimulatedSilence silence;
    private boolean driving;
    private boolean driveScheduled;
    private boolean writing;
    private boolean announced;
    private boolean ended;

    SimulatedSession(
            World world,
            SimulatedLoop loop,
            Dice dice,
            Watch watch,
            SessionEngine engine,
            Duration socketTimeout,
            SessionListener listener,
            SimulatedLink.End end,
            ModelServer server,
            boolean beside) {
        this.world = world;
        this.loop = loop;
        this.dice = dice;
        this.watch = watch;
        this.engine = engine;
        this.listener = listener;
        this.end = end;
        this.server = server;
        this.beside = beside;
        this.silence = new SimulatedSilence(world.loop, engine, socketTimeout, this::onSilence);
        world.sessions.add(this);
    }

    ModelServer server() {
        return server;
    }

    /** Whether it looks after another one: it may have a last word to say when that has ended. */
    boolean isBeside() {
        return beside;
    }

    SimulatedLink link() {
        return end.link();
    }

    // --- Session ---

    @Override
    public void submit(Exchange exchange) {
        requireLoop();
        engine.submit(exchange);
        driveSoon();
    }

    @Override
    public void submitNext(Exchange exchange) {
        requireLoop();
        engine.submitNext(exchange);
        driveSoon();
    }

    @Override
    public void hold(boolean on) {
        requireLoop();
        engine.hold(on);
        driveSoon();
    }

    @Override
    public List<Exchange> withdraw() {
        requireLoop();
        return engine.withdraw();
    }

    @Override
    public int pending() {
        return engine.pending();
    }

    @Override
    public int inFlight() {
        return engine.inFlight();
    }

    @Override
    public SessionState state() {
        return engine.session();
    }

    @Override
    public void close(MySQLException reason) {
        requireLoop();
        engine.quit(reason);
        driveSoon();
        drive();
    }

    void abort(MySQLException cause) {
        engine.abort(cause);
        drive();
    }

    private void requireLoop() {
        if (!loop.inLoop()) {
            throw new IllegalStateException("a session is called from outside of its loop");
        }
    }

    Phase phase() {
        return engine.session().phase();
    }

    private void driveSoon() {
        if (!driveScheduled) {
            driveScheduled = true;
            loop.execute(() -> {
                driveScheduled = false;
                drive();
            });
        }
    }

    // --- Link ---

    @Override
    public void onBytes(byte[] bytes, int offset, int count) {
        silence.heard();
        int done = 0;
        while (done < count && engine.state() != SessionEngine.State.CLOSED) {
            byte[] target = engine.inputArray();
            int part = Math.min(engine.inputSpace(), count - done);
            System.arraycopy(bytes, offset + done, target, engine.inputOffset(), part);
            engine.received(part);
            done += part;
        }
        drive();
    }

    @Override
    public void onEnd(boolean reset) {
        abort(new ConnectionLostException(
                reset ? "the connection broke: Connection reset by peer" : "the server closed the connection",
                engine.session().context(null, Delivery.UNKNOWN),
                null));
    }

    private void onSilence() {
        abort(new MySQLTimeoutException(
                "no byte from the server within the socketTimeout",
                engine.session().context(null, Delivery.UNKNOWN),
                null));
    }

    // --- The engine ---

    private void drive() {
        if (driving) {
            return;
        }
        driving = true;
        try {
            endIfClosed();
            deliver();
            if (engine.state() == SessionEngine.State.READY && !announced) {
                announced = true;
                watch.event(Watch.Event.CONNECTED);
                listener.onReady(this);
            }
            do {
                write();
                endIfClosed(); // a write can fail at once
                deliver();
            } while (!writing && engine.prepareOutput());
            endIfClosed();
            deliver();
            if (announced && !ended) {
                silence.lookIfDue();
            }
        } finally {
            driving = false;
        }
    }

    private void deliver() {
        for (Exchange exchange = engine.poll(); exchange != null; exchange = engine.poll()) {
            watch.event(Watch.Event.ANSWERED);
            exchange.deliver();
        }
    }

    private void write() {
        while (!writing && engine.prepareOutput()) {
            int count = Math.min(engine.outputLength(), LARGEST_WRITE);
            end.write(engine.outputArray(), engine.outputOffset(), count);
            engine.handed(count);
            if (link().isCut() && dice.oneIn(2)) {
                engine.abort(new ConnectionLostException(
                        "writing failed: Broken pipe", engine.session().context(null, Delivery.UNKNOWN), null));
                return;
            }
            if (dice.oneIn(10)) { // the socket's buffer is full for a while
                writing = true;
                world.loop.schedule(this::onWritten, dice.spread(1_000, 2_000_000));
            }
            if (engine.inFlight() > 0) {
                world.written();
            }
        }
    }

    private void onWritten() {
        writing = false;
        if (engine.outputLength() > 0) {
            silence.heard();
        }
        drive();
    }

    private void endIfClosed() {
        if (engine.state() == SessionEngine.State.CLOSED && !ended) {
            ended = true;
            silence.stop();
            write();
            world.sessions.remove(this);
            end.close();
            MySQLException cause = engine.failure();
            listener.onEnd(
                    cause == null
                            ? new ConnectionLostException(
                                    "the connection is closed", engine.session().context(null, Delivery.UNKNOWN), null)
                            : cause);
        }
    }
}
