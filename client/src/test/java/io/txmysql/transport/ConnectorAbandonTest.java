// SPDX-License-Identifier: Apache-2.0
package io.txmysql.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.txmysql.api.MySQLOptions;
import io.txmysql.api.MySQLOptionsBuilder;
import io.txmysql.protocol.error.ConnectionClosedException;
import io.txmysql.protocol.error.ErrorContext;
import io.txmysql.protocol.error.MySQLException;
import io.txmysql.protocol.error.MySQLTimeoutException;
import io.txmysql.protocol.error.Phase;
import io.txmysql.protocol.message.Capabilities;
import io.txmysql.protocol.message.HandshakeV10;
import io.txmysql.testkit.Answer;
import io.txmysql.testkit.ScriptedServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(60)
@ParameterizedClass(name = "{0}")
@EnumSource(Sockets.class)
@DisplayName(
        "pitfall#6 An attempt to connect that is abandoned ends with the reason given, once, and leaves no socket:")
class ConnectorAbandonTest {
    private final MySQLException reason =
            new ConnectionClosedException("no longer wanted", ErrorContext.local(null), null);

    private final SessionProbe probe = new SessionProbe();
    private final ConnectorRig rig;

    ConnectorAbandonTest(Sockets sockets) {
        rig = new ConnectorRig(sockets);
    }

    @AfterEach
    void close() {
        rig.close();
    }

    @Test
    @DisplayName("while names are resolved")
    void resolving() throws InterruptedException {
        BlockingQueue<Runnable> blocking = new LinkedBlockingQueue<>();
        try (ScriptedServer server = ScriptedServer.builder().start()) {
            NettyConnector connector = rig.connector(options(server.port()).build(), blocking::add);
            SessionConnector.Attempt attempt = rig.onLoop(() -> connector.connect(start(), probe));
            Runnable resolve = blocking.take();
            abandon(attempt);
            resolve.run();
            rig.onLoop(() -> {}); // what the resolver has found is there
            expectReason();
            assertThat(server.acceptedConnections()).isZero();
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    @DisplayName("while the socket connects to nowhere")
    void connecting() throws IOException {
        try (Blackhole nowhere = new Blackhole()) {
            SessionProbe late = new SessionProbe();
            MySQLOptionsBuilder options = options(nowhere.port());
            SessionConnector.Attempt attempt = connect(options.build());
            // It does not answer, or this second attempt would not end like that.
            NettyConnector impatient =
                    rig.connector(options.connectTimeout(Duration.ofMillis(50)).build());
            SessionConnector.Attempt unused = rig.onLoop(() -> impatient.connect(start(), late));
            assertThat(late.end()).isInstanceOf(MySQLTimeoutException.class);
            assertThat(late.end().phase()).isEqualTo(Phase.CONNECT);
            awaitAskers(nowhere, 1);
            abandon(attempt);
            expectReason();
            awaitAskers(nowhere, 0);
        }
    }

    @Test
    @DisplayName("in the turn in which it began")
    void atOnce() {
        try (ScriptedServer server = ScriptedServer.builder().start()) {
            NettyConnector connector = rig.connector(options(server.port()).build());
            rig.onLoop(() -> connector.connect(start(), probe).abandon(reason));
            expectReason();
            server.awaitNoConnections();
        }
    }

    @Test
    @DisplayName("before the greeting")
    void greeting() {
        try (ScriptedServer server =
                ScriptedServer.builder().onConnect(Answer.SILENCE).start()) {
            SessionConnector.Attempt attempt = connect(options(server.port()).build());
            server.awaitAccepted(1);
            abandon(attempt);
            expectReason();
            server.awaitNoConnections();
        }
    }

    @Test
    @DisplayName("within the TLS handshake")
    void tls() throws IOException {
        CountDownLatch greet = new CountDownLatch(1);
        try (ScriptedServer server = ScriptedServer.builder()
                .onConnect(reply -> {
                    reply.packet(greetingWithTls()::encode).flush();
                    greet.countDown();
                    reply.silence();
                })
                .start()) {
            SessionConnector.Attempt attempt = connect(options(server.port()).build());
            await(greet);
            // The handshake begins in the turn that reads the greeting, which is this one or an earlier one.
            while (!"tls".equals(rig.onLoop(() -> phase(attempt)))) {
                Thread.onSpinWait();
            }
            abandon(attempt);
            expectReason();
            server.awaitNoConnections();
        }
    }

    @Test
    @DisplayName("before the login is judged")
    void authentication() {
        CountDownLatch asked = new CountDownLatch(1);
        try (ScriptedServer server = ScriptedServer.builder()
                .onLogin(reply -> {
                    asked.countDown();
                    reply.silence();
                })
                .start()) {
            SessionConnector.Attempt attempt = connect(options(server.port()).build());
            await(asked);
            abandon(attempt);
            expectReason();
            server.awaitNoConnections();
        }
    }

    @Test
    @DisplayName("after the login, with whatever a session is told first")
    void afterLogin() {
        CountDownLatch judged = new CountDownLatch(1);
        try (ScriptedServer server = ScriptedServer.builder()
                .onLogin(reply -> {
                    reply.ok().flush();
                    judged.countDown();
                })
                .onQuery(sql -> true, Answer.SILENCE)
                .start()) {
            SessionConnector.Attempt attempt = connect(options(server.port()).build());
            await(judged);
            abandon(attempt);
            expectReason();
            server.awaitNoConnections();
        }
    }

    @Test
    @DisplayName("by whoever hears that it is ready, and again after that")
    void whenReady() {
        try (ScriptedServer server = ScriptedServer.builder().start()) {
            NettyConnector connector = rig.connector(options(server.port()).build());
            List<SessionConnector.Attempt> attempts = new ArrayList<>();
            SessionConnector.Attempt attempt = rig.onLoop(() -> {
                attempts.add(connector.connect(start(), new SessionListener() {
                    @Override
                    public void onReady(Session session) {
                        probe.onReady(session);
                        attempts.get(0).abandon(reason);
                    }

                    @Override
                    public void onEnd(MySQLException cause) {
                        probe.onEnd(cause);
                    }
                }));
                return attempts.get(0);
            });
            probe.end();
            abandon(attempt);
            expectReason();
            server.awaitNoConnections();
        }
    }

    @Test
    @DisplayName("pitfall#11 a hundred greetings that come after the connectTimeout find nobody")
    void lateGreetings() {
        int count = 100;
        CountDownLatch greet = new CountDownLatch(1);
        try (ScriptedServer server = ScriptedServer.builder()
                .onConnect(reply -> {
                    await(greet);
                    reply.packet(greetingWithTls()::encode).flush();
                })
                .start()) {
            NettyConnector connector = rig.connector(options(server.port())
                    .connectTimeout(Duration.ofMillis(100))
                    .build());
            List<SessionProbe> probes = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                SessionProbe each = new SessionProbe();
                probes.add(each);
                SessionConnector.Attempt unused = rig.onLoop(() -> connector.connect(start(), each));
            }
            probes.forEach(each -> assertThat(each.end()).isInstanceOf(MySQLTimeoutException.class));
            assertThat(server.acceptedConnections()).isPositive();
            greet.countDown();
            server.awaitNoConnections();
            probes.forEach(each -> assertThat(each.ends()).hasSize(1));
        }
    }

    private static MySQLOptionsBuilder options(int port) {
        return MySQLOptions.builder()
                .host("127.0.0.1")
                .port(port)
                .user("bob")
                .password("secret")
                .connectTimeout(Duration.ofSeconds(50));
    }

    private static SessionStart start() {
        return new SessionStart(null, Map.of());
    }

    private SessionConnector.Attempt connect(MySQLOptions options) {
        return rig.onLoop(() -> rig.connector(options).connect(start(), probe));
    }

    private void abandon(SessionConnector.Attempt attempt) {
        rig.onLoop(() -> attempt.abandon(reason));
    }

    /** The JDK gives a socket back only when its selector is asked next, which is in the turn after. */
    private void awaitAskers(Blackhole nowhere, int count) throws IOException {
        while (nowhere.askers() != count) {
            rig.onLoop(() -> {});
        }
    }

    private void expectReason() {
        MySQLException end = probe.end();
        assertThat(end).isSameAs(reason);
        rig.onLoop(() -> {}); // what the closing of the socket has led to is done
        assertThat(probe.ends()).hasSize(1);
    }

    private static String phase(SessionConnector.Attempt attempt) {
        return ((NettyAttempt) attempt).phase().toString();
    }

    private static HandshakeV10 greetingWithTls() {
        return new HandshakeV10(
                "8.0.31",
                1,
                "twenty-byte-nonce-20".getBytes(StandardCharsets.US_ASCII),
                Capabilities.CLIENT_PROTOCOL_41
                        | Capabilities.CLIENT_SECURE_CONNECTION
                        | Capabilities.CLIENT_SSL
                        | Capabilities.CLIENT_PLUGIN_AUTH,
                45,
                2,
                "mysql_native_password");
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** A port of which the system answers no more connects, because two wait to be accepted already. */
    private static final class Blackhole implements AutoCloseable {
        private static final Path SYSTEM_SOCKETS = Path.of("/proc/net/tcp");
        private static final String SYN_SENT = "02";

        private final ServerSocket listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        private final List<Socket> fillers = new ArrayList<>();

        Blackhole() throws IOException {
            for (int i = 0; i < 2; i++) {
                fillers.add(new Socket(listening.getInetAddress(), listening.getLocalPort()));
            }
        }

        int port() {
            return listening.getLocalPort();
        }

        /** Sockets of this machine that wait for an answer from there. */
        long askers() throws IOException {
            String to = String.format(Locale.ROOT, ":%04X", listening.getLocalPort());
            try (Stream<String> lines = Files.lines(SYSTEM_SOCKETS)) {
                return lines.map(line -> line.trim().split(" +"))
                        .filter(columns -> columns[2].endsWith(to) && columns[3].equals(SYN_SENT))
                        .count();
            }
        }

        @Override
        public void close() throws IOException {
            for (Socket filler : fillers) {
                filler.close();
            }
            listening.close();
        }
    }
}
