// SPDX-License-Identifier: Apache-2.0
package io.txmysql.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.UnixDomainSocketAddress;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(60)
@DisplayName("The sockets")
class SocketsTest {
    @Test
    @EnabledOnOs(OS.LINUX)
    @EnabledIfSystemProperty(named = "os.arch", matches = "amd64|x86_64|aarch64")
    @DisplayName("of Linux can be had where the tests run on it, so that they are tested")
    void available() {
        assertThat(Epoll.isAvailable()).isTrue();
    }

    @Test
    @DisplayName("are the best there are, and those of the JDK if that is asked for")
    void best() {
        String before = System.getProperty("io.txmysql.transport");
        try {
            System.clearProperty("io.txmysql.transport");
            assertThat(Sockets.best()).isEqualTo(Epoll.isAvailable() ? Sockets.EPOLL : Sockets.NIO);
            System.setProperty("io.txmysql.transport", "nio");
            assertThat(Sockets.best()).isEqualTo(Sockets.NIO);
        } finally {
            if (before == null) {
                System.clearProperty("io.txmysql.transport");
            } else {
                System.setProperty("io.txmysql.transport", before);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("are those of the event loop that they are for")
    void ofEventLoop(Sockets sockets) {
        try (ConnectorRig rig = new ConnectorRig(sockets)) {
            assertThat(Sockets.of(rig.eventLoop())).isEqualTo(sockets);
        }
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("send at once, keep connections alive, and watch what is not acknowledged where they can")
    void tcpOptions(Sockets sockets) throws IOException {
        try (ServerSocket listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                ConnectorRig rig = new ConnectorRig(sockets)) {
            Bootstrap bootstrap = sockets.bootstrap(rig.eventLoop(), listening.getLocalSocketAddress())
                    .handler(new ChannelInboundHandlerAdapter());
            Channel channel = bootstrap.connect().syncUninterruptibly().channel();
            SocketChannel tcp = (SocketChannel) channel;
            assertThat(tcp.config().isTcpNoDelay()).isTrue();
            assertThat(tcp.config().isKeepAlive()).isTrue();
            Sockets.limitUnacknowledged(channel, Duration.ofSeconds(3));
            if (channel instanceof EpollSocketChannel epoll) {
                assertThat(epoll.config().getTcpUserTimeout()).isEqualTo(3_000);
                Sockets.limitUnacknowledged(channel, Duration.ofDays(365));
                assertThat(epoll.config().getTcpUserTimeout()).isEqualTo(Integer.MAX_VALUE);
                Sockets.limitUnacknowledged(channel, Duration.ZERO);
                assertThat(epoll.config().getTcpUserTimeout()).isZero();
            }
            channel.close().syncUninterruptibly();
            Sockets.limitUnacknowledged(channel, Duration.ofSeconds(3)); // too late, and no harm
        }
    }

    @Test
    @DisplayName("take the path of a UNIX socket, each in its own form")
    void unixSocket() {
        UnixDomainSocketAddress address = UnixDomainSocketAddress.of("/run/mysqld/mysqld.sock");
        assertThat(Sockets.NIO.remote(address)).isSameAs(address);
        assumeThat(Epoll.isAvailable()).isTrue();
        assertThat(Sockets.EPOLL.remote(address)).isEqualTo(new DomainSocketAddress("/run/mysqld/mysqld.sock"));
    }
}
