// SPDX-License-Identifier: Apache-2.0
package io.txmysql.protocol.exchange;

import io.txmysql.protocol.error.Delivery;
import io.txmysql.protocol.error.ErrorContext;
import io.txmysql.protocol.error.Phase;
import io.txmysql.protocol.error.ServerErrorException;
import io.txmysql.protocol.error.SessionPin;
import io.txmysql.protocol.message.Capabilities;
import io.txmysql.protocol.message.ErrPacket;
import io.txmysql.protocol.message.HandshakeV10;
import io.txmysql.protocol.message.OkPacket;
import io.txmysql.protocol.message.ServerStatus;
import io.txmysql.protocol.message.SessionStateChange;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the client knows of its session on the server: negotiated once, then learnt from every OK packet. It lives and
 * dies with one session and belongs to the session's thread.
 */
public final class SessionState {
    private static final int UTF8MB4_GENERAL_CI = 45;
    private static final int UTF8MB4_0900_AI_CI = 255;

    private final String endpoint;
    private final Map<String, String> systemVariables = new HashMap<>();
    private Phase phase = Phase.GREETING;
    private @Nullable HandshakeV10 greeting;
    private long capabilities;
    private int serverStatus;
    private @Nullable String schema;
    private int resets;
    private final Set<SessionPin> pins = EnumSet.noneOf(SessionPin.class);
    private OptionalLong connectionId = OptionalLong.empty();
    private @Nullable String serverIdentity;
    private long waitTimeoutSeconds;

    /** @param endpoint {@code host:port} or the path of the socket, for errors */
    public SessionState(String endpoint, @Nullable String schema) {
        this.endpoint = endpoint;
        this.schema = schema;
    }

    /** {@code host:port} or the path of the socket. */
    public String endpoint() {
        return endpoint;
    }

    public Phase phase() {
        return phase;
    }

    public void enter(Phase newPhase) {
        phase = newPhase;
    }

    /** What the server said first; null until then. */
    public @Nullable HandshakeV10 greeting() {
        return greeting;
    }

    public void greeted(HandshakeV10 newGreeting) {
        greeting = newGreeting;
        serverStatus = newGreeting.status();
    }

    /** What both sides can do; see {@link Capabilities}. */
    public long capabilities() {
        return capabilities;
    }

    public void negotiated(long newCapabilities) {
        capabilities = newCapabilities;
    }

    public boolean can(long capability) {
        return Capabilities.has(capabilities, capability);
    }

    /** The status flags of the latest answer that carried any; see {@link io.txmysql.protocol.message.ServerStatus}. */
    public int serverStatus() {
        return serverStatus;
    }

    /** The selected database, as far as the server or our own commands have told. */
    public @Nullable String schema() {
        return schema;
    }

    void schema(String newSchema) {
        schema = newSchema;
    }

    /** The session variables whose change the server has reported, by name. */
    public Map<String, String> systemVariables() {
        return Map.copyOf(systemVariables);
    }

    /** Learns from an OK packet. */
    public void onOk(OkPacket ok) {
        serverStatus = ok.status();
        for (SessionStateChange change : ok.changes()) {
            if (change instanceof SessionStateChange.SystemVariable variable) {
                systemVariables.put(variable.name(), variable.value());
            } else if (change instanceof SessionStateChange.Schema selected) {
                schema = selected.name().isEmpty() ? null : selected.name();
            }
        }
    }

    /** The collation of the connection: the server's own default where that is one of utf8mb4. */
    public int collation() {
        return greeting != null && greeting.collation() == UTF8MB4_0900_AI_CI ? UTF8MB4_0900_AI_CI : UTF8MB4_GENERAL_CI;
    }

    /** The statement that restores the character set and collation of the login. */
    public String setNames() {
        return collation() == UTF8MB4_0900_AI_CI
                ? "SET NAMES utf8mb4 COLLATE utf8mb4_0900_ai_ci"
                : "SET NAMES utf8mb4 COLLATE utf8mb4_general_ci";
    }

    /** Whether a transaction is open, by the latest answer that told. */
    public boolean isInTransaction() {
        return ServerStatus.has(serverStatus, ServerStatus.IN_TRANS);
    }

    /** What this session has that another would lack. */
    public Set<SessionPin> pins() {
        EnumSet<SessionPin> all = EnumSet.copyOf(pins);
        if (isInTransaction()) {
            all.add(SessionPin.TRANSACTION);
        }
        return all;
    }

    /** Whether the server knows COM_RESET_CONNECTION, as far as that is known. */
    public boolean canReset() {
        return true;
    }

    /** Session variables that were changed, and the SQL expressions that set them so in another session. */
    public Map<String, String> replay() {
        return Map.of();
    }

    /** Whether a borrower has left anything that the next one should not see. */
    public boolean isDirty() {
        return !pins().isEmpty() || !systemVariables.isEmpty();
    }

    /** The session's id on its server, as KILL takes it; empty where a proxy hides it. */
    public OptionalLong connectionId() {
        return connectionId;
    }

    /** Which server this is, as it tells itself; null where that cannot be told. Equal for sessions with the same server. */
    public @Nullable String serverIdentity() {
        return serverIdentity;
    }

    /** Seconds of idleness after which the server ends the session; 0 if that is not known. */
    public long waitTimeoutSeconds() {
        return waitTimeoutSeconds;
    }

    /** How often this session has been reset; each time it lost its prepared statements. */
    public int resets() {
        return resets;
    }

    void onReset() {
        resets++;
        systemVariables.clear();
    }

    void onStatus(int status) {
        serverStatus = status;
    }

    /** Where this session is, for an error about {@code statement}. */
    public ErrorContext context(@Nullable String statement, Delivery delivery) {
        return new ErrorContext(endpoint, phase, statement, delivery);
    }

    /** The exception for an ERR packet that answers {@code statement}. */
    public ServerErrorException error(ErrPacket err, @Nullable String statement) {
        return new ServerErrorException(
                err.errno(), err.sqlState(), err.message(), context(statement, Delivery.ANSWERED));
    }
}
