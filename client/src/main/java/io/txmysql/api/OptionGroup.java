// SPDX-License-Identifier: Apache-2.0
package io.txmysql.api;

/** The groups in which options are documented. */
enum OptionGroup {
    SERVER("Server and login"),
    TIMEOUTS("Timeouts"),
    RECONNECT("Reconnecting and repeating"),
    TLS("TLS"),
    AUTHENTICATION("Authentication"),
    COMPRESSION("Compression"),
    SESSION("Session"),
    VALUES("Values"),
    STATEMENTS("Statements"),
    RESULTS("Results"),
    PIPELINING("Pipelining"),
    POOL("Pool");

    private final String title;

    OptionGroup(String title) {
        this.title = title;
    }

    String title() {
        return title;
    }
}
