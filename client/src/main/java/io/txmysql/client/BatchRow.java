// SPDX-License-Identifier: Apache-2.0
package io.txmysql.client;

import io.txmysql.api.Row;
import io.txmysql.protocol.exchange.RowBatch;
import io.txmysql.protocol.type.ColumnMetadata;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One row of a batch; its values are decoded when they are asked for. Immutable, any thread. */
final class BatchRow implements Row {
    private final RowBatch batch;
    private final int row;

    BatchRow(RowBatch batch, int row) {
        this.batch = batch;
        this.row = row;
    }

    @Override
    public List<ColumnMetadata> columns() {
        return batch.codec().columns();
    }

    @Override
    public int indexOf(String name) {
        return batch.codec().indexOf(name);
    }

    @Override
    public boolean isNull(int index) {
        return cell(index) < 0;
    }

    @Override
    public @Nullable Object get(int index) {
        return batch.codec().get(batch.data(), cell(index), index);
    }

    @Override
    public <T> @Nullable T get(int index, Class<T> type) {
        return batch.codec().get(batch.data(), cell(index), index, type);
    }

    @Override
    public int getInt(int index) {
        return batch.codec().getInt(batch.data(), cell(index), index);
    }

    @Override
    public long getLong(int index) {
        return batch.codec().getLong(batch.data(), cell(index), index);
    }

    @Override
    public double getDouble(int index) {
        return batch.codec().getDouble(batch.data(), cell(index), index);
    }

    @Override
    public boolean getBoolean(int index) {
        return batch.codec().getBoolean(batch.data(), cell(index), index);
    }

    @Override
    public @Nullable String getString(int index) {
        return batch.codec().getString(batch.data(), cell(index), index);
    }

    @Override
    public byte @Nullable [] getBytes(int index) {
        return batch.codec().getBytes(batch.data(), cell(index), index);
    }

    private int cell(int index) {
        return batch.cell(row, index);
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("{");
        List<ColumnMetadata> columns = columns();
        for (int i = 0; i < columns.size(); i++) {
            text.append(i == 0 ? "" : ", ")
                    .append(columns.get(i).name())
                    .append('=')
                    .append(TextTable.show(this, i));
        }
        return text.append('}').toString();
    }
}
