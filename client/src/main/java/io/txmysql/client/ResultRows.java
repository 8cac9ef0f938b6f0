// SPDX-License-Identifier: Apache-2.0
package io.txmysql.client;

import io.txmysql.api.OperationResult;
import io.txmysql.api.Row;
import io.txmysql.api.Rows;
import io.txmysql.protocol.codec.RowCodec;
import io.txmysql.protocol.codec.RowFormat;
import io.txmysql.protocol.exchange.RowBatch;
import io.txmysql.protocol.type.ColumnMetadata;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A complete result in memory: the batches as they came. Immutable once its successor is linked; any thread. */
final class ResultRows implements Rows {
    static final RowCodec NO_COLUMNS = RowCodec.of(RowFormat.TEXT, List.of());

    private final RowCodec codec;
    private final List<RowBatch> batches;
    private final int[] firstRows;
    private final int size;
    private final OperationResult operationResult;
    private @Nullable ResultRows next;

    ResultRows(RowCodec codec, List<RowBatch> batches, OperationResult operationResult) {
        this.codec = codec;
        this.batches = batches;
        this.operationResult = operationResult;
        this.firstRows = new int[batches.size()];
        int rows = 0;
        for (int i = 0; i < firstRows.length; i++) {
            firstRows[i] = rows;
            rows += batches.get(i).size();
        }
        this.size = rows;
    }

    /** Links the results of one answer; returns the first. */
    static Rows chain(List<ResultRows> results) {
        for (int i = 1; i < results.size(); i++) {
            results.get(i - 1).next = results.get(i);
        }
        return results.get(0);
    }

    @Override
    public List<ColumnMetadata> columns() {
        return codec.columns();
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public Row get(int index) {
        Objects.checkIndex(index, size);
        int batch = Arrays.binarySearch(firstRows, index);
        if (batch < 0) {
            batch = -batch - 2;
        }
        return new BatchRow(batches.get(batch), index - firstRows[batch]);
    }

    @Override
    public OperationResult operationResult() {
        return operationResult;
    }

    @Override
    public @Nullable Rows next() {
        return next;
    }

    @Override
    public Iterator<Row> iterator() {
        return new Iterator<>() {
            private final Iterator<RowBatch> remaining = batches.iterator();
            private @Nullable RowBatch batch;
            private int row;

            @Override
            public boolean hasNext() {
                while (batch == null || row == batch.size()) {
                    if (!remaining.hasNext()) {
                        return false;
                    }
                    batch = remaining.next();
                    row = 0;
                }
                return true;
            }

            @Override
            public Row next() {
                if (!hasNext() || batch == null) {
                    throw new NoSuchElementException();
                }
                return new BatchRow(batch, row++);
            }
        };
    }

    @Override
    public String toString() {
        return TextTable.of(this);
    }
}
