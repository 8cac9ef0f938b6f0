// SPDX-License-Identifier: Apache-2.0
package io.txmysql.protocol.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.txmysql.protocol.error.Phase;
import io.txmysql.protocol.error.ProtocolViolationException;
import io.txmysql.protocol.error.TlsException;
import io.txmysql.protocol.message.Capabilities;
import io.txmysql.protocol.session.SessionConfig.TlsPolicy;
import java.util.Objects;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** When TLS begins, when it does not, and what may lie in between. */
class LoginTlsTest {
    private static final long WITH_TLS = ScriptedServer.CAPABILITIES | Capabilities.CLIENT_SSL;

    private static EngineHarness session(TlsPolicy policy, long capabilities) {
        return new EngineHarness(Configs.tls(policy), ScriptedServer.accepting(capabilities), Cutting.whole());
    }

    @ParameterizedTest
    @EnumSource(names = {"PREFERRED", "REQUIRED"})
    @DisplayName("the SSLRequest goes first, in clear; the response only after TLS stands, numbered on")
    void offered(TlsPolicy policy) {
        EngineHarness harness = session(policy, WITH_TLS);
        harness.run();

        assertThat(harness.events).containsExactly("TLS");
        assertThat(harness.engine.state()).isEqualTo(SessionEngine.State.READY);
        assertThat(harness.writes).first().isEqualTo(4 + 32);
        assertThat(Objects.requireNonNull(harness.server.sslRequest).capabilities())
                .isEqualTo(Objects.requireNonNull(harness.server.response).capabilities());
    }

    @Test
    @DisplayName("a server without TLS where it is preferred: in clear")
    void preferredAndNotOffered() {
        EngineHarness harness = session(TlsPolicy.PREFERRED, ScriptedServer.CAPABILITIES);
        harness.run();

        assertThat(harness.server.sslRequest).isNull();
        assertThat(harness.engine.state()).isEqualTo(SessionEngine.State.READY);
    }

    @Test
    @DisplayName("a server without TLS where it is required: nothing is sent")
    void requiredAndNotOffered() {
        EngineHarness harness = session(TlsPolicy.REQUIRED, ScriptedServer.CAPABILITIES);
        harness.run();

        assertThat(Objects.requireNonNull(harness.engine.failure())).isInstanceOf(TlsException.class);
        assertThat(harness.writes).isEmpty();
    }

    @Test
    @DisplayName("a server with TLS where it is disabled: in clear")
    void disabled() {
        EngineHarness harness = session(TlsPolicy.DISABLED, WITH_TLS);
        harness.run();

        assertThat(harness.server.sslRequest).isNull();
        assertThat(harness.engine.state()).isEqualTo(SessionEngine.State.READY);
    }

    @ParameterizedTest(name = "{0} bytes")
    @ValueSource(ints = {1, 4, 5, 100})
    @DisplayName("STARTTLS injection: bytes in the same read as the greeting end the session, nothing is sent")
    void injectedWithTheGreeting(int count) {
        EngineHarness harness = session(TlsPolicy.REQUIRED, WITH_TLS);
        harness.server.sends(new byte[count]);
        harness.run();

        assertThat(harness.events).containsExactly("closed: ProtocolViolationException");
        assertThat(harness.writes).isEmpty();
    }

    @ParameterizedTest(name = "{0} bytes")
    @ValueSource(ints = {1, 4, 5, 100})
    @DisplayName("STARTTLS injection: bytes in a later read, before TLS stands, end the session")
    void injectedLater(int count) {
        EngineHarness harness = session(TlsPolicy.PREFERRED, WITH_TLS);
        byte[] greeting = harness.server.takeOutgoing();
        harness.receive(greeting, 0, greeting.length);
        assertThat(harness.engine.state()).isEqualTo(SessionEngine.State.TLS_HANDSHAKE);
        assertThat(harness.engine.session().phase()).isEqualTo(Phase.TLS);
        harness.receive(new byte[count], 0, count);
        harness.run();

        assertThat(Objects.requireNonNull(harness.engine.failure()))
                .isInstanceOf(ProtocolViolationException.class)
                .hasMessageContaining("in clear");
        assertThat(harness.writes).isEmpty();
    }

    @Test
    @DisplayName("no command leaves while TLS does not stand")
    void nothingInClear() {
        EngineHarness harness = session(TlsPolicy.REQUIRED, WITH_TLS);
        harness.query("secret");
        byte[] greeting = harness.server.takeOutgoing();
        harness.receive(greeting, 0, greeting.length);

        assertThat(harness.engine.prepareOutput()).isTrue();
        assertThat(harness.engine.outputLength()).isEqualTo(4 + 32);
    }
}
