// SPDX-License-Identifier: Apache-2.0
package io.txmysql.benchmarks;

import io.txmysql.protocol.error.ConnectionLostException;
import io.txmysql.protocol.error.Delivery;
import io.txmysql.protocol.error.MySQLException;
import io.txmysql.protocol.exchange.Exchange;
import io.txmysql.protocol.exchange.SessionState;
import io.txmysql.protocol.message.OkPacket;
import io.txmysql.protocol.message.ServerStatus;
import io.txmysql.protocol.session.SessionConfig;
import io.txmysql.protocol.session.SessionEngine;
import io.txmysql.protocol.wire.FrameWriter;
import io.txmysql.protocol.wire.PayloadWriter;
import io.txmysql.transport.Loop;
import io.txmysql.transport.Session;
import io.txmysql.transport.SessionListener;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * A session whose server is in the same thread and answers each command with OK. It drives the real engine in the order in
 * which the transport does: what is submitted in a turn is sent at its end, answers come in a turn of their own, exchanges
 * deliver after all that has come was parsed. Belongs to the loop.
 */
final class ScriptedSession implements Session {
    /** What a server has that nobody has configured. */
    private static final int WAIT_TIMEOUT_SECONDS = 28_800;

    private static final int HEADER = 4;

    private final SessionEngine engine;
    private final Loop loop;
    private final SessionListener listener;
    private final byte[] ok;
    private final Runnable scheduledDrive = this::scheduledDrive;
    private final Runnable reply = this::reply;
    private int due;
    private boolean driving;
    private boolean driveScheduled;
    private boolean ended;

    /** Logs in at once; the listener hears of it in a turn of its own. */
    ScriptedSession(Loop loop, int pipelining, SessionListener listener) {
        this.loop = loop;
        this.listener = listener;
        this.engine = new SessionEngine(new SessionConfig(
                "scripted",
                new SessionConfig.Identity("root", "", null, Map.of()),
                new SessionConfig.Security(SessionConfig.TlsPolicy.DISABLED, false, null, false, new SecureRandom()),
                new SessionConfig.Features(false, false, false),
                new SessionConfig.Limits(pipelining, 8, 1024),
                SessionConfig.Setup.NONE));
        receive(CapturedReplies.greeting(), 1);
        while (engine.prepareOutput()) {
            engine.handed(engine.outputLength());
        }
        receive(CapturedReplies.loginOk(), 1);
        if (engine.state() != SessionEngine.State.READY) {
            throw new IllegalStateException("no login", engine.failure());
        }
        engine.session().waitTimeoutSeconds(WAIT_TIMEOUT_SECONDS);
        this.ok = ok(engine.session().capabilities());
        loop.execute(() -> listener.onReady(this));
    }

    private static byte[] ok(long capabilities) {
        PayloadWriter out = new PayloadWriter();
        int frame = FrameWriter.begin(out);
        new OkPacket(1, 0, ServerStatus.AUTOCOMMIT, 0, "", List.of()).encode(out, capabilities);
        FrameWriter.end(out, frame, 1);
        return Arrays.copyOf(out.array(), out.position());
    }

    // --- Session ---

    @Override
    public void submit(Exchange exchange) {
        engine.submit(exchange);
        driveSoon();
    }

    @Override
    public void submitNext(Exchange exchange) {
        engine.submitNext(exchange);
        driveSoon();
    }

    @Override
    public void hold(boolean on) {
        engine.hold(on);
        driveSoon();
    }

    @Override
    public List<Exchange> withdraw() {
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
        engine.quit(reason);
        drive();
    }

    private void driveSoon() {
        if (!driveScheduled) {
            driveScheduled = true;
            loop.execute(scheduledDrive);
        }
    }

    private void scheduledDrive() {
        driveScheduled = false;
        drive();
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
            do {
                write();
                deliver();
            } while (engine.prepareOutput());
            endIfClosed();
            deliver();
        } finally {
            driving = false;
        }
    }

    private void deliver() {
        for (Exchange exchange = engine.poll(); exchange != null; exchange = engine.poll()) {
            exchange.deliver();
        }
    }

    private void write() {
        while (engine.prepareOutput()) {
            int commands = commands(engine.outputArray(), engine.outputOffset(), engine.outputLength());
            engine.handed(engine.outputLength());
            if (due == 0) {
                loop.execute(reply);
            }
            due += commands;
        }
    }

    /** How many packets these bytes are; a write always ends with the end of one. */
    private static int commands(byte[] bytes, int offset, int length) {
        int commands = 0;
        int at = offset;
        while (at < offset + length) {
            int payload = (bytes[at] & 0xFF) | (bytes[at + 1] & 0xFF) << 8 | (bytes[at + 2] & 0xFF) << 16;
            at += HEADER + payload;
            commands++;
        }
        return commands;
    }

    private void reply() {
        int answers = due;
        due = 0;
        receive(ok, answers);
        drive();
    }

    /** Copies bytes into the engine's buffer, as many as fit, so many times over. */
    private void receive(byte[] bytes, int times) {
        int from = 0;
        int left = times;
        while (left > 0 && engine.state() != SessionEngine.State.CLOSED) {
            byte[] target = engine.inputArray();
            int offset = engine.inputOffset();
            int space = engine.inputSpace();
            int count = 0;
            while (left > 0 && count < space) {
                int length = Math.min(space - count, bytes.length - from);
                System.arraycopy(bytes, from, target, offset + count, length);
                count += length;
                from += length;
                if (from == bytes.length) {
                    from = 0;
                    left--;
                }
            }
            engine.received(count);
        }
    }

    private void endIfClosed() {
        if (engine.state() == SessionEngine.State.CLOSED && !ended) {
            ended = true;
            MySQLException cause = engine.failure();
            listener.onEnd(
                    cause == null
                            ? new ConnectionLostException(
                                    "the end", engine.session().context(null, Delivery.UNKNOWN), null)
                            : cause);
        }
    }
}
