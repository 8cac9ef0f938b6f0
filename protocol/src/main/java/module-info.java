// SPDX-License-Identifier: Apache-2.0
/**
 * The MySQL client protocol without I/O. Bytes go in, bytes and events come out; nothing here names a channel, a
 * future, a thread or a clock, so the same code runs under Netty, on a blocking socket, in a simulation and in a fuzzer.
 */
module io.txmysql.protocol {
    requires static org.jspecify;

    exports io.txmysql.protocol.error;
    exports io.txmysql.protocol.type;
    exports io.txmysql.protocol.wire;
    exports io.txmysql.protocol.message;
    exports io.txmysql.protocol.auth;
    exports io.txmysql.protocol.codec;
    exports io.txmysql.protocol.exchange;
    exports io.txmysql.protocol.session;
}
