// SPDX-License-Identifier: Apache-2.0
package io.txmysql.protocol.session;

import org.jspecify.annotations.Nullable;

/**
 * Follows the packets of a session, for people who look for a fault. It is told what kind of packet passes and how long
 * it is, never what is in it. Called on the session's thread.
 */
public interface PacketTrace {
    /**
     * A message of ours has been encoded.
     *
     * @param what the message, such as {@code QueryExchange}
     * @param statement the SQL with its placeholders; null if there is none
     * @param bytes the length of its packets, headers included
     */
    void sent(String what, @Nullable String statement, int bytes);

    /**
     * A payload of the server has arrived.
     *
     * @param sequence the id of its first packet
     * @param bytes the length of the payload
     * @param firstByte 0 to 255, which tells the kind of packet; -1 for an empty payload
     */
    void received(int sequence, int bytes, int firstByte);
}
