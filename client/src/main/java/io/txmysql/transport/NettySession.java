// SPDX-License-Identifier: Apache-2.0
package io.txmysql.transport;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.txmysql.protocol.error.ConnectionLostException;
import io.txmysql.protocol.error.Delivery;
import io.txmysql.protocol.error.ErrorContext;
import io.txmysql.protocol.error.MySQLException;
import io.txmysql.protocol.error.MySQLTimeoutException;
import io.txmysql.protocol.error.Phase;
import io.txmysql.protocol.error.TlsException;
import io.txmysql.protocol.exchange.Exchange;
import io.txmysql.protocol.exchange.SessionState;
import io.txmysql.protocol.session.SessionEngine;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Drives one session engine with one channel. It owns both and dies with the channel. Everything happens on the
 * channel's event loop; each entry asserts it.
 */
final class NettySession extends ChannelInboundHandlerAdapter implements Session {
    private static final Logger LOG = LoggerFactory.getLogger(NettySession.class);

    /** The most that is handed to the socket in one write, so that little is in doubt when a socket is lost. */
    private static final int LARGEST_WRITE = 256 * 1024;

    private final SessionEngine engine;
    private final Route route;
    private final SessionListener listener;
    private final SilenceWatch silence;
    private @Nullable ChannelHandlerContext context;
    private boolean driving;
    private boolean driveScheduled;
    private boolean writing;
    private boolean tlsStarted;
    private boolean announced;
    private boolean ended;

    /** @param socketTimeout how long the server may be silent while it owes an answer; {@link Duration#ZERO}: for ever */
    NettySession(SessionEngine engine, Route route, Duration socketTimeout, SessionListener listener) {
        this.engine = engine;
        this.route = route;
        this.listener = listener;
        this.silence = new SilenceWatch(engine, socketTimeout, this::onSilence);
    }

    // --- Session ---

    @Override
    public void submit(Exchange exchange) {
        assert inEventLoop();
        engine.submit(exchange);
        driveSoon();
    }

    /** At the end of this turn of the event loop; also within a drive, whose last look may be over. */
    private void driveSoon() {
        if (!driveScheduled && context != null) {
            driveScheduled = true;
            context.executor().execute(this::scheduledDrive);
        }
    }

    private void scheduledDrive() {
        driveScheduled = false;
        drive();
    }

    @Override
    public void submitNext(Exchange exchange) {
        assert inEventLoop();
        engine.submitNext(exchange);
        driveSoon();
    }

    @Override
    public void hold(boolean on) {
        assert inEventLoop();
        engine.hold(on);
        driveSoon();
    }

    @Override
    public List<Exchange> withdraw() {
        assert inEventLoop();
        return engine.withdraw();
    }

    @Override
    public int inFlight() {
        return engine.inFlight();
    }

    @Override
    public int pending() {
        return engine.pending();
    }

    @Override
    public SessionState state() {
        return engine.session();
    }

    @Override
    public void close(MySQLException reason) {
        assert inEventLoop();
        engine.quit(reason);
        driveSoon();
        drive();
    }

    /** Ends the session because it cannot go on. */
    void abort(MySQLException cause) {
        assert inEventLoop();
        engine.abort(cause);
        drive();
    }

    private boolean inEventLoop() {
        return context == null || context.executor().inEventLoop();
    }

    // --- Channel ---

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf bytes = (ByteBuf) message;
        silence.heard();
        try {
            while (bytes.isReadable() && engine.state() != SessionEngine.State.CLOSED) {
                byte[] target = engine.inputArray();
                int count = Math.min(engine.inputSpace(), bytes.readableBytes());
                bytes.readBytes(target, engine.inputOffset(), count);
                engine.received(count);
            }
        } finally {
            bytes.release();
        }
        if (engine.state() == SessionEngine.State.TLS_HANDSHAKE) {
            drive(); // whatever the channel reads from here on is TLS
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        drive();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof SslHandshakeCompletionEvent handshake) {
            if (handshake.isSuccess()) {
                engine.tlsEstablished();
                drive();
            } else if (TlsFailure.isLoss(handshake.cause())) {
                abort(lost("the connection ended within the TLS handshake", handshake.cause()));
            } else {
                abort(new TlsException(
                        "the TLS handshake failed: " + TlsFailure.describe(handshake.cause()),
                        here(Delivery.NOT_EXECUTED),
                        handshake.cause()));
            }
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        abort(lost("the server closed the connection", null));
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        abort(lost("the connection broke: " + cause.getMessage(), cause));
    }

    private void onSilence() {
        abort(silent(null));
    }

    private MySQLTimeoutException silent(@Nullable Throwable cause) {
        int due = engine.inFlight();
        return new MySQLTimeoutException(
                "no byte from the server within the socketTimeout of "
                        + silence.limit().toMillis() + " ms while the "
                        + (due == 1 ? "answer to a command was" : "answers to " + due + " commands were")
                        + " due; the session was given up",
                here(Delivery.UNKNOWN),
                cause);
    }

    private MySQLException lost(String summary, @Nullable Throwable cause) {
        return Sockets.isSilence(cause) && silence.isOn()
                ? silent(cause)
                : new ConnectionLostException(summary, here(Delivery.UNKNOWN), cause);
    }

    private ErrorContext here(Delivery delivery) {
        return engine.session().context(null, delivery);
    }

    // --- The engine ---

    /** Does all that can be done now: delivers, writes, goes on to the next state. */
    private void drive() {
        ChannelHandlerContext ctx = context;
        if (driving || ctx == null) {
            return;
        }
        driving = true;
        try {
            endIfClosed(
                    ctx); // the owner knows of the end before those do whose work failed with it, and may submit anew
            deliver();
            if (engine.state() == SessionEngine.State.READY && !announced) {
                announced = true;
                listener.onReady(this);
            }
            do {
                write(ctx);
                endIfClosed(ctx); // a write can fail at once
                deliver(); // an execution whose statement was refused ends without having been sent
            } while (!writing && engine.prepareOutput());
            if (engine.state() == SessionEngine.State.TLS_HANDSHAKE && !writing) {
                startTls(ctx);
            }
            endIfClosed(ctx);
            deliver();
            if (announced && !ended) { // before that, connectTimeout watches
                silence.lookIfDue(ctx);
            }
        } finally {
            driving = false;
        }
    }

    private void deliver() {
        for (Exchange exchange = engine.poll(); exchange != null; exchange = engine.poll()) {
            try {
                exchange.deliver();
            } catch (RuntimeException e) {
                LOG.error("A result could not be delivered", e);
            }
        }
    }

    private void write(ChannelHandlerContext ctx) {
        while (!writing && engine.prepareOutput()) {
            int count = Math.min(engine.outputLength(), LARGEST_WRITE);
            ByteBuf chunk = ctx.alloc().buffer(count).writeBytes(engine.outputArray(), engine.outputOffset(), count);
            engine.handed(count);
            writing = true;
            ctx.writeAndFlush(chunk).addListener((ChannelFuture done) -> onWritten(done));
        }
    }

    private void onWritten(ChannelFuture done) {
        writing = false;
        if (done.isSuccess()) {
            if (engine.outputLength() > 0) {
                silence.heard(); // of what is long and on its way no answer is due yet
            }
            drive();
        } else {
            abort(lost("writing failed: " + done.cause().getMessage(), done.cause()));
        }
    }

    private void startTls(ChannelHandlerContext ctx) {
        TlsClient tls = route.tls();
        if (!tlsStarted && tls != null) {
            tlsStarted = true;
            SslHandler handler = tls.newHandler(ctx.alloc());
            ctx.pipeline().addFirst(handler);
        }
    }

    private void endIfClosed(ChannelHandlerContext ctx) {
        if (engine.state() == SessionEngine.State.CLOSED && !ended) {
            ended = true;
            silence.stop();
            write(ctx); // COM_QUIT, if the session was idle
            ChannelFuture unused = ctx.close();
            MySQLException cause = engine.failure();
            listener.onEnd(cause == null ? lost("the connection is closed", null) : cause);
        }
    }

    /** The way by which it has reached its server, with TLS only if it was asked for it. */
    Route route() {
        return route;
    }

    /** Where in its login a session is: for a time limit that ends it. */
    Phase phase() {
        return engine.session().phase();
    }
}
