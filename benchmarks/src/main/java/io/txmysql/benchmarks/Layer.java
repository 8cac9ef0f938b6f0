// SPDX-License-Identifier: Apache-2.0
package io.txmysql.benchmarks;

/** How much of the client lies between a caller and the session engine. */
public enum Layer {
    /** Commands are given to one session: what the others are compared with. */
    SESSION,
    /** To a supervisor, which has one session. */
    SUPERVISOR,
    /** To a pool of eight sessions. */
    POOL,
    /** SQL is given to a connection and futures complete: a supervisor, and all that stands in front of it. */
    CONNECTION,
    /** SQL is given to a pool of eight sessions and futures complete. */
    POOLED_CLIENT;

    Burst newBurst() {
        return switch (this) {
            case SESSION -> new SessionBurst();
            case SUPERVISOR -> TargetBurst.onSupervisor();
            case POOL -> TargetBurst.onPool();
            case CONNECTION -> CallBurst.onConnection();
            case POOLED_CLIENT -> CallBurst.onPool();
        };
    }
}
