// SPDX-License-Identifier: Apache-2.0
package io.txmysql.protocol.wire;

import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/**
 * The algorithm {@code zlib} of RFC 1950, which every server with CLIENT_COMPRESS speaks.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc1950">RFC 1950</a>
 */
public final class ZlibCompressor implements Compressor {
    /** The output grows by this many bytes at a time: well compressible bytes need not reserve their own size. */
    private static final int STEP = 16 * 1024;

    private final Deflater deflater;
    private final Inflater inflater;
    private final byte[] excess = new byte[1];

    /** Compresses at zlib's own default level, as the servers do. */
    public ZlibCompressor() {
        deflater = new Deflater();
        inflater = new Inflater();
    }

    @Override
    public int compress(byte[] source, int offset, int length, PayloadWriter out) {
        int start = out.position();
        int limit = start + length - 1;
        deflater.reset();
        deflater.setInput(source, offset, length);
        deflater.finish();
        int position = start;
        while (!deflater.finished()) {
            int room = Math.min(STEP, limit - position);
            if (room <= 0) {
                out.position(start);
                return NOT_SMALLER;
            }
            out.position(position + room);
            position += deflater.deflate(out.array(), position, room);
        }
        out.position(position);
        return position - start;
    }

    @Override
    public void decompress(byte[] source, int offset, int length, byte[] target, int targetOffset, int targetLength) {
        inflater.reset();
        inflater.setInput(source, offset, length);
        try {
            int filled = 0;
            while (filled < targetLength && !inflater.finished()) {
                int count = inflater.inflate(target, targetOffset + filled, targetLength - filled);
                if (count == 0 && !inflater.finished()) {
                    throw new MalformedPacketException(
                            "zlib: the compressed bytes end after " + filled + " of " + targetLength + " bytes");
                }
                filled += count;
            }
            if (filled < targetLength) {
                throw new MalformedPacketException(
                        "zlib: " + filled + " bytes where " + targetLength + " are declared");
            }
            requireEnd(targetLength);
        } catch (DataFormatException e) {
            throw new MalformedPacketException("zlib: not a compressed stream: " + e.getMessage());
        }
    }

    /** The checksum that ends a stream may still be unread when the target is full. */
    private void requireEnd(int declared) throws DataFormatException {
        if (!inflater.finished() && inflater.inflate(excess) > 0) {
            throw new MalformedPacketException("zlib: more than the " + declared + " bytes that are declared");
        }
        if (!inflater.finished()) {
            throw new MalformedPacketException("zlib: the compressed stream is cut off before its checksum");
        }
        if (inflater.getRemaining() > 0) {
            throw new MalformedPacketException(
                    "zlib: " + inflater.getRemaining() + " bytes after the end of the compressed stream");
        }
    }

    @Override
    public void close() {
        deflater.end();
        inflater.end();
    }
}
