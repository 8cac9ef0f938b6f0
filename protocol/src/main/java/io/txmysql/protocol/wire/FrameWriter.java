// SPDX-License-Identifier: Apache-2.0
package io.txmysql.protocol.wire;

/**
 * Puts packet headers around payloads, in place. A payload of 2^24 - 1 bytes or more is split; one that is an exact
 * multiple of that length is followed by an empty packet.
 *
 * @see <a href="https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_basic_packets.html">MySQL Packets</a>
 */
public final class FrameWriter {
    /** Bytes before each payload: its length in three bytes and the sequence id. */
    public static final int HEADER_LENGTH = 4;

    /** The longest payload of one packet, in bytes; a packet of this length says that another follows. */
    public static final int MAX_PAYLOAD_LENGTH = 0xFFFFFF;

    private FrameWriter() {}

    /** Leaves room for a header; returns where the frame starts, for {@link #end}. */
    public static int begin(PayloadWriter out) {
        int start = out.position();
        out.position(start + HEADER_LENGTH);
        return start;
    }

    /**
     * Fills in the header, or the headers, of the payload written since {@link #begin}.
     *
     * @param firstSequence the sequence id of the first packet; ids wrap around after 255
     * @return the number of packets
     */
    public static int end(PayloadWriter out, int start, int firstSequence) {
        int length = out.position() - start - HEADER_LENGTH;
        if (length < MAX_PAYLOAD_LENGTH) {
            writeHeader(out.array(), start, length, firstSequence);
            return 1;
        }
        int packets = length / MAX_PAYLOAD_LENGTH + 1;
        out.position(out.position() + (packets - 1) * HEADER_LENGTH);
        byte[] array = out.array();
        int payload = start + HEADER_LENGTH;
        for (int packet = packets - 1; packet >= 0; packet--) {
            int from = packet * MAX_PAYLOAD_LENGTH;
            int chunk = Math.min(MAX_PAYLOAD_LENGTH, length - from);
            int header = start + packet * (MAX_PAYLOAD_LENGTH + HEADER_LENGTH);
            System.arraycopy(array, payload + from, array, header + HEADER_LENGTH, chunk);
            writeHeader(array, header, chunk, firstSequence + packet);
        }
        return packets;
    }

    private static void writeHeader(byte[] array, int offset, int length, int sequence) {
        LittleEndian.putMedium(array, offset, length);
        array[offset + 3] = (byte) sequence;
    }
}
