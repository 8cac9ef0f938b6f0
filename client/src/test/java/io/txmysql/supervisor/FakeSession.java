// SPDX-License-Identifier: Apache-2.0
package io.txmysql.supervisor;

import io.txmysql.protocol.error.ConnectionLostException;
import io.txmysql.protocol.error.Delivery;
import io.txmysql.protocol.error.MySQLException;
import io.txmysql.protocol.exchange.Exchange;
import io.txmysql.protocol.exchange.SessionState;
import io.txmysql.protocol.message.Capabilities;
import io.txmysql.protocol.message.ColumnCount;
import io.txmysql.protocol.message.ColumnDefinition41;
import io.txmysql.protocol.message.EofPacket;
import io.txmysql.protocol.message.ErrPacket;
import io.txmysql.protocol.message.HandshakeV10;
import io.txmysql.protocol.message.OkPacket;
import io.txmysql.protocol.message.ServerStatus;
import io.txmysql.protocol.message.SessionStateChange;
import io.txmysql.protocol.message.TextRow;
import io.txmysql.protocol.session.SessionConfig;
import io.txmysql.protocol.session.SessionEngine;
import io.txmysql.protocol.type.ColumnMetadata;
import io.txmysql.protocol.type.FieldType;
import io.txmysql.protocol.wire.FrameWriter;
import io.txmysql.protocol.wire.PayloadWriter;
import io.txmysql.transport.Session;
import io.txmysql.transport.SessionListener;
import io.txmysql.transport.SessionStart;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One session of a {@link FakeServer}: the real engine, driven as a socket would drive it, and a server that takes what is
 * sent at once and answers by hand. It keeps the transaction flag by the words of what it answers. What the engine tells a
 * session in its setup is answered by itself.
 */
public final class FakeSession implements Session {
    private static final long CAPABILITIES = Capabilities.CLIENT_PROTOCOL_41
            | Capabilities.CLIENT_SECURE_CONNECTION
            | Capabilities.CLIENT_PLUGIN_AUTH
            | Capabilities.CLIENT_CONNECT_WITH_DB
            | Capabilities.CLIENT_SESSION_TRACK;
    private static final SecureRandom RANDOM = new SecureRandom();
    private static long lastId;

    private final FakeServer server;
    private final SessionListener listener;
    private final SessionStart start;
    private final @Nullable FakeSession beside;
    private final SessionEngine engine;
    private final long id = ++lastId;

    /** What has arrived, and of that what is not answered. */
    private final List<String> received = new ArrayList<>();

    private final Deque<String> due = new ArrayDeque<>();
    private int status = ServerStatus.AUTOCOMMIT;
    private boolean loggedIn;
    private boolean jammed;
    private boolean announced;
    private boolean ended;
    private boolean driving;
    private boolean driveScheduled;

    FakeSession(FakeServer server, SessionListener listener, SessionStart start, @Nullable FakeSession beside) {
        this.server = server;
        this.listener = listener;
        this.start = start;
        this.beside = beside;
        this.engine = new SessionEngine(new SessionConfig(
                FakeServer.ENDPOINT,
                new SessionConfig.Identity("bob", "", start.database(), Map.of()),
                new SessionConfig.Security(SessionConfig.TlsPolicy.DISABLED, false, null, false, RANDOM),
                new SessionConfig.Features(false, false, false),
                new SessionConfig.Limits(server.pipelining, 0, 0),
                new SessionConfig.Setup(false, Map.of(), List.of(), start.variables())));
    }

    void begin() {
        byte[] nonce = "twenty-byte-nonce-20".getBytes(StandardCharsets.US_ASCII);
        HandshakeV10 greeting =
                new HandshakeV10("8.0.31", id, nonce, CAPABILITIES, 45, status, "mysql_native_password");
        receive(0, greeting::encode);
        drive();
        loggedIn = true;
        receive(2, ok());
        drive();
    }

    // --- The server's half ---

    /** What KILL takes. */
    public long id() {
        return id;
    }

    public boolean isOpen() {
        return !ended;
    }

    /** The session that it is to look after; null if it is none beside another. */
    public @Nullable FakeSession beside() {
        return beside;
    }

    /** What has arrived and is not answered, oldest first; without the engine's own. */
    public List<String> due() {
        server.time.turn();
        return due.stream().filter(each -> !isOfSetup(each)).toList();
    }

    /** All that has arrived. */
    public List<String> received() {
        server.time.turn();
        return List.copyOf(received);
    }

    /** Answers the oldest command with OK. */
    public void answer(SessionStateChange... changes) {
        server.time.turn();
        String command = taken();
        status = statusAfter(command);
        reply(ok(changes));
    }

    /** Answers the oldest command with a result of text columns and one row. */
    public void answerRow(List<String> names, String... values) {
        server.time.turn();
        taken();
        receive(1, out -> new ColumnCount(names.size(), true).encode(out, CAPABILITIES));
        int sequence = 2;
        for (String name : names) {
            ColumnMetadata column = new ColumnMetadata("", "", "", name, "", 45, 1024, FieldType.VAR_STRING, 0, 0);
            receive(sequence++, out -> new ColumnDefinition41(column).encode(out, CAPABILITIES));
        }
        receive(sequence++, new EofPacket(0, status)::encode);
        TextRow row = new TextRow(Stream.of(values)
                .map(value -> value.getBytes(StandardCharsets.UTF_8))
                .toList());
        receive(sequence++, row::encode);
        receive(sequence, new EofPacket(0, status)::encode);
        drive();
        server.time.turn();
    }

    /** Answers the oldest command as a proxy does that never says that there is a transaction. */
    public void answerWithout() {
        server.time.turn();
        taken();
        reply(ok());
    }

    /** Answers all that is due, and what follows. */
    public void answerAll() {
        while (!due().isEmpty()) {
            answer();
        }
    }

    public void answerError(int errno, String message) {
        answerError(errno, "HY000", message);
    }

    public void answerError(int errno, String sqlState, String message) {
        server.time.turn();
        taken();
        if (errno == 1213) {
            status &= ~ServerStatus.IN_TRANS;
        }
        ErrPacket error = new ErrPacket(errno, sqlState, message);
        receive(1, error::encode);
        drive();
        server.time.turn();
    }

    /** From the next answer on the server says that there is a transaction, or none. */
    public void inTransaction(boolean on) {
        status = on ? status | ServerStatus.IN_TRANS : status & ~ServerStatus.IN_TRANS;
    }

    public void autocommit(boolean on) {
        status = on ? status | ServerStatus.AUTOCOMMIT : status & ~ServerStatus.AUTOCOMMIT;
    }

    /** The socket takes nothing more: what comes from now on waits to be sent. */
    public void jam() {
        server.time.turn();
        jammed = true;
    }

    /** The socket ends. */
    public void lose() {
        server.time.turn();
        abort(new ConnectionLostException("reset", engine.session().context(null, Delivery.UNKNOWN), null));
        server.time.turn();
    }

    private String taken() {
        String command = due.poll();
        if (command == null) {
            throw new AssertionError("nothing to answer in session " + id);
        }
        return command;
    }

    private int statusAfter(String command) {
        String words = command.toUpperCase(Locale.ROOT);
        if (words.equals("COM_RESET_CONNECTION")) {
            return ServerStatus.AUTOCOMMIT;
        }
        if (words.startsWith("BEGIN") || words.startsWith("START TRANSACTION")) {
            return status | ServerStatus.IN_TRANS;
        }
        if (words.equals("COMMIT") || words.equals("ROLLBACK")) {
            return status & ~ServerStatus.IN_TRANS;
        }
        return status;
    }

    private void reply(Consumer<PayloadWriter> packet) {
        receive(1, packet);
        drive();
        server.time.turn();
    }

    private Consumer<PayloadWriter> ok(SessionStateChange... changes) {
        int flags = changes.length == 0 ? status : status | ServerStatus.SESSION_STATE_CHANGED;
        OkPacket packet = new OkPacket(1, 0, flags, 0, "", List.of(changes));
        return out -> packet.encode(out, CAPABILITIES);
    }

    /** The engine's own commands, which no test plays. */
    private static boolean isOfSetup(String command) {
        return command.startsWith("SET NAMES ") || isReplay(command);
    }

    private static boolean isReplay(String command) {
        return command.startsWith("SET @@session.");
    }

    private void answerSetup() {
        while (!due.isEmpty() && isOfSetup(due.peek())) {
            boolean variables = isReplay(due.remove());
            SessionStateChange[] changes = variables ? reports() : new SessionStateChange[0];
            receive(1, ok(changes));
        }
    }

    private SessionStateChange[] reports() {
        return start.variables().entrySet().stream()
                .map(each -> new SessionStateChange.SystemVariable(
                        each.getKey(), each.getValue().replace("'", "")))
                .toArray(SessionStateChange[]::new);
    }

    private void receive(int sequence, Consumer<PayloadWriter> packet) {
        PayloadWriter out = new PayloadWriter(64);
        int frame = FrameWriter.begin(out);
        packet.accept(out);
        FrameWriter.end(out, frame, sequence);
        int position = 0;
        while (position < out.position() && engine.state() != SessionEngine.State.CLOSED) {
            int count = Math.min(engine.inputSpace(), out.position() - position);
            System.arraycopy(out.array(), position, engine.inputArray(), engine.inputOffset(), count);
            engine.received(count);
            position += count;
        }
    }

    /** The client's packets, which are short here. */
    private void arrive(byte[] bytes) {
        for (int position = 0; position < bytes.length; ) {
            int length =
                    (bytes[position] & 0xFF) | (bytes[position + 1] & 0xFF) << 8 | (bytes[position + 2] & 0xFF) << 16;
            byte[] payload = Arrays.copyOfRange(bytes, position + 4, position + 4 + length);
            position += 4 + length;
            if (loggedIn) {
                onCommand(payload);
            }
        }
    }

    private void onCommand(byte[] payload) {
        String text = new String(payload, 1, payload.length - 1, StandardCharsets.UTF_8);
        String command = switch (payload[0]) {
            case 0x01 -> "COM_QUIT"; // needs no answer
            case 0x02 -> "COM_INIT_DB " + text;
            case 0x03 -> text;
            case 0x0E -> "COM_PING";
            case 0x1F -> "COM_RESET_CONNECTION";
            default -> throw new AssertionError("command " + payload[0]);
        };
        if (command.equals("COM_QUIT")) {
            return;
        }
        received.add(command);
        due.add(command);
        if (beside == null && !isOfSetup(command)) {
            server.statements.add(command);
        }
    }

    // --- The client's half, as the transport does it ---

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
        driveSoon();
        drive();
    }

    void abort(MySQLException cause) {
        engine.abort(cause);
        driveSoon();
        drive();
    }

    private void driveSoon() {
        if (!driveScheduled) {
            driveScheduled = true;
            server.time.execute(() -> {
                driveScheduled = false;
                drive();
            });
        }
    }

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
                engine.session()
                        .identified(
                                server.identity == null ? OptionalLong.empty() : OptionalLong.of(id), server.identity);
                engine.session().waitTimeoutSeconds(server.waitTimeoutSeconds);
                engine.session().tracksVariables(true);
                listener.onReady(this);
            }
            do {
                write();
                answerSetup();
                deliver();
            } while (!jammed && engine.prepareOutput());
            endIfClosed();
            deliver();
        } finally {
            driving = false;
        }
        if (engine.state() == SessionEngine.State.READY && !announced) {
            drive();
        }
    }

    private void deliver() {
        for (Exchange exchange = engine.poll(); exchange != null; exchange = engine.poll()) {
            exchange.deliver();
        }
    }

    private void write() {
        while (!jammed && engine.prepareOutput()) {
            int from = engine.outputOffset();
            byte[] bytes = Arrays.copyOfRange(engine.outputArray(), from, from + engine.outputLength());
            engine.handed(bytes.length);
            arrive(bytes);
        }
    }

    private void endIfClosed() {
        if (engine.state() == SessionEngine.State.CLOSED && !ended) {
            ended = true;
            write();
            due.clear();
            MySQLException cause = engine.failure();
            if (cause == null) {
                throw new AssertionError("a session that is closed without a cause");
            }
            listener.onEnd(cause);
        }
    }
}
