// SPDX-License-Identifier: Apache-2.0
package io.txmysql.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.txmysql.protocol.error.MySQLException;
import io.txmysql.protocol.message.Capabilities;
import io.txmysql.protocol.message.HandshakeV10;
import io.txmysql.protocol.message.OkPacket;
import io.txmysql.protocol.message.ServerStatus;
import io.txmysql.protocol.session.SessionConfig;
import io.txmysql.protocol.session.SessionEngine;
import io.txmysql.protocol.wire.FrameWriter;
import io.txmysql.protocol.wire.PayloadWriter;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A logged-in session on a channel of memory, whose time stands still and whose event loop takes turns when it is told. */
final class EmbeddedSession implements SessionListener {
    private static final long CAPABILITIES =
            Capabilities.CLIENT_PROTOCOL_41 | Capabilities.CLIENT_SECURE_CONNECTION | Capabilities.CLIENT_PLUGIN_AUTH;

    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final NettySession session;
    private final List<MySQLException> ends = new ArrayList<>();

    EmbeddedSession(Duration socketTimeout) {
        SessionConfig config = new SessionConfig(
                "embedded",
                new SessionConfig.Identity("bob", "secret", null, Map.of()),
                new SessionConfig.Security(SessionConfig.TlsPolicy.DISABLED, false, null, false, new SecureRandom()),
                new SessionConfig.Features(false, false, false),
                new SessionConfig.Limits(64, 0, 0),
                SessionConfig.Setup.NONE);
        Route route = new Route("embedded", InetSocketAddress.createUnresolved("embedded", 3306), null, null);
        session = new NettySession(new SessionEngine(config), route, socketTimeout, this);
        channel.freezeTime();
        channel.pipeline().addLast(session);
        receive(0, greeting()::encode);
        receiveOk(2);
        turn();
        sent();
    }

    private static HandshakeV10 greeting() {
        byte[] nonce = "twenty-byte-nonce-20".getBytes(StandardCharsets.US_ASCII);
        return new HandshakeV10("8.0.31", 1, nonce, CAPABILITIES, 45, 2, "mysql_native_password");
    }

    @Override
    public void onReady(Session ready) {}

    @Override
    public void onEnd(MySQLException cause) {
        ends.add(cause);
    }

    NettySession session() {
        return session;
    }

    EmbeddedChannel channel() {
        return channel;
    }

    List<MySQLException> ends() {
        return ends;
    }

    /** One packet comes from the server; nothing else happens in this turn of the event loop. */
    void receive(int sequence, Consumer<PayloadWriter> payload) {
        PayloadWriter out = new PayloadWriter(64);
        int frame = FrameWriter.begin(out);
        payload.accept(out);
        FrameWriter.end(out, frame, sequence);
        channel.pipeline().fireChannelRead(Unpooled.wrappedBuffer(out.array(), 0, out.position()));
        channel.pipeline().fireChannelReadComplete();
    }

    void receiveOk(int sequence) {
        OkPacket ok = new OkPacket(0, 0, ServerStatus.AUTOCOMMIT, 0, "", List.of());
        receive(sequence, out -> ok.encode(out, CAPABILITIES));
    }

    /** The next turn of the event loop. */
    void turn() {
        channel.runPendingTasks();
    }

    /** Time passes, and what waited for it happens. */
    void pass(Duration time) {
        channel.advanceTimeBy(time.toNanos(), TimeUnit.NANOSECONDS);
        channel.runScheduledPendingTasks();
        channel.runPendingTasks();
    }

    /** The lengths of the writes since it was asked last. */
    List<Integer> sent() {
        List<Integer> lengths = new ArrayList<>();
        for (ByteBuf bytes = channel.readOutbound(); bytes != null; bytes = channel.readOutbound()) {
            lengths.add(bytes.readableBytes());
            bytes.release();
        }
        return lengths;
    }
}
