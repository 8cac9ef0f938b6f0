// SPDX-License-Identifier: Apache-2.0
package io.txmysql.protocol.auth;

import org.jspecify.annotations.Nullable;

/**
 * One run of one plugin with one nonce: the answers to what the server says between its challenge and its final OK or
 * ERR, neither of which comes here. Lives on the thread of its session.
 */
public interface Authenticator {
    /** What goes into the HandshakeResponse41 or the AuthSwitchResponse. */
    byte[] initialResponse();

    /**
     * Takes the payload of an AuthMoreData packet without its leading 0x01.
     *
     * @return the payload to send, or null to wait for the server's next packet
     * @throws io.txmysql.protocol.error.AuthenticationException if we cannot or may not go on
     * @throws io.txmysql.protocol.wire.MalformedPacketException if the server says something that is not its turn
     */
    byte @Nullable [] onMoreData(byte[] data);
}
