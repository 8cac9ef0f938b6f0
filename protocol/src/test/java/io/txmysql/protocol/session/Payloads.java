// SPDX-License-Identifier: Apache-2.0
package io.txmysql.protocol.session;

import java.util.Arrays;

/**
 * The input of a fuzzer as a server's packets: each byte of length is followed by so many bytes of payload, and the
 * headers are made as they have to be. So a fuzzer spends its time behind the framer.
 */
final class Payloads {
    private Payloads() {}

    static byte[] framed(byte[] data, int from, int firstSequence) {
        Packets packets = new Packets(firstSequence);
        int at = from;
        while (at < data.length) {
            int start = at + 1;
            int end = Math.min(data.length, start + (data[at] & 0xFF));
            packets.add(out -> out.writeBytes(Arrays.copyOfRange(data, start, end)));
            at = end;
        }
        return packets.toByteArray();
    }
}
