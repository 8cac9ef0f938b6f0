// SPDX-License-Identifier: Apache-2.0
package io.txmysql.protocol.message;

import io.txmysql.protocol.wire.PayloadReader;
import io.txmysql.protocol.wire.PayloadWriter;
import java.util.LinkedHashMap;
import java.util.Map;

/** The block of names and values by which a client describes itself; a field of {@link HandshakeResponse41}. */
final class ConnectionAttributes {
    private ConnectionAttributes() {}

    static Map<String, String> decode(PayloadReader in) {
        PayloadReader block = in.readLengthEncodedBlock();
        Map<String, String> attributes = new LinkedHashMap<>();
        while (block.hasRemaining()) {
            String name = block.readLengthEncodedString();
            attributes.put(name, block.readLengthEncodedString());
        }
        return attributes;
    }

    static void encode(PayloadWriter out, Map<String, String> attributes) {
        PayloadWriter block = new PayloadWriter();
        attributes.forEach((name, value) -> block.writeLengthEncodedString(name).writeLengthEncodedString(value));
        out.writeLengthEncodedInt(block.position()).writeBytes(block.array(), 0, block.position());
    }
}
