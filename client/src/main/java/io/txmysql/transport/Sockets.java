// SPDX-License-Identifier: Apache-2.0
package io.txmysql.transport;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.epoll.EpollSocketChannelConfig;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDomainSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.unix.Errors.NativeIoException;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whose sockets an event loop drives: those of Netty's native library for Linux, or those of the JDK. The system property
 * {@code io.txmysql.transport} with the value {@code nio} asks for the JDK's where both could be had.
 */
enum Sockets {
    EPOLL(EpollSocketChannel.class, EpollDomainSocketChannel.class) {
        @Override
        IoHandlerFactory newIoHandlerFactory() {
            return EpollIoHandler.newFactory();
        }

        @Override
        SocketAddress remote(SocketAddress address) {
            return address instanceof UnixDomainSocketAddress socket
                    ? new DomainSocketAddress(socket.getPath().toFile())
                    : address;
        }
    },
    NIO(NioSocketChannel.class, NioDomainSocketChannel.class) {
        @Override
        IoHandlerFactory newIoHandlerFactory() {
            return NioIoHandler.newFactory();
        }

        @Override
        SocketAddress remote(SocketAddress address) {
            return address;
        }
    };

    private static final Logger LOG = LoggerFactory.getLogger(Sockets.class);
    private static final String PROPERTY = "io.txmysql.transport";
    private static final int ETIMEDOUT = 110; // of Linux, where alone it is looked for

    private final Class<? extends Channel> tcp;
    private final Class<? extends Channel> unix;

    Sockets(Class<? extends Channel> tcp, Class<? extends Channel> unix) {
        this.tcp = tcp;
        this.unix = unix;
    }

    /** What new event loops are made for. */
    static Sockets best() {
        if ("nio".equals(System.getProperty(PROPERTY))) {
            return NIO;
        }
        if (Epoll.isAvailable()) {
            return EPOLL;
        }
        LOG.debug("The JDK's sockets are used: {}", String.valueOf(Epoll.unavailabilityCause()));
        return NIO;
    }

    /** Those that this event loop drives. */
    static Sockets of(EventLoop eventLoop) {
        return eventLoop instanceof IoEventLoop io && io.isIoType(EpollIoHandler.class) ? EPOLL : NIO;
    }

    abstract IoHandlerFactory newIoHandlerFactory();

    /** The same address, as these sockets take it. */
    abstract SocketAddress remote(SocketAddress address);

    /** Connects without a time limit of its own. */
    Bootstrap bootstrap(EventLoop eventLoop, SocketAddress address) {
        Bootstrap bootstrap = new Bootstrap()
                .group(eventLoop)
                .remoteAddress(remote(address))
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, 0);
        return address instanceof UnixDomainSocketAddress
                ? bootstrap.channel(unix)
                : bootstrap
                        .channel(tcp)
                        .option(ChannelOption.TCP_NODELAY, true)
                        .option(ChannelOption.SO_KEEPALIVE, true);
    }

    /**
     * Makes the operating system give a connection up whose bytes the other side does not acknowledge for that long, or
     * takes none of (TCP_USER_TIMEOUT). Where there is no such thing nothing happens.
     *
     * @param limit {@link Duration#ZERO} for the system's own, which is a quarter of an hour or so
     */
    static void limitUnacknowledged(Channel channel, Duration limit) {
        if (channel.isOpen() && channel.config() instanceof EpollSocketChannelConfig tcp) {
            tcp.setTcpUserTimeout((int) Math.min(limit.toMillis(), Integer.MAX_VALUE));
        }
    }

    /** Whether the operating system has given the connection up because the other side was silent. */
    static boolean isSilence(@Nullable Throwable cause) {
        return cause instanceof NativeIoException failure && failure.expectedErr() == -ETIMEDOUT;
    }
}
