// SPDX-License-Identifier: Apache-2.0
package io.txmysql.benchmarks;

import io.txmysql.protocol.codec.RowCodec;
import io.txmysql.protocol.exchange.RowBatch;
import java.math.BigDecimal;
import java.time.LocalDateTime;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.infra.Blackhole;

/** The values of the captured row, and the ways to get them out of a batch. */
record Order(
        int id,
        long reference,
        @Nullable String customer,
        @Nullable LocalDateTime placed,
        @Nullable BigDecimal amount,
        double weight) {

    /** What was inserted on the server that the bytes come from. */
    static final Order CAPTURED = new Order(
            1_048_576,
            7_205_759_403_792_794L,
            "Wolfgang Amadeus Mozart",
            LocalDateTime.of(2026, 11, 23, 15, 44, 1),
            new BigDecimal("12345678.90"),
            2.718281828459045);

    static Order of(RowBatch batch, int row) {
        RowCodec codec = batch.codec();
        byte[] data = batch.data();
        return new Order(
                codec.getInt(data, batch.cell(row, 0), 0),
                codec.getLong(data, batch.cell(row, 1), 1),
                codec.getString(data, batch.cell(row, 2), 2),
                codec.get(data, batch.cell(row, 3), 3, LocalDateTime.class),
                codec.get(data, batch.cell(row, 4), 4, BigDecimal.class),
                codec.getDouble(data, batch.cell(row, 5), 5));
    }

    /** Reads each value of a row as {@link #of} does, and leaves no record behind that would be measured, too. */
    static void read(RowBatch batch, int row, Blackhole values) {
        RowCodec codec = batch.codec();
        byte[] data = batch.data();
        values.consume(codec.getInt(data, batch.cell(row, 0), 0));
        values.consume(codec.getLong(data, batch.cell(row, 1), 1));
        values.consume(codec.getString(data, batch.cell(row, 2), 2));
        values.consume(codec.get(data, batch.cell(row, 3), 3, LocalDateTime.class));
        values.consume(codec.get(data, batch.cell(row, 4), 4, BigDecimal.class));
        values.consume(codec.getDouble(data, batch.cell(row, 5), 5));
    }

    static void read(List<RowBatch> batches, Blackhole values) {
        for (RowBatch batch : batches) {
            for (int row = 0; row < batch.size(); row++) {
                read(batch, row, values);
            }
        }
    }

    /** Fails unless these are so many rows, each with the captured values. */
    static void check(List<RowBatch> batches, int expectedRows) {
        int rows = 0;
        for (RowBatch batch : batches) {
            for (int row = 0; row < batch.size(); row++) {
                if (!of(batch, row).equals(CAPTURED)) {
                    throw new IllegalStateException("row " + (rows + row) + " is " + of(batch, row));
                }
            }
            rows += batch.size();
        }
        if (rows != expectedRows) {
            throw new IllegalStateException(rows + " rows");
        }
    }
}
