// SPDX-License-Identifier: Apache-2.0
package io.txmysql.protocol.session;

import io.txmysql.protocol.auth.AuthContext;
import io.txmysql.protocol.auth.AuthPlugin;
import io.txmysql.protocol.auth.AuthPlugins;
import io.txmysql.protocol.auth.Authenticator;
import io.txmysql.protocol.error.AuthenticationException;
import io.txmysql.protocol.error.Delivery;
import io.txmysql.protocol.error.ErrorContext;
import io.txmysql.protocol.error.Phase;
import io.txmysql.protocol.error.TlsException;
import io.txmysql.protocol.exchange.SessionState;
import io.txmysql.protocol.message.AuthMoreData;
import io.txmysql.protocol.message.AuthSwitchRequest;
import io.txmysql.protocol.message.AuthSwitchResponse;
import io.txmysql.protocol.message.Capabilities;
import io.txmysql.protocol.message.ErrPacket;
import io.txmysql.protocol.message.HandshakeResponse41;
import io.txmysql.protocol.message.HandshakeV10;
import io.txmysql.protocol.message.OkPacket;
import io.txmysql.protocol.message.ReplyHeader;
import io.txmysql.protocol.message.SslRequest;
import io.txmysql.protocol.wire.MalformedPacketException;
import io.txmysql.protocol.wire.PayloadReader;
import io.txmysql.protocol.wire.PayloadWriter;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The order of the login: greeting, TLS if agreed, our response, whatever the authentication plugin wants, OK. It lives
 * from the first byte of a session to its first OK, on the session's thread.
 *
 * @see <a href="https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_connection_phase.html">Connection Phase</a>
 */
final class Login {
    enum Step {
        CONTINUE,
        /** The SSLRequest is written; TLS has to be established before {@link #onTlsEstablished()}. */
        START_TLS,
        DONE
    }

    private enum State {
        AWAIT_GREETING,
        AWAIT_TLS,
        AWAIT_AUTHENTICATION,
        DONE
    }

    private static final int MAX_PACKET_LENGTH = 1 << 30;
    private static final int NO_ZSTD = 0;
    private static final int NONCE_LENGTH = 20;

    /** What every session wants. */
    private static final long BASE_CAPABILITIES = Capabilities.CLIENT_LONG_PASSWORD
            | Capabilities.CLIENT_LONG_FLAG
            | Capabilities.CLIENT_PROTOCOL_41
            | Capabilities.CLIENT_TRANSACTIONS
            | Capabilities.CLIENT_SECURE_CONNECTION
            | Capabilities.CLIENT_MULTI_RESULTS
            | Capabilities.CLIENT_PS_MULTI_RESULTS
            | Capabilities.CLIENT_PLUGIN_AUTH
            | Capabilities.CLIENT_CONNECT_ATTRS
            | Capabilities.CLIENT_PLUGIN_AUTH_LENENC_CLIENT_DATA
            | Capabilities.CLIENT_SESSION_TRACK
            | Capabilities.CLIENT_DEPRECATE_EOF;

    private final SessionConfig config;
    private final SessionState session;

    /** Sends one payload with the next sequence id. */
    private final Consumer<Consumer<PayloadWriter>> send;

    private State state = State.AWAIT_GREETING;
    private boolean encrypted;
    private @Nullable Authenticator authenticator;

    Login(SessionConfig config, SessionState session, Consumer<Consumer<PayloadWriter>> send) {
        this.config = config;
        this.session = session;
        this.send = send;
    }

    Step onPayload(PayloadReader payload) {
        return switch (state) {
            case AWAIT_GREETING -> onGreeting(payload);
            case AWAIT_AUTHENTICATION -> onAuthentication(payload);
            case AWAIT_TLS -> throw new MalformedPacketException("a packet in clear where TLS has to begin");
            case DONE -> throw new MalformedPacketException("a packet after the end of the login");
        };
    }

    private Step onGreeting(PayloadReader payload) {
        if (ReplyHeader.ofGreeting(payload) == ReplyHeader.ERR) {
            throw session.error(ErrPacket.decode(payload), null);
        }
        HandshakeV10 greeting = HandshakeV10.decode(payload);
        session.greeted(greeting);
        session.negotiated(wantedCapabilities() & greeting.capabilities());
        if (!session.can(Capabilities.CLIENT_PROTOCOL_41) || !session.can(Capabilities.CLIENT_SECURE_CONNECTION)) {
            throw new MalformedPacketException("a server older than MySQL 4.1");
        }
        if (config.security().tls() == SessionConfig.TlsPolicy.REQUIRED && !session.can(Capabilities.CLIENT_SSL)) {
            throw new TlsException("TLS is required and the server does not offer it", context(), null);
        }
        if (session.can(Capabilities.CLIENT_SSL)) {
            session.enter(Phase.TLS);
            state = State.AWAIT_TLS;
            SslRequest request = new SslRequest(session.capabilities(), MAX_PACKET_LENGTH, session.collation());
            send.accept(request::encode);
            return Step.START_TLS;
        }
        respond(greeting);
        return Step.CONTINUE;
    }

    private long wantedCapabilities() {
        long wanted = BASE_CAPABILITIES;
        if (config.identity().database() != null) {
            wanted |= Capabilities.CLIENT_CONNECT_WITH_DB;
        }
        if (config.security().tls() != SessionConfig.TlsPolicy.DISABLED) {
            wanted |= Capabilities.CLIENT_SSL;
        }
        if (config.features().compression()) {
            wanted |= Capabilities.CLIENT_COMPRESS;
        }
        if (config.features().foundRows()) {
            wanted |= Capabilities.CLIENT_FOUND_ROWS;
        }
        if (config.features().multiStatements()) {
            wanted |= Capabilities.CLIENT_MULTI_STATEMENTS;
        }
        return wanted;
    }

    void onTlsEstablished() {
        if (state != State.AWAIT_TLS) {
            throw new IllegalStateException("TLS in state " + state);
        }
        encrypted = true;
        respond(Objects.requireNonNull(session.greeting()));
    }

    private void respond(HandshakeV10 greeting) {
        session.enter(Phase.AUTHENTICATION);
        state = State.AWAIT_AUTHENTICATION;
        String offered = greeting.authPlugin();
        AuthPlugin plugin = offered == null ? null : AuthPlugins.byName(offered);
        if (plugin == null) {
            // The server will ask for a switch to the plugin of the user's account.
            plugin = Objects.requireNonNull(AuthPlugins.byName("mysql_native_password"));
        }
        Authenticator first = plugin.start(authContext(greeting.nonce()));
        authenticator = first;
        SessionConfig.Identity identity = config.identity();
        HandshakeResponse41 response = new HandshakeResponse41(
                session.capabilities(),
                MAX_PACKET_LENGTH,
                session.collation(),
                identity.user(),
                first.initialResponse(),
                session.can(Capabilities.CLIENT_CONNECT_WITH_DB) ? identity.database() : null,
                session.can(Capabilities.CLIENT_PLUGIN_AUTH) ? plugin.name() : null,
                session.can(Capabilities.CLIENT_CONNECT_ATTRS) ? identity.attributes() : Map.of(),
                NO_ZSTD);
        send.accept(response::encode);
    }

    private Step onAuthentication(PayloadReader payload) {
        switch (ReplyHeader.ofLogin(payload)) {
            case OK -> {
                session.onOk(OkPacket.decode(payload, session.capabilities()), null);
                state = State.DONE;
                return Step.DONE;
            }
            case ERR -> throw session.error(ErrPacket.decode(payload), null);
            case AUTH_SWITCH -> switchTo(AuthSwitchRequest.decode(payload));
            default -> {
                byte[] answer = Objects.requireNonNull(authenticator)
                        .onMoreData(AuthMoreData.decode(payload).data());
                if (answer != null) {
                    send.accept(out -> out.writeBytes(answer));
                }
            }
        }
        return Step.CONTINUE;
    }

    private void switchTo(AuthSwitchRequest request) {
        AuthPlugin plugin = AuthPlugins.byName(request.plugin());
        if (plugin == null) {
            throw new AuthenticationException(
                    "the server asks for the authentication plugin '" + request.plugin() + "', this driver has "
                            + AuthPlugins.names() + "; MySQL 8 may ask so, too, where there is no such user",
                    context(),
                    null);
        }
        byte[] data = request.data();
        byte[] nonce =
                data.length == NONCE_LENGTH + 1 && data[NONCE_LENGTH] == 0 ? Arrays.copyOf(data, NONCE_LENGTH) : data;
        Authenticator next = plugin.start(authContext(nonce));
        authenticator = next;
        send.accept(new AuthSwitchResponse(next.initialResponse())::encode);
    }

    private AuthContext authContext(byte[] nonce) {
        SessionConfig.Security security = config.security();
        return new AuthContext(
                config.identity().password(),
                nonce,
                encrypted,
                security.unixSocket(),
                security.serverPublicKey(),
                security.allowPublicKeyRetrieval(),
                security.random(),
                context());
    }

    private ErrorContext context() {
        return session.context(null, Delivery.NOT_EXECUTED);
    }
}
