// SPDX-License-Identifier: Apache-2.0
/**
 * What tests of programs on MySQL need and a real server will not do on request: a server that follows a script, a
 * proxy that breaks connections, and a world of models for deterministic simulations.
 */
module io.txmysql.testkit {
    requires static org.jspecify;
    requires transitive io.txmysql.protocol;

    exports io.txmysql.testkit;
    exports io.txmysql.testkit.simulation;
}
