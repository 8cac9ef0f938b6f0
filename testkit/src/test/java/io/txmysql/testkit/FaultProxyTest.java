// SPDX-License-Identifier: Apache-2.0
package io.txmysql.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.txmysql.protocol.message.ComPing;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(60)
@DisplayName("A fault proxy")
class FaultProxyTest {
    /** An OK packet with its header. */
    private static final int OK_LENGTH = 11;

    private final ScriptedServer server = ScriptedServer.builder().start();
    private final FaultProxy proxy = FaultProxy.to("127.0.0.1", server.port());

    @AfterEach
    void close() {
        proxy.close();
        server.close();
        server.awaitNoConnections();
    }

    @Test
    @DisplayName("forwards, counts, and passes the end of a connection on")
    void forwards() throws IOException {
        try (RawClient client = RawClient.loggedIn(proxy.port())) {
            long before = proxy.forwarded(Direction.TO_CLIENT);
            client.ask(new ComPing());
            assertThat(proxy.forwarded(Direction.TO_CLIENT) - before).isEqualTo(OK_LENGTH);
            assertThat(proxy.reads(Direction.TO_SERVER)).isEqualTo(2);
            assertThat(proxy.openConnections()).isEqualTo(1);
        }
        server.awaitNoConnections();
    }

    @Test
    @DisplayName("cuts after so many bytes: in order")
    void cutsInOrder() throws IOException {
        try (RawClient client = RawClient.loggedIn(proxy.port())) {
            proxy.cutAfter(Direction.TO_CLIENT, 5, Ending.CLOSE);
            client.send(new ComPing());
            assertThat(client.socket.getInputStream().readAllBytes()).hasSize(5);
            server.awaitNoConnections();
        }
    }

    @Test
    @DisplayName("cuts after so many bytes: by a reset, in the client's direction")
    void cutsByReset() throws IOException {
        try (RawClient client = RawClient.loggedIn(proxy.port())) {
            proxy.cutAfter(Direction.TO_SERVER, 4, Ending.RESET);
            client.send(new ComPing());
            assertThatThrownBy(() -> client.packets.read()).isInstanceOf(SocketException.class);
            server.awaitNoConnections();
            assertThat(server.commands()).isEmpty();
        }
    }

    @Test
    @DisplayName("keeps a half-open connection, and goes on when told")
    void stalls() throws IOException {
        try (RawClient client = RawClient.loggedIn(proxy.port())) {
            proxy.stall(true);
            client.send(new ComPing());
            client.socket.setSoTimeout(50);
            assertThatThrownBy(() -> client.packets.read()).isInstanceOf(SocketTimeoutException.class);
            assertThat(server.commands()).isEmpty();
            proxy.stall(false);
            client.socket.setSoTimeout(20_000);
            assertThat(client.packets.read()).isNotNull();
        }
    }

    @Test
    @DisplayName("keeps one direction back: the server gets the command, the client no answer")
    void stallsOneDirection() throws IOException {
        try (RawClient client = RawClient.loggedIn(proxy.port())) {
            proxy.stall(Direction.TO_CLIENT, true);
            client.send(new ComPing());
            server.awaitCommands(1);
            client.socket.setSoTimeout(50);
            assertThatThrownBy(() -> client.packets.read()).isInstanceOf(SocketTimeoutException.class);
            proxy.stall(Direction.TO_CLIENT, false);
            client.socket.setSoTimeout(20_000);
            assertThat(client.packets.read()).isNotNull();
        }
    }

    @Test
    @DisplayName("puts an impostor in the server's place, who takes new connections and never speaks")
    void impostor() throws IOException {
        try (RawClient before = RawClient.loggedIn(proxy.port())) {
            proxy.impostor(true);
            try (RawClient fooled = new RawClient(proxy.port())) {
                fooled.send(new ComPing());
                fooled.socket.setSoTimeout(50);
                assertThatThrownBy(() -> fooled.packets.read()).isInstanceOf(SocketTimeoutException.class);
                assertThat(before.ask(new ComPing()))
                        .as("a connection from before")
                        .isNotNull();
                proxy.impostor(false);
                assertThatThrownBy(() -> fooled.packets.read()).isInstanceOf(SocketTimeoutException.class);
                assertThat(proxy.openConnections()).isEqualTo(2);
            }
            try (RawClient after = RawClient.loggedIn(proxy.port())) {
                assertThat(after.ask(new ComPing())).isNotNull();
            }
            assertThat(server.acceptedConnections()).isEqualTo(2);
        }
    }

    @ParameterizedTest
    @EnumSource(Ending.class)
    @DisplayName("ends the connections in the hands of an impostor with all others")
    void cutsImpostor(Ending ending) throws IOException {
        proxy.impostor(true);
        try (RawClient fooled = new RawClient(proxy.port())) {
            awaitOpen(1);
            proxy.cutAll(ending);
            if (ending == Ending.CLOSE) {
                assertThat(fooled.socket.getInputStream().read()).isNegative();
            } else {
                assertThatThrownBy(() -> fooled.packets.read()).isInstanceOf(SocketException.class);
            }
            assertThat(proxy.openConnections()).isZero();
        }
    }

    @Test
    @DisplayName("lets go of a client that leaves an impostor")
    void leavesImpostor() throws IOException {
        proxy.impostor(true);
        try (RawClient fooled = new RawClient(proxy.port())) {
            awaitOpen(1);
            assertThat(fooled.socket.isConnected()).isTrue();
        }
        awaitOpen(0);
    }

    private void awaitOpen(int connections) {
        long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (proxy.openConnections() != connections) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            Thread.onSpinWait();
        }
    }

    @Test
    @DisplayName("refuses new connections for as long as it is told to")
    void refuses() throws IOException {
        proxy.refuse(true);
        assertThatThrownBy(() -> new RawClient(proxy.port())).isInstanceOf(ConnectException.class);
        proxy.refuse(false);
        try (RawClient client = RawClient.loggedIn(proxy.port())) {
            assertThat(client.ask(new ComPing())).isNotNull();
        }
    }

    @Test
    @DisplayName("forwards one byte at a time")
    void oneByteAtATime() throws IOException {
        proxy.oneByteAtATime(true);
        try (RawClient client = RawClient.loggedIn(proxy.port())) {
            assertThat(client.ask(new ComPing())).isNotNull();
        }
    }

    @Test
    @DisplayName("holds what passes for the delay, and no longer once it is over")
    void delays() throws IOException {
        try (RawClient client = RawClient.loggedIn(proxy.port())) {
            proxy.delay(Duration.ofMillis(60));
            long start = System.nanoTime();
            client.ask(new ComPing());
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(120));
            proxy.delay(Duration.ofDays(1));
            client.send(new ComPing());
            proxy.delay(Duration.ZERO);
        }
    }

    @Test
    @DisplayName("lets only so many bytes pass in a second")
    void throttles() throws IOException {
        try (RawClient client = RawClient.loggedIn(proxy.port())) {
            proxy.throttle(100);
            long start = System.nanoTime();
            client.ask(new ComPing()); // 5 bytes there, 11 back
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(150));
        }
    }

    @Test
    @DisplayName("resets all connections when it is closed")
    void closes() throws IOException {
        try (RawClient client = RawClient.loggedIn(proxy.port())) {
            proxy.close();
            assertThatThrownBy(() -> client.packets.read()).isInstanceOf(SocketException.class);
            assertThat(proxy.openConnections()).isZero();
        }
        server.awaitNoConnections();
    }
}
