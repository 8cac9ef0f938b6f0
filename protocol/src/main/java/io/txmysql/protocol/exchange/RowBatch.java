// SPDX-License-Identifier: Apache-2.0
package io.txmysql.protocol.exchange;

import io.txmysql.protocol.codec.RowCodec;
import java.util.Objects;

/**
 * Complete rows that arrived together: one array of exactly their bytes, and where each cell lies in it. Every cell has
 * been checked against the bounds of its row. Immutable by convention: nobody writes to the arrays. Any thread.
 */
public final class RowBatch implements ResultSignal {
    private final RowCodec codec;
    private final byte[] data;
    private final int[] cells;

    /**
     * @param cells for each row and each of its columns the offset of the cell in {@code data}, or -1 for NULL
     */
    public RowBatch(RowCodec codec, byte[] data, int[] cells) {
        this.codec = codec;
        this.data = data;
        this.cells = cells;
    }

    public RowCodec codec() {
        return codec;
    }

    public int size() {
        return cells.length / codec.size();
    }

    public byte[] data() {
        return data;
    }

    /** The offset in {@link #data()} of a cell, or -1 if the value is NULL. */
    public int cell(int row, int column) {
        return cells[row * codec.size() + Objects.checkIndex(column, codec.size())];
    }

    @Override
    public void deliverTo(ResultSink sink) {
        sink.onRows(this);
    }
}
