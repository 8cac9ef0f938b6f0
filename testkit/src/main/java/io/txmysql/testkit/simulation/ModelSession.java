// SPDX-License-Identifier: Apache-2.0
package io.txmysql.testkit.simulation;

import static io.txmysql.protocol.message.Capabilities.*;

import io.txmysql.protocol.message.ClientCommand;
import io.txmysql.protocol.message.HandshakeResponse41;
import io.txmysql.protocol.message.HandshakeV10;
import io.txmysql.protocol.message.ServerStatus;
import io.txmysql.protocol.wire.FrameWriter;
import io.txmysql.protocol.wire.PayloadReader;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * One connection of a model server: its login, and its commands one after the other. What was not read yet when the client
 * resets the connection is never executed; what was begun goes on.
 */
final class ModelSession implements SimulatedLink.Receiver {
    private static final byte[] NONCE = "twenty-byte-nonce-20".getBytes(StandardCharsets.US_ASCII);
    private static final int UTF8MB4_GENERAL_CI = 45;
    private static final long BASE = CLIENT_FOUND_ROWS
            | CLIENT_LONG_FLAG
            | CLIENT_CONNECT_WITH_DB
            | CLIENT_PROTOCOL_41
            | CLIENT_TRANSACTIONS
            | CLIENT_SECURE_CONNECTION
            | CLIENT_MULTI_STATEMENTS
            | CLIENT_MULTI_RESULTS
            | CLIENT_PS_MULTI_RESULTS
            | CLIENT_PLUGIN_AUTH
            | CLIENT_CONNECT_ATTRS
            | CLIENT_PLUGIN_AUTH_LENENC_CLIENT_DATA;

    /** For so long after a statement a KILL QUERY may still find its flag unread. */
    private static final long WINDOW = 50_000;

    private static final long WATCHED_TIMEOUT = 3600L * 1_000_000_000;

    private enum State {
        LOGIN,
        READY,
        /** Ends as soon as the running command is over. */
        ENDING,
        OVER
    }

    private final ModelServer server;
    private final SimulatedLink.End end;
    private final long id;
    private final VirtualLoop loop;
    private final Dice dice;
    private final ModelReply reply = new ModelReply();
    private final PayloadReader payload = new PayloadReader();
    private final SessionMemory memory;
    private final ModelExecution execution;
    private byte[] inbox = new byte[512];
    private int read;
    private int written;
    private State state = State.LOGIN;
    private boolean clientLeft;
    private @Nullable ModelCommand current;
    private VirtualLoop.@Nullable Event finish;
    private VirtualLoop.@Nullable Event idle;
    private boolean postponed;
    private boolean killed;
    private long finishedAt;
    private long waitTimeout;

    ModelSession(ModelServer server, SimulatedLink.End end, long id) {
        this.server = server;
        this.end = end;
        this.id = id;
        this.loop = server.loop();
        this.dice = server.dice();
        this.memory = new SessionMemory(server.ledger());
        this.waitTimeout = server.conditions().waitTimeout();
        this.execution = new ModelExecution(server, this, memory, reply);
    }

    long id() {
        return id;
    }

    long waitTimeout() {
        return waitTimeout;
    }

    /** The first word is the server's. */
    void begin(boolean tooMany) {
        long capabilities = BASE;
        ServerKind kind = server.kind();
        capabilities |= kind.mariaDb() ? 0 : CLIENT_LONG_PASSWORD;
        capabilities |= kind.deprecateEof() ? CLIENT_DEPRECATE_EOF : 0;
        capabilities |= kind.sessionTrack() ? CLIENT_SESSION_TRACK : 0;
        reply.negotiated(capabilities);
        HandshakeV10 greeting = new HandshakeV10(
                kind.version(),
                id,
                NONCE,
                capabilities,
                UTF8MB4_GENERAL_CI,
                ServerStatus.AUTOCOMMIT,
                "mysql_native_password");
        take(new ModelCommand.Greeting(greeting, tooMany));
    }

    // --- From the client ---

    @Override
    public void onBytes(byte[] bytes, int offset, int count) {
        if (state == State.OVER) {
            return;
        }
        if (written + count > inbox.length) {
            int unread = written - read;
            byte[] target = new byte[Math.max(inbox.length, 2 * (unread + count))];
            System.arraycopy(inbox, read, target, 0, unread);
            inbox = target;
            read = 0;
            written = unread;
        }
        System.arraycopy(bytes, offset, inbox, written, count);
        written += count;
        work();
    }

    @Override
    public void onEnd(boolean reset) {
        clientLeft = true;
        if (reset) {
            read = written;
        }
        work();
    }

    /** Begins the next command if the last one is over. */
    private void work() {
        boolean more = true;
        while (more && current == null && state != State.OVER && !server.isStopped()) {
            more = nextPacket();
        }
        if (current == null && clientLeft && state != State.OVER && !server.isStopped()) {
            leave();
        }
    }

    /** Takes one packet; false if there is no whole one. */
    private boolean nextPacket() {
        int unread = written - read;
        if (unread < FrameWriter.HEADER_LENGTH) {
            return false;
        }
        int length = (inbox[read] & 0xFF) | ((inbox[read + 1] & 0xFF) << 8) | ((inbox[read + 2] & 0xFF) << 16);
        if (unread < FrameWriter.HEADER_LENGTH + length) {
            return false;
        }
        int sequence = inbox[read + 3] & 0xFF;
        payload.reset(inbox, read + FrameWriter.HEADER_LENGTH, length);
        read += FrameWriter.HEADER_LENGTH + length;
        reply.sequence(sequence + 1);
        if (state == State.LOGIN) {
            take(new ModelCommand.Login(HandshakeResponse41.decode(payload)));
        } else {
            ModelCommand command = execution.understand(ClientCommand.decode(payload));
            if (command != null) {
                take(command);
            }
        }
        return true;
    }

    // --- Commands ---

    /** Begins to execute. */
    private void take(ModelCommand command) {
        current = command;
        if (idle != null) {
            idle.cancel();
            idle = null;
        }
        if (server.isTraced()) {
            server.trace(id, "begins " + command);
        }
        if (server.kind().mariaDb()) {
            killed = false;
        }
        if (killed && command.isStatement()) {
            killed = false;
            command.interrupt();
        } else {
            execution.begin(command);
        }
        long nanos = dice.spread(1_000, 300_000) * server.conditions().slowness();
        if (!command.isInterrupted()) {
            nanos += execution.waiting(command);
        }
        finish = loop.schedule(this::finish, nanos);
    }

    private void finish() {
        finish = null;
        ModelCommand command = current;
        if (command == null) {
            return;
        }
        if (server.isStopped()) {
            postponed = true;
            return;
        }
        if (server.isTraced()) {
            server.trace(id, (command.isInterrupted() ? "interrupts " : "ends ") + command);
        }
        boolean stays = execution.finish(command);
        current = null;
        finishedAt = loop.now();
        reply.to(end);
        if (command.isKilledLate()) {
            killed = true;
        }
        if (!stays || state == State.ENDING) {
            leave();
        } else {
            if (state == State.LOGIN && command instanceof ModelCommand.Login) {
                state = State.READY;
            }
            if (clientLeft && dice.oneIn(2)) {
                read = written; // its answer was refused, so the rest is not read
            }
            watchIdleness();
            work();
        }
    }

    void resume() {
        if (postponed) {
            postponed = false;
            finish();
        } else {
            work();
        }
    }

    // --- KILL ---

    void killQuery() {
        ModelCommand command = current;
        boolean survives = server.kind().killSurvives();
        if (command == null || !command.isStatement()) {
            // Ignored while idle, but for the moment before the session goes to sleep.
            killed = survives && command == null && loop.now() - finishedAt < WINDOW && dice.oneIn(2);
            return;
        }
        if (execution.waiting(command) > 0) {
            if (survives && dice.oneIn(3)) {
                command.killLate(); // it comes in the very moment in which the waiting is over
            } else {
                command.interrupt();
            }
            if (finish != null) {
                finish.cancel();
                finish = loop.schedule(this::finish, dice.spread(1_000, 50_000));
            }
        } else if (dice.oneIn(2)) {
            command.interrupt();
        } else if (survives && dice.oneIn(2)) {
            command.killLate();
        }
    }

    void killConnection() {
        if (current == null) {
            if (server.kind().mariaDb() && server.kind().farewells()) {
                farewell(ServerError.ER_CONNECTION_KILLED);
            }
            leave();
        } else if (server.kind().mariaDb()) {
            endWith(ServerError.ER_CONNECTION_KILLED);
        } else {
            leave();
        }
    }

    /** Ends at once, and the command that is running with it. */
    private void endWith(ServerError error) {
        ModelCommand command = current;
        if (command != null && state == State.READY && command.isStatement() && dice.oneIn(2)) {
            reply.error(error, command.tokenText());
            reply.to(end);
        }
        leave();
    }

    // --- The end ---

    void shutDown() {
        if (state == State.READY && current == null && server.kind().farewells()) {
            farewell(ServerError.ER_SERVER_SHUTDOWN);
            leave();
        } else if (current != null && dice.oneIn(2)) {
            state = State.ENDING;
        } else {
            endWith(ServerError.ER_SERVER_SHUTDOWN);
        }
    }

    /** An ERR packet that answers nothing. */
    private void farewell(ServerError error) {
        reply.sequence(0);
        reply.error(error, "");
        reply.to(end);
    }

    private void watchIdleness() {
        if (waitTimeout < WATCHED_TIMEOUT && state == State.READY) {
            idle = loop.schedule(this::onIdle, waitTimeout);
        }
    }

    private void onIdle() {
        idle = null;
        if (server.isStopped()) {
            return;
        }
        if (server.kind().farewells()) {
            farewell(ServerError.ER_CLIENT_INTERACTION_TIMEOUT);
        }
        leave();
    }

    void forgiveIdleness() {
        waitTimeout = Long.MAX_VALUE;
        if (idle != null) {
            idle.cancel();
            idle = null;
        }
    }

    private void leave() {
        forget();
        server.over(this);
        end.close();
    }

    /** With its server. */
    void die(boolean told) {
        forget();
        end.vanish(told);
    }

    private void forget() {
        server.trace(id, "is over");
        state = State.OVER;
        memory.rollback();
        current = null;
        for (VirtualLoop.Event event : new VirtualLoop.@Nullable Event[] {finish, idle}) {
            if (event != null) {
                event.cancel();
            }
        }
        finish = null;
        idle = null;
    }
}
