// SPDX-License-Identifier: Apache-2.0
package io.txmysql.transport;

import io.txmysql.protocol.session.PacketTrace;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes one line per packet to the logger {@code io.txmysql.packets}, at the level TRACE. */
final class LoggedPackets implements PacketTrace {
    private static final Logger LOG = LoggerFactory.getLogger("io.txmysql.packets");

    private final String endpoint;

    private LoggedPackets(String endpoint) {
        this.endpoint = endpoint;
    }

    /** A trace if the logger is on when the session begins, else null: then it costs nothing. */
    static @Nullable PacketTrace ifWanted(String endpoint) {
        return LOG.isTraceEnabled() ? new LoggedPackets(endpoint) : null;
    }

    @Override
    public void sent(String what, @Nullable String statement, int bytes) {
        LOG.trace("{} > {} {} bytes{}", endpoint, what, bytes, statement == null ? "" : ": " + statement);
    }

    @Override
    public void received(int sequence, int bytes, int firstByte) {
        LOG.trace("{} < #{} {} bytes, first 0x{}", endpoint, sequence, bytes, Integer.toHexString(firstByte & 0xFF));
    }
}
