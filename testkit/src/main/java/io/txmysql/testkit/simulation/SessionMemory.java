// SPDX-License-Identifier: Apache-2.0
package io.txmysql.testkit.simulation;

import io.txmysql.protocol.message.ServerStatus;
import io.txmysql.protocol.message.SessionStateChange;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a server keeps for one session and forgets with it: transaction, variables, temporary tables, the default database. */
final class SessionMemory {
    private static final String TRACKED = "session_track_system_variables";
    private static final String ALL = "*";

    private final Ledger ledger;
    private final Set<String> temporaryTables = new HashSet<>(4);
    private final Map<String, String> userVariables = new HashMap<>(4);
    private final Map<String, String> systemVariables = new HashMap<>(8);
    private final List<SessionStateChange> changes = new ArrayList<>(2);
    private final List<Integer> changed = new ArrayList<>(4);
    private final List<Savepoint> savepoints = new ArrayList<>(0);
    private boolean inTransaction;
    private @Nullable String database;

    private record Savepoint(String name, int size) {}

    SessionMemory(Ledger ledger) {
        this.ledger = ledger;
    }

    int status() {
        int status = autocommit() ? ServerStatus.AUTOCOMMIT : 0;
        return inTransaction ? status | ServerStatus.IN_TRANS : status;
    }

    /** What the latest command has changed and the client has asked to be told of; they are told once. */
    List<SessionStateChange> takeChanges() {
        List<SessionStateChange> taken = List.copyOf(changes);
        changes.clear();
        return taken;
    }

    // --- Transaction ---

    boolean isInTransaction() {
        return inTransaction;
    }

    private boolean autocommit() {
        String value = systemVariables.getOrDefault("autocommit", "1");
        return !value.equals("0") && !value.equalsIgnoreCase("off");
    }

    void begin() {
        inTransaction = true;
        track("T_______");
    }

    /** A token's effect: at once, or with the transaction. */
    void change(int token) {
        ledger.noteApplied(token);
        if (!inTransaction && !autocommit()) {
            begin();
        }
        if (inTransaction) {
            changed.add(token);
        } else {
            ledger.noteCommitted(token);
        }
    }

    void commit() {
        changed.forEach(ledger::noteCommitted);
        forgetTransaction();
    }

    void rollback() {
        forgetTransaction();
    }

    private void forgetTransaction() {
        if (inTransaction) {
            track("________");
        }
        inTransaction = false;
        changed.clear();
        savepoints.clear();
    }

    void savepoint(String name) {
        savepoints.removeIf(each -> each.name.equals(name));
        savepoints.add(new Savepoint(name, changed.size()));
    }

    /** False if there is no such savepoint. */
    boolean rollbackTo(String name) {
        int index = find(name);
        if (index < 0) {
            return false;
        }
        changed.subList(savepoints.get(index).size, changed.size()).clear();
        savepoints.subList(index + 1, savepoints.size()).clear();
        return true;
    }

    /** False if there is no such savepoint. */
    boolean release(String name) {
        int index = find(name);
        if (index < 0) {
            return false;
        }
        savepoints.subList(index, savepoints.size()).clear();
        return true;
    }

    private int find(String name) {
        for (int i = savepoints.size() - 1; i >= 0; i--) {
            if (savepoints.get(i).name.equals(name)) {
                return i;
            }
        }
        return -1;
    }

    private void track(String state) {
        if (!systemVariables
                .getOrDefault("session_track_transaction_info", "OFF")
                .equalsIgnoreCase("OFF")) {
            changes.removeIf(SessionStateChange.TransactionState.class::isInstance);
            changes.add(new SessionStateChange.TransactionState(state));
        }
    }

    // --- Variables and tables ---

    @Nullable
    String database() {
        return database;
    }

    void loggedIn(@Nullable String newDatabase) {
        database = newDatabase;
    }

    void use(String newDatabase) {
        database = newDatabase;
        changes.add(new SessionStateChange.Schema(newDatabase));
        stateChanged();
    }

    @Nullable
    String userVariable(String name) {
        return userVariables.get(name);
    }

    void setUserVariable(String name, String value) {
        userVariables.put(name, value);
        stateChanged();
    }

    @Nullable
    String systemVariable(String name) {
        return systemVariables.get(name);
    }

    void setSystemVariable(String name, String value) {
        if (value.equalsIgnoreCase("default")) {
            systemVariables.remove(name);
        } else {
            systemVariables.put(name, value);
        }
        String tracked = systemVariables.getOrDefault(TRACKED, "autocommit");
        if (tracked.equals(ALL) || List.of(tracked.split(",", -1)).contains(name)) {
            changes.add(new SessionStateChange.SystemVariable(name, value));
        }
        if (name.equals("autocommit") && autocommit()) {
            commit();
        }
        stateChanged();
    }

    void createTemporary(String table) {
        temporaryTables.add(table);
        stateChanged();
    }

    boolean hasTemporary(String table) {
        return temporaryTables.contains(table);
    }

    private void stateChanged() {
        String on = systemVariables.getOrDefault("session_track_state_change", "OFF");
        boolean told = changes.stream().anyMatch(SessionStateChange.StateChanged.class::isInstance);
        if (!told && (on.equals("1") || on.toUpperCase(Locale.ROOT).equals("ON"))) {
            changes.add(new SessionStateChange.StateChanged(true));
        }
    }

    /** COM_RESET_CONNECTION; the default database stays. */
    void reset() {
        rollback();
        temporaryTables.clear();
        userVariables.clear();
        systemVariables.clear();
        changes.clear();
    }
}
