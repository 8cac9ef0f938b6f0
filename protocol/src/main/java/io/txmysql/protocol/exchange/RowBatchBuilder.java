// SPDX-License-Identifier: Apache-2.0
package io.txmysql.protocol.exchange;

import io.txmysql.protocol.codec.RowCodec;
import io.txmysql.protocol.wire.PayloadReader;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Collects the rows that lie next to each other in the input buffer and copies them out once, as one array of exactly
 * the region they cover. Belongs to one result.
 */
final class RowBatchBuilder {
    private static final int INITIAL_ROWS = 8;

    private final RowCodec codec;
    private int[] cells = new int[0];
    private int cellCount;
    private byte @Nullable [] array;
    private int regionStart;
    private int regionEnd;

    RowBatchBuilder(RowCodec codec) {
        this.codec = codec;
    }

    /** Whether a row in {@code source} would have to begin another batch. */
    boolean needsFlushBefore(byte[] source) {
        return array != null && array != source;
    }

    void add(PayloadReader row) {
        int start = array == null ? row.position() : regionStart;
        int columns = codec.size();
        if (cellCount + columns > cells.length) {
            cells = Arrays.copyOf(
                    cells, cells.length == 0 ? columns : Math.max(INITIAL_ROWS * columns, 2 * cells.length));
        }
        codec.locate(row, start, cells, cellCount); // from here on it is a row
        array = row.array();
        regionStart = start;
        cellCount += columns;
        regionEnd = row.limit();
    }

    /** The rows since the last flush; null if there are none. */
    @Nullable
    RowBatch flush() {
        byte[] source = array;
        if (source == null) {
            return null;
        }
        byte[] data = regionStart == 0 && regionEnd == source.length
                ? source // a payload joined into an array of its own: nobody else will write to it
                : Arrays.copyOfRange(source, regionStart, regionEnd);
        RowBatch batch = new RowBatch(codec, data, takeCells());
        array = null;
        cellCount = 0;
        return batch;
    }

    /** An array that is just full is given away; a larger one serves the next batch, too. */
    private int[] takeCells() {
        int[] taken = cells;
        if (cellCount < taken.length) {
            return Arrays.copyOf(taken, cellCount);
        }
        cells = new int[0];
        return taken;
    }
}
