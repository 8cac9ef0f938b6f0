// SPDX-License-Identifier: Apache-2.0
package io.txmysql.protocol.wire;

/**
 * A packet is not what the protocol says. Thrown by decoders, which know neither host nor statement; the session engine
 * turns it into a {@link io.txmysql.protocol.error.ProtocolViolationException} that does.
 */
public final class MalformedPacketException extends RuntimeException {
    public MalformedPacketException(String message) {
        super(message);
    }
}
