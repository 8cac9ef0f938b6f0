// SPDX-License-Identifier: Apache-2.0
package io.txmysql.protocol.message;

import io.txmysql.protocol.wire.MalformedPacketException;
import io.txmysql.protocol.wire.PayloadReader;
import java.util.Locale;

/** The first byte of a packet of which the reader knows already what it must be. */
final class PacketHeader {
    private PacketHeader() {}

    static void read(PayloadReader in, int expected, String packet) {
        int header = in.readInt1();
        if (header != expected) {
            throw new MalformedPacketException(String.format(
                    Locale.ROOT, "a packet begins with 0x%02X where %s begins with 0x%02X", header, packet, expected));
        }
    }
}
