// SPDX-License-Identifier: Apache-2.0
package io.txmysql.protocol.session;

import io.txmysql.protocol.wire.CompressedFrameWriter;
import io.txmysql.protocol.wire.FrameWriter;
import io.txmysql.protocol.wire.PayloadWriter;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The bytes on their way to the socket, and how far they have got: encoded, then handed to the transport. The offsets
 * count from the session's first byte. Belongs to the session's thread.
 */
final class Output {
    private static final int LARGEST_KEPT_BUFFER = 1 << 20;

    private PayloadWriter bytes = new PayloadWriter(1024);
    private int start;
    private long handed;
    private @Nullable CompressedFrameWriter compression;
    private PayloadWriter uncompressed = new PayloadWriter(0);

    void compress(CompressedFrameWriter newCompression) {
        compression = newCompression;
    }

    /**
     * Appends one payload as packets.
     *
     * @return the sequence id that the server's answer begins with, not reduced to a byte
     */
    int append(Consumer<PayloadWriter> payload, int firstSequence) {
        CompressedFrameWriter compressor = compression;
        if (compressor == null) {
            return firstSequence + frame(payload, bytes, firstSequence);
        }
        uncompressed.position(0);
        frame(payload, uncompressed, firstSequence);
        int frames = compressor.write(firstSequence, uncompressed.array(), 0, uncompressed.position(), bytes);
        if (uncompressed.array().length > LARGEST_KEPT_BUFFER) {
            uncompressed = new PayloadWriter(0);
        }
        return firstSequence + frames;
    }

    private static int frame(Consumer<PayloadWriter> payload, PayloadWriter out, int firstSequence) {
        int frame = FrameWriter.begin(out);
        payload.accept(out);
        return FrameWriter.end(out, frame, firstSequence);
    }

    byte[] array() {
        return bytes.array();
    }

    int offset() {
        return start;
    }

    int length() {
        return bytes.position() - start;
    }

    /** The transport has taken a copy of the first {@code count} bytes. */
    void handed(int count) {
        start += count;
        handed += count;
        if (start == bytes.position()) {
            start = 0;
            if (bytes.array().length > LARGEST_KEPT_BUFFER) {
                bytes = new PayloadWriter(1024);
            } else {
                bytes.position(0);
            }
        }
    }

    long encodedOffset() {
        return handed + length();
    }

    /** Whether the bytes up to {@code endOffset} may have reached the server. */
    boolean mayHaveArrived(long endOffset) {
        // What was handed over and not confirmed may still be written while the socket is being closed.
        return endOffset <= handed;
    }

    void discard() {
        start = 0;
        bytes.position(0);
    }
}
