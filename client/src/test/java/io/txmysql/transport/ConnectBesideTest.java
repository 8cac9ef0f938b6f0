// SPDX-License-Identifier: Apache-2.0
package io.txmysql.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import io.txmysql.api.MySQLOptions;
import io.txmysql.api.MySQLOptionsBuilder;
import io.txmysql.protocol.error.ConnectFailedException;
import io.txmysql.protocol.error.ConnectionClosedException;
import io.txmysql.protocol.error.ErrorContext;
import io.txmysql.protocol.error.MySQLTimeoutException;
import io.txmysql.protocol.error.Phase;
import io.txmysql.testkit.ScriptedServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(60)
@ParameterizedClass(name = "{0}")
@EnumSource(Sockets.class)
@DisplayName("A session beside another")
class ConnectBesideTest {
    private final SessionProbe first = new SessionProbe();
    private final SessionProbe second = new SessionProbe();
    private final AtomicInteger lookUps = new AtomicInteger();
    private final ConnectorRig rig;

    ConnectBesideTest(Sockets sockets) {
        rig = new ConnectorRig(sockets);
    }

    @AfterEach
    void close() {
        rig.close();
    }

    @Test
    @DisplayName("reaches the same address, resolving nothing, as the same user, without a database")
    void sameAddress() throws IOException {
        try (ScriptedServer server =
                ScriptedServer.builder().account("bob", "secret").start()) {
            int refusing;
            try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                refusing = free.getLocalPort();
            }
            // The first of the hosts is not the one that is reached.
            MySQLOptionsBuilder options =
                    options(server.port()).host("127.0.0.1:" + refusing + ",127.0.0.1:" + server.port());
            NettyConnector connector = connect(options.database("first").build());
            NettySession session = first.session();
            rig.onLoop(() -> {
                SessionConnector.Attempt unused = connector.connectBeside(session, second);
                assertThat(second.ends()).isEmpty();
            });
            NettySession beside = second.session();
            assertThat(beside.route()).isEqualTo(session.route());
            assertThat(beside.state().endpoint()).isEqualTo("127.0.0.1:" + server.port());
            assertThat(server.logins())
                    .extracting("user", "database")
                    .containsExactly(tuple("bob", "first"), tuple("bob", null));
            assertThat(lookUps).hasValue(1);

            ConnectionClosedException reason = new ConnectionClosedException("over", ErrorContext.local(null), null);
            rig.onLoop(() -> beside.close(reason));
            assertThat(second.end()).isSameAs(reason);
            assertThat(first.ends()).as("the other one goes on").isEmpty();
            rig.onLoop(() -> session.close(reason));
            server.awaitNoConnections();
        }
    }

    @Test
    @DisplayName("is given up after the connectTimeout")
    void timeLimit() {
        CountDownLatch second = new CountDownLatch(1);
        AtomicInteger logins = new AtomicInteger();
        try (ScriptedServer server = ScriptedServer.builder()
                .onLogin(reply -> {
                    if (logins.incrementAndGet() == 1) {
                        reply.ok();
                    } else {
                        second.countDown();
                        reply.silence();
                    }
                })
                .start()) {
            NettyConnector connector = connect(options(server.port())
                    .connectTimeout(Duration.ofMillis(300))
                    .build());
            NettySession session = first.session();
            rig.onLoop(() -> {
                SessionConnector.Attempt unused = connector.connectBeside(session, this.second);
            });
            assertThat(this.second.end()).isInstanceOf(MySQLTimeoutException.class);
            assertThat(this.second.end().phase()).isEqualTo(Phase.AUTHENTICATION);
            assertThat(second.getCount()).isZero();
            assertThat(first.ends()).isEmpty();
        }
    }

    @Test
    @DisplayName("is refused like any other when nobody listens there any more")
    void refused() {
        NettyConnector connector;
        NettySession session;
        try (ScriptedServer server = ScriptedServer.builder().start()) {
            connector = connect(options(server.port()).build());
            session = first.session();
        }
        rig.onLoop(() -> {
            SessionConnector.Attempt unused = connector.connectBeside(session, second);
            assertThat(second.ends()).as("not within the call").isEmpty();
        });
        assertThat(second.end()).isInstanceOf(ConnectFailedException.class);
        assertThat(second.ends()).hasSize(1);
    }

    private NettyConnector connect(MySQLOptions options) {
        NettyConnector connector = rig.connector(options, work -> {
            lookUps.incrementAndGet();
            work.run();
        });
        rig.onLoop(() -> {
            SessionConnector.Attempt unused = connector.connect(new SessionStart(options.database(), Map.of()), first);
        });
        return connector;
    }

    private static MySQLOptionsBuilder options(int port) {
        return MySQLOptions.builder().host("127.0.0.1").port(port).user("bob").password("secret");
    }
}
