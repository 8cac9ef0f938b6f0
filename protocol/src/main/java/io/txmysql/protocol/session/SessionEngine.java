// SPDX-License-Identifier: Apache-2.0
package io.txmysql.protocol.session;

import io.txmysql.protocol.codec.StatementTraits;
import io.txmysql.protocol.error.Delivery;
import io.txmysql.protocol.error.ErrorCodes;
import io.txmysql.protocol.error.MySQLException;
import io.txmysql.protocol.error.Phase;
import io.txmysql.protocol.error.ProtocolViolationException;
import io.txmysql.protocol.error.UsageException;
import io.txmysql.protocol.exchange.Exchange;
import io.txmysql.protocol.exchange.ExecuteExchange;
import io.txmysql.protocol.exchange.PrepareExchange;
import io.txmysql.protocol.exchange.PreparedStatement;
import io.txmysql.protocol.exchange.QueryExchange;
import io.txmysql.protocol.exchange.ResetConnectionExchange;
import io.txmysql.protocol.exchange.ResultEnd;
import io.txmysql.protocol.exchange.ResultSink;
import io.txmysql.protocol.exchange.RowBatch;
import io.txmysql.protocol.exchange.SessionState;
import io.txmysql.protocol.message.Capabilities;
import io.txmysql.protocol.message.ComQuery;
import io.txmysql.protocol.message.ComQuit;
import io.txmysql.protocol.message.ComStatementClose;
import io.txmysql.protocol.message.ErrPacket;
import io.txmysql.protocol.message.ReplyHeader;
import io.txmysql.protocol.message.ServerStatus;
import io.txmysql.protocol.wire.CompressedFrameReader;
import io.txmysql.protocol.wire.CompressedFrameWriter;
import io.txmysql.protocol.wire.Compressor;
import io.txmysql.protocol.wire.FrameReader;
import io.txmysql.protocol.wire.MalformedPacketException;
import io.txmysql.protocol.wire.PayloadReader;
import io.txmysql.protocol.wire.PayloadWriter;
import io.txmysql.protocol.wire.ZlibCompressor;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One session of one client with one server, without I/O. Whoever owns the socket drives it:
 *
 * <ol>
 *   <li>reads into {@link #inputArray()} and says {@link #received};
 *   <li>{@linkplain #poll() polls} the exchanges that have something to deliver and lets them;
 *   <li>while {@link #prepareOutput()}, writes from {@link #outputArray()}, one chunk at a time, and says {@link #handed}
 *       when it has taken the bytes; that may end exchanges, so it polls again;
 *   <li>when the state is {@link State#TLS_HANDSHAKE} establishes TLS and says {@link #tlsEstablished};
 *   <li>when the state is {@link State#CLOSED} closes the socket; {@link #failure()} says why.
 * </ol>
 *
 * <p>Not thread-safe: all calls come from the session's thread, whichever that is.
 */
public final class SessionEngine {
    /** Where a session is in its life. */
    public enum State {
        LOGIN,
        TLS_HANDSHAKE,
        READY,
        CLOSED
    }

    /** Commands are encoded up to about this many bytes ahead of the socket. */
    private static final int ENCODE_AHEAD = 64 * 1024;

    private final SessionConfig config;
    private final @Nullable PacketTrace trace;
    private final SessionState session;
    private final Login login;
    private final StatementCache statements;
    private final CommandQueue queue = new CommandQueue();
    private final Input input = new Input();
    private final Output output = new Output();
    private final PayloadReader payload = new PayloadReader();
    private final ArrayDeque<Exchange> ready = new ArrayDeque<>();
    private State state = State.LOGIN;
    private @Nullable MySQLException failure;
    private @Nullable Compressor compressor;
    private int expectedSequence;
    private int knownResets;
    private boolean held;

    public SessionEngine(SessionConfig config) {
        this(config, null);
    }

    /** A session whose packets somebody follows. */
    public SessionEngine(SessionConfig config, @Nullable PacketTrace trace) {
        this.config = config;
        this.trace = trace;
        this.session = new SessionState(config.endpoint(), config.identity().database());
        this.login = new Login(config, session, this::sendInLogin);
        this.statements = new StatementCache(
                config.limits().statementCache(), config.limits().statementCacheSql());
    }

    public State state() {
        return state;
    }

    /** What is known of the session on the server. */
    public SessionState session() {
        return session;
    }

    /** Why the session is closed; null while it is not, and after {@link #close}. */
    public @Nullable MySQLException failure() {
        return failure;
    }

    /** Commands that wait or are on the wire. */
    public int pending() {
        return queue.size();
    }

    // --- Commands ---

    /** Queues a command; it may be submitted before the login is over. */
    public void submit(Exchange exchange) {
        if (state == State.CLOSED) {
            throw new IllegalStateException("the session is closed");
        }
        queue.add(exchange);
    }

    /** Queues a command in front of all that have not been sent; it is sent even while the others are held. */
    public void submitNext(Exchange exchange) {
        if (state == State.CLOSED) {
            throw new IllegalStateException("the session is closed");
        }
        queue.insertUnsent(exchange).urgent = true;
    }

    /** While it is held, a session sends nothing but what {@link #submitNext} has queued. */
    public void hold(boolean on) {
        held = on;
    }

    /** Takes back all commands that have not been sent, in order: they end here without having been answered or failed. */
    public List<Exchange> withdraw() {
        List<Exchange> withdrawn = new ArrayList<>();
        for (CommandQueue.Entry entry = queue.unsent(); entry != null; entry = queue.unsent()) {
            queue.removeUnsent(entry);
            if (entry.exchange instanceof ExecuteExchange execution) {
                statements.abandoned(execution.sql());
            }
            withdrawn.add(entry.exchange);
        }
        return withdrawn;
    }

    /** Commands that were sent and whose answer is not complete. */
    public int inFlight() {
        return queue.inFlight();
    }

    /** The next exchange that has something to deliver; null if there is none. */
    public @Nullable Exchange poll() {
        return ready.poll();
    }

    // --- Output ---

    /** Encodes what may be sent now; true if there are bytes to write. */
    public boolean prepareOutput() {
        while (state == State.READY && output.length() < ENCODE_AHEAD) {
            CommandQueue.Entry next = queue.unsent();
            if (next == null || (held && !next.urgent) || !maySend(next.exchange) || !encodeNext(next)) {
                break;
            }
        }
        return output.length() > 0;
    }

    private boolean maySend(Exchange exchange) {
        CommandQueue.Entry oldest = queue.answered();
        if (oldest == null) {
            return true;
        }
        // After a deadlock the server has rolled everything back, and what is on the wire behind it would commit on its
        // own.
        boolean inTransaction = ServerStatus.has(session.serverStatus(), ServerStatus.IN_TRANS);
        boolean barrier = exchange.isBarrier() || oldest.exchange.isBarrier() || inTransaction;
        return !barrier && queue.inFlight() < config.limits().pipelining();
    }

    /** Sends a command, or what has to be sent before it; false if it has to wait for an answer. */
    private boolean encodeNext(CommandQueue.Entry next) {
        if (next.exchange.isAbandoned()) {
            queue.removeUnsent(next);
            if (next.exchange instanceof ExecuteExchange execution) {
                statements.abandoned(execution.sql());
            }
            end(next.exchange, abandoned(next.exchange));
            return true;
        }
        if (next.exchange instanceof ResetConnectionExchange) {
            send(next);
            // Some servers forget the character set with the rest, so it goes out in the same write.
            send(queue.insertUnsent(new QueryExchange(
                    ComQuery.of(session.setNames()),
                    session.setNames(),
                    StatementTraits.BARRIER,
                    new RestoringSink())));
            return true;
        }
        if (!(next.exchange instanceof ExecuteExchange execution)) {
            send(next);
            return true;
        }
        // A statement keeps the database that was selected when it was prepared.
        statements.useIn(session.schema());
        PreparedStatement statement = statements.find(execution.sql());
        if (statement == null) {
            send(queue.insertUnsent(new PrepareExchange(statements.add(execution.sql()))));
            return true;
        }
        MySQLException obstacle = statement.failure();
        if (obstacle == null) {
            if (statement.prepared() == null) {
                return false;
            }
            obstacle = execution.bind(statement, session);
        } else {
            statements.remove(statement);
            if (obstacle.errno() == ErrorCodes.ER_MAX_PREPARED_STMT_COUNT_REACHED && statements.makeRoom()) {
                return true;
            }
        }
        if (obstacle == null) {
            send(next);
        } else {
            queue.removeUnsent(next);
            end(execution, obstacle);
        }
        statements.used(statement);
        return true;
    }

    private MySQLException abandoned(Exchange exchange) {
        return new UsageException(
                "nobody waits for the answer any more",
                session.context(exchange.statement(), Delivery.NOT_EXECUTED),
                null);
    }

    /** Without its character set a session would garble texts: better none. */
    private final class RestoringSink implements ResultSink {
        @Override
        public void onRows(RowBatch rows) {}

        @Override
        public void onResultEnd(ResultEnd end) {}

        @Override
        public void onComplete() {}

        @Override
        public void onFailure(MySQLException failure) {
            abort(failure);
        }
    }

    private void send(CommandQueue.Entry entry) {
        for (Integer id = statements.pollToClose(); id != null; id = statements.pollToClose()) {
            append("ComStatementClose", null, new ComStatementClose(id)::encode, 0);
        }
        Exchange exchange = entry.exchange;
        entry.replySequence =
                append(exchange.getClass().getSimpleName(), exchange.statement(), exchange::encode, 0) & 0xFF;
        entry.endOffset = output.encodedOffset();
        queue.sent(entry);
        exchange.markSent();
        if (queue.answered() == entry) {
            expectReply(entry);
        }
    }

    /** Encodes one message; returns the sequence id that the server's answer begins with, not reduced to a byte. */
    private int append(String what, @Nullable String statement, Consumer<PayloadWriter> message, int firstSequence) {
        int before = output.length();
        int next = output.append(message, firstSequence);
        if (trace != null) {
            trace.sent(what, statement, output.length() - before);
        }
        return next;
    }

    private void expectReply(CommandQueue.Entry entry) {
        expectedSequence = entry.replySequence;
        CompressedFrameReader compressed = input.compressed();
        if (compressed != null) {
            compressed.expectReply(expectedSequence);
        }
    }

    public byte[] outputArray() {
        return output.array();
    }

    public int outputOffset() {
        return output.offset();
    }

    public int outputLength() {
        return output.length();
    }

    /**
     * The transport has taken {@code count} bytes. From now on they may reach the server, also while the socket is being
     * closed: a command all of whose bytes are among them is UNKNOWN if no answer comes. So the less is taken before the
     * socket has room for it, the less is in doubt.
     */
    public void handed(int count) {
        output.handed(count);
    }

    // --- Input ---

    /** Where received bytes go: at {@link #inputOffset()}, at most {@link #inputSpace()}, which is more than zero. */
    public byte[] inputArray() {
        return input.array();
    }

    public int inputOffset() {
        return input.offset();
    }

    public int inputSpace() {
        return input.space();
    }

    /** Takes {@code count} bytes that were put into {@link #inputArray()}. */
    public void received(int count) {
        if (state == State.TLS_HANDSHAKE) {
            abort(violation(new MalformedPacketException("bytes in clear where TLS has to begin")));
            return;
        }
        if (state == State.CLOSED) {
            return; // nobody will read it: the next bytes may go to the same place
        }
        input.received(count);
        resume();
    }

    /** Whether reading has stopped in front of a row because its sink has no demand; {@link #resume} goes on. */
    public boolean isPaused() {
        CommandQueue.Entry head = queue.answered();
        return head != null && head.answering && !head.exchange.hasDemand();
    }

    /** Parses what has been received. */
    public void resume() {
        try {
            do {
                FrameReader frames = input.frames();
                while (isReading() && !isPaused() && frames.next()) {
                    payload.reset(frames.array(), frames.offset(), frames.length());
                    if (trace != null) {
                        trace.received(
                                frames.firstSequence(), payload.length(), payload.hasRemaining() ? payload.peek() : -1);
                    }
                    onPayload(frames);
                }
                releaseInput();
            } while (isReading() && !isPaused() && input.refill());
        } catch (MalformedPacketException e) {
            abort(violation(e));
        } catch (MySQLException e) { // refused by the login
            abort(e);
        }
    }

    private boolean isReading() {
        return state == State.LOGIN || state == State.READY;
    }

    private void onPayload(FrameReader frames) {
        switch (state) {
            case LOGIN -> onLogin(frames);
            case READY -> onReply(frames);
            case TLS_HANDSHAKE, CLOSED -> {}
        }
    }

    private void onLogin(FrameReader frames) {
        requireSequence(frames);
        expectedSequence = frames.lastSequence() + 1 & 0xFF;
        switch (login.onPayload(payload)) {
            case CONTINUE -> {}
            case START_TLS -> {
                // What is here already was not encrypted: someone between us and the server has put it there.
                requireNothingPending("bytes in clear after the greeting of a server that TLS was asked of");
                state = State.TLS_HANDSHAKE;
            }
            case DONE -> {
                requireNothingPending("bytes after the end of the login");
                input.loggedIn();
                if (session.can(Capabilities.CLIENT_COMPRESS)) {
                    startCompression();
                }
                session.enter(Phase.COMMAND);
                state = State.READY;
            }
        }
    }

    private void requireNothingPending(String otherwise) {
        if (input.frames().hasPendingBytes()) {
            throw new MalformedPacketException(otherwise);
        }
    }

    private void startCompression() {
        Compressor zlib = new ZlibCompressor();
        compressor = zlib;
        input.decompress(new CompressedFrameReader(zlib));
        output.compress(new CompressedFrameWriter(zlib));
    }

    private void sendInLogin(Consumer<PayloadWriter> message) {
        expectedSequence = append("Login", null, message, expectedSequence) & 0xFF;
    }

    /** TLS stands, and the peer is as far verified as the user wants: the login goes on. */
    public void tlsEstablished() {
        if (state != State.TLS_HANDSHAKE) {
            return;
        }
        state = State.LOGIN;
        try {
            login.onTlsEstablished();
        } catch (MalformedPacketException e) {
            abort(violation(e));
        } catch (MySQLException e) { // the authentication plugin cannot go on
            abort(e);
        }
    }

    private void onReply(FrameReader frames) {
        CommandQueue.Entry head = queue.answered();
        if (head == null || isUnsolicitedError(frames, head)) {
            onUnsolicited();
            return;
        }
        requireSequence(frames);
        expectedSequence = frames.lastSequence() + 1 & 0xFF;
        head.answering = true;
        switch (head.exchange.onPayload(payload, session)) {
            case CONTINUE -> {}
            case SEND -> sendContinuation(head.exchange);
            case DONE -> onAnswered(head.exchange);
        }
    }

    private void onAnswered(Exchange exchange) {
        exchange.releaseInput();
        queue.poll();
        ready.add(exchange);
        if (exchange instanceof PrepareExchange prepare) {
            statements.answered(prepare.target());
        }
        if (session.resets() != knownResets) {
            knownResets = session.resets();
            statements.clear();
        }
        CommandQueue.Entry next = queue.answered();
        if (next != null) {
            expectReply(next);
        } else if (input.compressed() != null) {
            input.compressed().expectReply(0); // nothing is due but a farewell
        }
    }

    private void sendContinuation(Exchange exchange) {
        if (queue.inFlight() > 1) {
            throw new MalformedPacketException("the server waits for data that the commands on the wire are not");
        }
        CompressedFrameReader compressed = input.compressed();
        int first = compressed == null ? expectedSequence : compressed.expectedSequence();
        expectedSequence = append("Continuation", null, exchange::encodeContinuation, first) & 0xFF;
        if (compressed != null) {
            compressed.expectSequence(expectedSequence);
        }
    }

    private void requireSequence(FrameReader frames) {
        if (input.compressed() == null && frames.firstSequence() != expectedSequence) {
            throw new MalformedPacketException(
                    "packet " + frames.firstSequence() + " where packet " + expectedSequence + " is due");
        }
    }

    /** A server that closes the session says so in a packet of its own, with the id 0, before it reads our command. */
    private boolean isUnsolicitedError(FrameReader frames, CommandQueue.Entry head) {
        return !head.answering
                && ReplyHeader.ofGreeting(payload) == ReplyHeader.ERR
                && firstSequence(frames) == 0
                && head.replySequence != 0;
    }

    /** In the compressed protocol only the ids of the outer frames can be relied on. */
    private int firstSequence(FrameReader frames) {
        CompressedFrameReader compressed = input.compressed();
        return compressed == null ? frames.firstSequence() : compressed.sequence();
    }

    private void onUnsolicited() {
        if (ReplyHeader.ofGreeting(payload) != ReplyHeader.ERR) {
            throw new MalformedPacketException("a packet that answers nothing");
        }
        MySQLException farewell = session.error(ErrPacket.decode(payload), null);
        close(farewell, true);
    }

    private void releaseInput() {
        CommandQueue.Entry head = queue.answered();
        if (head != null && head.answering) {
            head.exchange.releaseInput();
            ready.add(head.exchange);
        }
    }

    // --- The end ---

    /** The socket has ended, or must end: fails all that is pending. The first cause counts. */
    public void abort(MySQLException cause) {
        close(cause, false);
    }

    /** Ends the session by the owner's wish: fails all that is pending, and takes leave of the server if it is idle. */
    public void quit(MySQLException reason) {
        boolean idle = state == State.READY && queue.size() == 0 && output.length() == 0;
        close(reason, false);
        if (idle) {
            append("ComQuit", null, new ComQuit()::encode, 0);
        }
    }

    private void close(MySQLException cause, boolean refusedUnseen) {
        if (state == State.CLOSED) {
            return;
        }
        state = State.CLOSED;
        failure = cause;
        releaseInput();
        for (CommandQueue.Entry entry = queue.answered(); entry != null; entry = queue.answered()) {
            queue.poll();
            boolean unknown = !refusedUnseen && (entry.answering || output.mayHaveArrived(entry.endOffset));
            end(entry.exchange, failure(cause, entry.exchange, unknown ? Delivery.UNKNOWN : Delivery.NOT_EXECUTED));
        }
        for (CommandQueue.Entry entry = queue.poll(); entry != null; entry = queue.poll()) {
            end(entry.exchange, failure(cause, entry.exchange, Delivery.NOT_EXECUTED));
        }
        output.discard();
        if (compressor != null) {
            compressor.close();
            compressor = null;
        }
    }

    private static MySQLException failure(MySQLException cause, Exchange exchange, Delivery delivery) {
        return cause.in(cause.context().withStatement(exchange.statement(), delivery));
    }

    private void end(Exchange exchange, MySQLException cause) {
        exchange.fail(cause);
        ready.add(exchange);
    }

    private ProtocolViolationException violation(MalformedPacketException e) {
        String stranger = session.greeting() == null ? "no MySQL server seems to be listening there: " : "";
        return new ProtocolViolationException(stranger + e.getMessage(), session.context(null, Delivery.UNKNOWN), e);
    }
}
