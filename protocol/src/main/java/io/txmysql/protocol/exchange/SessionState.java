// SPDX-License-Identifier: Apache-2.0
package io.txmysql.protocol.exchange;

import io.txmysql.protocol.error.Delivery;
import io.txmysql.protocol.error.ErrorCodes;
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
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the client knows of its session on the server: negotiated once, then learnt from every OK packet and from the words
 * of the statements. What was learnt before {@link #onSetUp} is how the session is meant to be; what comes after that, in
 * {@link Phase#COMMAND}, are changes. It lives and dies with one session and belongs to the session's thread.
 */
public final class SessionState {
    private static final int UTF8MB4_GENERAL_CI = 45;
    private static final int UTF8MB4_0900_AI_CI = 255;

    private final String endpoint;
    private final SessionVariables variables = new SessionVariables();
    private final SessionPins pins = new SessionPins();
    private Phase phase = Phase.GREETING;
    private @Nullable HandshakeV10 greeting;
    private long capabilities;
    private int serverStatus;
    private @Nullable String schema;
    private int resets;
    private boolean canReset = true;
    private boolean tracksVariables;
    private OptionalLong connectionId = OptionalLong.empty();
    private @Nullable String serverIdentity;
    private long waitTimeoutSeconds;

    /** How the setup left the session. */
    private boolean ownAutocommit;

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

    // --- What was negotiated ---

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

    // --- Which session and server this is, as the setup has found out ---

    /** The session's id on its server, as KILL takes it; empty where a proxy hides it. */
    public OptionalLong connectionId() {
        return connectionId;
    }

    /** Which server this is, as it tells itself; null where that cannot be told. Equal for sessions with the same server. */
    public @Nullable String serverIdentity() {
        return serverIdentity;
    }

    public void identified(OptionalLong newConnectionId, @Nullable String newServerIdentity) {
        connectionId = newConnectionId;
        serverIdentity = newServerIdentity;
    }

    /** Seconds of idleness after which the server ends the session; 0 if that is not known. */
    public long waitTimeoutSeconds() {
        return waitTimeoutSeconds;
    }

    public void waitTimeoutSeconds(long seconds) {
        waitTimeoutSeconds = seconds;
    }

    /** Whether the server reports which session variables change, so that another session can be told the same. */
    public boolean tracksVariables() {
        return tracksVariables;
    }

    public void tracksVariables(boolean tracks) {
        tracksVariables = tracks;
    }

    // --- What commands have led to ---

    /** The status flags of the latest answer that carried any; see {@link io.txmysql.protocol.message.ServerStatus}. */
    public int serverStatus() {
        return serverStatus;
    }

    /** Whether a transaction is open, by the latest answer that told. */
    public boolean isInTransaction() {
        return ServerStatus.has(serverStatus, ServerStatus.IN_TRANS);
    }

    /** Whether each statement outside of a transaction is one by itself. */
    public boolean isAutocommit() {
        return ServerStatus.has(serverStatus, ServerStatus.AUTOCOMMIT);
    }

    /** The selected database, as far as the server or our own commands have told. */
    public @Nullable String schema() {
        return schema;
    }

    void schema(String newSchema) {
        schema = newSchema;
    }

    /** The session variables that the server has reported, by name; 1000 names and 64 Ki characters at most. */
    public Map<String, String> systemVariables() {
        return variables.values();
    }

    /**
     * What another session has to be told to be like this one, where the server reports it: the variables that were changed
     * since the setup, and for each an SQL expression, in an order that works. The database is not among them, nor what
     * {@link #pins} stand for.
     */
    public Map<String, String> replay() {
        return variables.replay();
    }

    /** What this session has that another would lack. */
    public Set<SessionPin> pins() {
        EnumSet<SessionPin> all = EnumSet.noneOf(SessionPin.class);
        all.addAll(pins.pins());
        if (isInTransaction()) {
            all.add(SessionPin.TRANSACTION);
        }
        return all;
    }

    /**
     * Whether a borrower has left anything that the next one should not see and a reset mends. The selected database is not
     * among that: see {@link #schema()}.
     */
    public boolean isDirty() {
        return isInTransaction() || !pins.isEmpty() || variables.isChanged() || (ownAutocommit && !isAutocommit());
    }

    /**
     * Learns from an OK packet.
     *
     * @param statement the SQL that it answers; null if it answers none
     */
    public void onOk(OkPacket ok, @Nullable String statement) {
        serverStatus = ok.status();
        if (!ok.changes().isEmpty()) {
            variables.nextAnswer();
        }
        for (SessionStateChange change : ok.changes()) {
            if (change instanceof SessionStateChange.SystemVariable variable) {
                onVariable(variable.name(), variable.value(), statement);
            } else if (change instanceof SessionStateChange.Schema selected) {
                schema = selected.name().isEmpty() ? null : selected.name();
                if (phase == Phase.COMMAND) {
                    pins.reportedSchema();
                }
            } else if (change instanceof SessionStateChange.StateChanged some && some.changed()) {
                if (phase == Phase.COMMAND) {
                    pins.reportedChange();
                }
            }
        }
    }

    private void onVariable(String name, String value, @Nullable String statement) {
        if (SessionVariables.isMeaningless(name)) {
            return;
        }
        if (phase != Phase.COMMAND) {
            variables.setUp(name, value);
        } else {
            pins.reportedVariable(name);
            if (statement != null && SetStatement.isForOneStatement(statement)) {
                return; // it has its old value again
            }
            variables.changed(name, value);
            if (SessionVariables.isTracker(name)) {
                tracksVariables = false; // who knows what is reported from now on
            }
        }
        if (name.equals("wait_timeout")) {
            waitTimeoutSeconds = seconds(value);
        }
    }

    private static long seconds(String value) {
        try {
            return Math.max(0, Long.parseLong(value));
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    void onStatus(int status) {
        serverStatus = status;
    }

    /** Learns from an ERR packet that answers {@code statement}, and makes the exception for it. */
    ServerErrorException onErr(ErrPacket err, @Nullable String statement) {
        if (err.errno() == ErrorCodes.ER_LOCK_DEADLOCK) {
            serverStatus &= ~(ServerStatus.IN_TRANS | ServerStatus.IN_TRANS_READONLY);
        }
        return error(err, statement);
    }

    /** A command of the session's user has been answered, well or badly. */
    public void onAnswered(Exchange exchange) {
        pins.answered(exchange.statement(), exchange.traits(), exchange.hasFailed(), tracksVariables);
    }

    // --- Setup and reset ---

    /**
     * The session has been told all that it is told before any command: as it is now it is meant to be.
     *
     * @param replayed variables that a user has changed in a session before this one: they count as changed
     */
    public void onSetUp(Set<String> replayed) {
        replayed.forEach(variables::replayed);
        ownAutocommit = isAutocommit();
        phase = Phase.COMMAND;
    }

    /** How often this session has been reset; each time it lost its prepared statements. */
    public int resets() {
        return resets;
    }

    /** Whether the server can reset a session; taken for granted until it has said that it does not know the command. */
    public boolean canReset() {
        return canReset;
    }

    void cannotReset() {
        canReset = false;
    }

    /** From here until {@link #onSetUp} it is like a new session. */
    void onReset() {
        resets++;
        phase = Phase.SETUP;
        variables.clear();
        pins.clear();
        tracksVariables = false;
    }

    // --- Errors ---

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
