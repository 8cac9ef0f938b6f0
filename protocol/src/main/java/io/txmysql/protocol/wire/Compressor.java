// SPDX-License-Identifier: Apache-2.0
package io.txmysql.protocol.wire;

/**
 * A compression algorithm of the compressed protocol. Belongs to one session and its thread, may hold native memory
 * until {@link #close()}, and carries nothing over from one call to the next: each frame stands alone.
 */
public interface Compressor extends AutoCloseable {
    /** What {@link #compress} returns for bytes that do not become fewer. */
    int NOT_SMALLER = -1;

    /**
     * Appends the compressed form of {@code length} bytes to {@code out}.
     *
     * @return how many bytes were appended, always fewer than {@code length}; or {@link #NOT_SMALLER}, with
     *     {@code out} as it was
     */
    int compress(byte[] source, int offset, int length, PayloadWriter out);

    /**
     * Fills {@code targetLength} bytes of {@code target}, never touching a byte outside them.
     *
     * @throws MalformedPacketException if the source does not yield exactly that many, or is more than one whole stream
     */
    void decompress(byte[] source, int offset, int length, byte[] target, int targetOffset, int targetLength);

    /** Gives the native memory back. Nothing else may be called after it. */
    @Override
    void close();
}
