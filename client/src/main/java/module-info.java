// SPDX-License-Identifier: Apache-2.0
/**
 * An asynchronous client for MySQL and MariaDB. {@code io.txmysql.api} holds the interfaces and records that programs
 * see; errors and column metadata come from the protocol module.
 */
module io.txmysql.client {
    requires static jdk.jfr;
    requires static org.jspecify;
    requires transitive io.txmysql.protocol;
    requires io.netty.buffer;
    requires io.netty.common;
    requires io.netty.handler;
    requires io.netty.transport;
    requires io.netty.transport.classes.epoll;
    requires io.netty.transport.unix.common;
    requires org.slf4j;

    exports io.txmysql;
    exports io.txmysql.api;
}
