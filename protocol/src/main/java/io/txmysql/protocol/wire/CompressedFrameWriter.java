// SPDX-License-Identifier: Apache-2.0
package io.txmysql.protocol.wire;

/**
 * Wraps ordinary packets into the outer frames of the compressed protocol. Belongs to one session and its thread; the
 * compressor is the caller's to close.
 *
 * @see <a href="https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_basic_compression_packet.html">Compressed
 *     Packet</a>
 */
public final class CompressedFrameWriter {
    /** Fewer bytes than this are not worth compressing; the servers draw the line at the same place. */
    static final int MIN_COMPRESS_LENGTH = 50;

    static final int MAX_FRAME_LENGTH = 0xFFFFFF;

    /** Length on the wire, sequence id, length before compression (0: stored as it is). */
    static final int HEADER_LENGTH = 3 + 1 + 3;

    private final Compressor compressor;

    public CompressedFrameWriter(Compressor compressor) {
        this.compressor = compressor;
    }

    /**
     * Appends the frames of one command, numbered from 0.
     *
     * @param packets the packets of the command, headers included
     * @return how many frames there are, which modulo 256 is the id of the reply's first frame
     */
    public int write(byte[] packets, int offset, int length, PayloadWriter out) {
        return write(0, packets, offset, length, out);
    }

    /**
     * Appends frames that continue a dialogue, such as the bytes of LOAD DATA LOCAL.
     *
     * @param firstSequence the id of the first frame, taken modulo 256
     * @return how many frames there are
     */
    public int write(int firstSequence, byte[] packets, int offset, int length, PayloadWriter out) {
        int frames = 0;
        int written = 0;
        while (written < length) {
            int part = Math.min(MAX_FRAME_LENGTH, length - written);
            writeFrame(firstSequence + frames, packets, offset + written, part, out);
            written += part;
            frames++;
        }
        return frames;
    }

    private void writeFrame(int sequence, byte[] packets, int offset, int length, PayloadWriter out) {
        int header = out.position();
        out.writeInt3(length).writeInt1(sequence).writeInt3(0);
        int compressed = length < MIN_COMPRESS_LENGTH
                ? Compressor.NOT_SMALLER
                : compressor.compress(packets, offset, length, out);
        if (compressed == Compressor.NOT_SMALLER) {
            out.writeBytes(packets, offset, length);
        } else {
            LittleEndian.putMedium(out.array(), header, compressed);
            LittleEndian.putMedium(out.array(), header + 4, length);
        }
    }
}
