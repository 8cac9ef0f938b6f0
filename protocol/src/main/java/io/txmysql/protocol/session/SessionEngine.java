// SPDX-License-Identifier: Apache-2.0
package io.txmysql.protocol.session;

import io.txmysql.protocol.error.Delivery;
import io.txmysql.protocol.error.MySQLException;
import io.txmysql.protocol.error.Phase;
import io.txmysql.protocol.error.ProtocolViolationException;
import io.txmysql.protocol.exchange.Exchange;
import io.txmysql.protocol.exchange.SessionState;
import io.txmysql.protocol.message.Capabilities;
import io.txmysql.protocol.message.ComQuit;
import io.txmysql.protocol.wire.CompressedFrameReader;
import io.txmysql.protocol.wire.CompressedFrameWriter;
import io.txmysql.protocol.wire.Compressor;
import io.txmysql.protocol.wire.FrameReader;
import io.txmysql.protocol.wire.MalformedPacketException;
import io.txmysql.protocol.wire.PayloadReader;
import io.txmysql.protocol.wire.PayloadWriter;
import io.txmysql.protocol.wire.ZlibCompressor;
import java.util.List;
import java.util.Objects;
import java.util.Set;
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
        /** Logged in, and not yet as it is meant to be: {@link SessionConfig.Setup}. */
        SETUP,
        READY,
        CLOSED
    }

    private final @Nullable PacketTrace trace;
    private final SessionState session;
    private final Login login;
    private final SessionSetup setup;
    private final Sender sender;
    private final Receiver receiver;
    private final CommandQueue queue = new CommandQueue();
    private final Input input = new Input();
    private final Output output = new Output();
    private final PayloadReader payload = new PayloadReader();
    private final ReadyQueue ready = new ReadyQueue();
    private State state = State.LOGIN;
    private @Nullable MySQLException failure;
    private @Nullable Compressor compressor;

    public SessionEngine(SessionConfig config) {
        this(config, null);
    }

    /** A session whose packets somebody follows. */
    public SessionEngine(SessionConfig config, @Nullable PacketTrace trace) {
        this.trace = trace;
        this.session = new SessionState(config.endpoint(), config.identity().database());
        this.login = new Login(config, session, this::sendInLogin);
        this.setup = new SessionSetup(config.setup(), session);
        this.sender = new Sender(config.limits(), session, setup, queue, input, output, trace, ready::end);
        this.receiver = new Receiver(session, setup, queue, input, sender, ready);
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
        requireOpen();
        queue.add(exchange);
    }

    /**
     * Queues a command in front of all that have not been sent, those of earlier calls included; it is sent even while the
     * others are held, and it stays when they are withdrawn: it is meant for this session. It does wait for answers: if it
     * is a barrier, or while a transaction is open, for all that are due.
     */
    public void submitNext(Exchange exchange) {
        requireOpen();
        queue.insertUrgent(exchange);
    }

    private void requireOpen() {
        if (state == State.CLOSED) {
            throw new IllegalStateException("the session is closed");
        }
    }

    /** While it is held, a session sends nothing but what {@link #submitNext} has queued, and what a reset begins. */
    public void hold(boolean on) {
        sender.hold(on);
    }

    /**
     * Takes back all commands of {@link #submit} that have not been sent, in order: they end here without having been
     * answered or failed. An execution whose COM_STMT_PREPARE is on the wire has not been sent.
     */
    public List<Exchange> withdraw() {
        return sender.withdraw();
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
        boolean mayCommand = state == State.READY || state == State.SETUP;
        return mayCommand ? sender.prepareOutput(state == State.SETUP) : output.length() > 0;
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
        return receiver.isPaused();
    }

    /** Parses what has been received. */
    public void resume() {
        try {
            do {
                FrameReader frames = input.frames();
                while (mayRead() && frames.next()) {
                    payload.reset(frames.array(), frames.offset(), frames.length());
                    if (trace != null) {
                        trace.received(
                                frames.firstSequence(), payload.length(), payload.hasRemaining() ? payload.peek() : -1);
                    }
                    onPayload();
                }
                receiver.releaseInput();
            } while (mayRead() && input.refill());
        } catch (MalformedPacketException e) {
            abort(violation(e));
        } catch (MySQLException e) { // refused by the login, or the setup
            abort(e);
        }
    }

    private boolean mayRead() {
        return state != State.TLS_HANDSHAKE && state != State.CLOSED && !isPaused();
    }

    private void onPayload() {
        if (state == State.LOGIN) {
            onLogin();
            return;
        }
        MySQLException farewell = receiver.onPayload(payload);
        if (farewell != null) {
            close(farewell, true);
        } else if (state == State.SETUP && setup.isOver()) {
            state = State.READY;
        }
    }

    private void onLogin() {
        input.requireSequence();
        switch (login.onPayload(payload)) {
            case CONTINUE -> {}
            case START_TLS -> {
                // What is here already was not encrypted: someone between us and the server has put it there.
                input.requireNothingPending("bytes in clear after the greeting of a server that TLS was asked of");
                state = State.TLS_HANDSHAKE;
            }
            case DONE -> {
                input.requireNothingPending("bytes after the end of the login");
                input.loggedIn();
                if (session.can(Capabilities.CLIENT_COMPRESS)) {
                    startCompression();
                }
                setUp();
            }
        }
    }

    /** What the session is told comes before all that wait. */
    private void setUp() {
        List<Exchange> commands = setup.ofLogin();
        if (commands.isEmpty()) {
            session.onSetUp(Set.of());
            state = State.READY;
        } else {
            session.enter(Phase.SETUP);
            state = State.SETUP;
            queue.insertSetup(commands);
        }
    }

    private void startCompression() {
        Compressor zlib = new ZlibCompressor();
        compressor = zlib;
        input.decompress(new CompressedFrameReader(zlib));
        output.compress(new CompressedFrameWriter(zlib));
    }

    private void sendInLogin(Consumer<PayloadWriter> message) {
        input.expect(sender.append("Login", null, message, input.sequence()));
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
            sender.append("ComQuit", null, new ComQuit()::encode, 0);
        }
    }

    private void close(MySQLException cause, boolean refusedUnseen) {
        if (state == State.CLOSED) {
            return;
        }
        state = State.CLOSED;
        failure = cause;
        receiver.releaseInput();
        if (receiver.reset() != null) {
            ready.end(receiver.reset(), cause, Delivery.UNKNOWN);
        }
        while (queue.size() > 0) {
            boolean sent = queue.inFlight() > 0;
            CommandQueue.Entry entry = Objects.requireNonNull(queue.poll());
            if (!entry.setup) { // nobody waits for the setup's own commands
                boolean arrived = sent && (entry.answering || output.mayHaveArrived(entry.endOffset));
                ready.end(entry.exchange, cause, arrived && !refusedUnseen ? Delivery.UNKNOWN : Delivery.NOT_EXECUTED);
            }
        }
        output.discard();
        if (compressor != null) {
            compressor.close();
            compressor = null;
        }
    }

    private ProtocolViolationException violation(MalformedPacketException e) {
        String stranger = session.greeting() == null ? "no MySQL server seems to be listening there: " : "";
        return new ProtocolViolationException(stranger + e.getMessage(), session.context(null, Delivery.UNKNOWN), e);
    }
}
