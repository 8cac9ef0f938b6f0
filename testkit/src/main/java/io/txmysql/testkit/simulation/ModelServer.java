// SPDX-License-Identifier: Apache-2.0
package io.txmysql.testkit.simulation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A server of which all is a model: it speaks the protocol, knows a handful of statements, takes virtual time for them, and
 * writes into the {@link Ledger} what it has done. It can be killed, stopped, restarted, and taken ill.
 */
public final class ModelServer implements SimulatedNetwork.Service {
    private final String name;
    private final VirtualLoop loop;
    private final Dice dice;
    private final ServerKind kind;
    private final Ledger ledger;
    private final Trace trace;
    private final List<ModelSession> sessions = new ArrayList<>();
    private final List<SimulatedLink.End> unspoken = new ArrayList<>(0);
    private final Map<String, ModelSession> locks = new HashMap<>(4);
    private final Map<String, ModelStatement> parsed = new HashMap<>();
    private Conditions conditions = Conditions.WELL;
    private SimulatedNetwork.Door door = SimulatedNetwork.Door.OPEN;
    private boolean numbersAnew = true;
    private boolean down;
    private boolean impostor;
    private boolean stopped;
    private long lastId;

    /** @param name of the host, for the trace and for those who ask the server who it is */
    public ModelServer(String name, VirtualLoop loop, Dice dice, ServerKind kind, Ledger ledger, Trace trace) {
        this.name = name;
        this.loop = loop;
        this.dice = dice;
        this.kind = kind;
        this.ledger = ledger;
        this.trace = trace;
    }

    public String name() {
        return name;
    }

    public ServerKind kind() {
        return kind;
    }

    Ledger ledger() {
        return ledger;
    }

    VirtualLoop loop() {
        return loop;
    }

    Dice dice() {
        return dice;
    }

    void trace(long session, String what) {
        if (trace.isOn()) {
            trace.add(loop.now(), name + " #" + session, what);
        }
    }

    boolean isTraced() {
        return trace.isOn();
    }

    /** What has no token, such as what every session is told, is read once. */
    ModelStatement parse(String sql) {
        if (sql.contains("'t")) {
            return ModelStatement.parse(sql);
        }
        ModelStatement known = parsed.get(sql);
        if (known == null) {
            known = ModelStatement.parse(sql);
            parsed.put(sql, known);
        }
        return known;
    }

    // --- Sessions ---

    @Override
    public SimulatedNetwork.Door door() {
        return door;
    }

    @Override
    public SimulatedLink.Receiver accept(SimulatedLink.End end) {
        if (impostor) {
            unspoken.add(end);
            return new SimulatedLink.Receiver() {
                @Override
                public void onBytes(byte[] bytes, int offset, int count) {}

                @Override
                public void onEnd(boolean reset) {
                    end.close();
                }
            };
        }
        ModelSession session = new ModelSession(this, end, ++lastId);
        sessions.add(session);
        session.begin(sessions.size() > conditions.mostSessions());
        return session;
    }

    void over(ModelSession session) {
        sessions.remove(session);
        locks.values().removeIf(holder -> holder == session);
    }

    /** Sessions that there are, those in their login included. */
    public int sessions() {
        return sessions.size();
    }

    @Nullable
    ModelSession find(long id) {
        for (ModelSession session : sessions) {
            if (session.id() == id) {
                return session;
            }
        }
        return null;
    }

    /** Takes the lock for the session; false if another one has it. */
    boolean lock(String lock, ModelSession session) {
        return locks.computeIfAbsent(lock, free -> session) == session;
    }

    boolean mayLock(String lock, ModelSession session) {
        ModelSession holder = locks.get(lock);
        return holder == null || holder == session;
    }

    boolean isLocked(String lock, ModelSession session) {
        return locks.get(lock) == session;
    }

    /** False if the session does not have it. */
    boolean unlock(String lock, ModelSession session) {
        return locks.remove(lock, session);
    }

    void unlockAll(ModelSession session) {
        locks.values().removeIf(holder -> holder == session);
    }

    // --- Illness and recovery ---

    public Conditions conditions() {
        return conditions;
    }

    public void conditions(Conditions newConditions) {
        conditions = newConditions;
    }

    /** What those get who connect from now on. */
    public void door(SimulatedNetwork.Door newDoor) {
        door = newDoor;
    }

    /** {@code kill -9}, or a power failure of which nobody is told: sessions and what was not committed are gone. */
    public void kill(boolean clientsAreTold) {
        door = clientsAreTold ? SimulatedNetwork.Door.REFUSING : SimulatedNetwork.Door.DEAF;
        stopped = false;
        down = true;
        leaveUnspoken(clientsAreTold);
        endSessions(clientsAreTold);
    }

    private void endSessions(boolean clientsAreTold) {
        for (ModelSession session : List.copyOf(sessions)) {
            session.die(clientsAreTold);
        }
        sessions.clear();
        locks.clear();
    }

    private void leaveUnspoken(boolean told) {
        impostor = false;
        unspoken.forEach(end -> end.vanish(told));
        unspoken.clear();
    }

    /** Something else listens there: it accepts and never speaks. */
    public void replaceByImpostor() {
        kill(true);
        impostor = true;
        door = SimulatedNetwork.Door.OPEN;
    }

    /** Takes leave of every session, as a shutdown does. */
    public void shutDown() {
        door = SimulatedNetwork.Door.REFUSING;
        resume();
        down = true;
        leaveUnspoken(true);
        for (ModelSession session : List.copyOf(sessions)) {
            session.shutDown();
        }
    }

    /** Whether sessions are numbered from 1 again after a restart, as those of real servers are. */
    public void numbersAnew(boolean on) {
        numbersAnew = on;
    }

    /** Listens again. */
    public void start() {
        leaveUnspoken(true);
        if (down) {
            endSessions(true); // what a shutdown has waited for
            lastId = numbersAnew ? 0 : lastId;
            down = false;
        }
        door = SimulatedNetwork.Door.OPEN;
    }

    /** Lets those in again whom {@link #door(SimulatedNetwork.Door)} kept out; does not bring back what was killed. */
    public void open() {
        if (!down && !impostor) {
            door = SimulatedNetwork.Door.OPEN;
        }
    }

    /** SIGSTOP: nothing is done and nothing is lost. */
    public void stop() {
        stopped = true;
    }

    /** SIGCONT. */
    public void resume() {
        if (stopped) {
            stopped = false;
            for (ModelSession session : List.copyOf(sessions)) {
                session.resume();
            }
        }
    }

    boolean isStopped() {
        return stopped;
    }

    /** Everything is well again, for the sessions that there are, too. */
    public void recover() {
        conditions = Conditions.WELL;
        resume();
        if (down || impostor || door != SimulatedNetwork.Door.OPEN) {
            start();
        }
        sessions.forEach(ModelSession::forgiveIdleness);
    }

    /** An administrator ends some session. */
    public void killSomeConnection() {
        if (!sessions.isEmpty()) {
            sessions.get(dice.below(sessions.size())).killConnection();
        }
    }
}
