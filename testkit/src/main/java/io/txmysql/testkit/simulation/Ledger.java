// SPDX-License-Identifier: Apache-2.0
package io.txmysql.testkit.simulation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What has truly happened on the servers, token by token: the truth that a client's words are measured against. A token is
 * the number that a statement carries in its text, as in {@code insert into log values ('t17')}. It outlives the servers, as a
 * disk does.
 */
public final class Ledger {
    private int[] begun = new int[64];
    private int[] applied = new int[64];
    private int[] committed = new int[64];
    private int[] interrupted = new int[64];
    private final List<String> violations = new ArrayList<>(0);

    /** An empty ledger. */
    public Ledger() {}

    void noteBegun(int token) {
        fit(token);
        begun[token]++;
    }

    void noteApplied(int token) {
        fit(token);
        applied[token]++;
    }

    void noteCommitted(int token) {
        fit(token);
        committed[token]++;
    }

    void noteInterrupted(int token) {
        fit(token);
        interrupted[token]++;
    }

    void noteViolation(String what) {
        violations.add(what);
    }

    private void fit(int token) {
        if (token >= begun.length) {
            int length = Math.max(2 * begun.length, token + 1);
            begun = Arrays.copyOf(begun, length);
            applied = Arrays.copyOf(applied, length);
            committed = Arrays.copyOf(committed, length);
            interrupted = Arrays.copyOf(interrupted, length);
        }
    }

    /** How often a server has begun to execute it. */
    public int begun(int token) {
        return token < begun.length ? begun[token] : 0;
    }

    /** How often it has had its effect, in a transaction or out of one; for what only reads, how often it was answered. */
    public int applied(int token) {
        return token < applied.length ? applied[token] : 0;
    }

    /** How often its effect was made to last. */
    public int committed(int token) {
        return token < committed.length ? committed[token] : 0;
    }

    /** How often a KILL has hit it. */
    public int interrupted(int token) {
        return token < interrupted.length ? interrupted[token] : 0;
    }

    /** What a server has seen that no right client does. */
    public List<String> violations() {
        return violations;
    }
}
