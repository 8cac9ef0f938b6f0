// SPDX-License-Identifier: Apache-2.0
package io.txmysql.protocol.session;

import io.txmysql.protocol.codec.RowCodec;
import io.txmysql.protocol.error.MySQLException;
import io.txmysql.protocol.error.ServerErrorException;
import io.txmysql.protocol.error.ValueConversionException;
import io.txmysql.protocol.exchange.ResultEnd;
import io.txmysql.protocol.exchange.ResultSink;
import io.txmysql.protocol.exchange.RowBatch;
import java.util.List;
import java.util.StringJoiner;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/** Writes down what a command's sink is told, one line each; the same lines however the rows were batched. */
final class RecordingSink implements ResultSink {
    private static final int LONGEST_SHOWN = 40;

    private final String name;
    private final List<String> events;
    private long demand = Long.MAX_VALUE;
    private int rows;
    private boolean abandoned;
    private int endings;
    private @Nullable MySQLException failure;

    RecordingSink(String name, List<String> events) {
        this.name = name;
        this.events = events;
    }

    RecordingSink demanding(long newDemand) {
        demand = newDemand;
        return this;
    }

    void abandon() {
        abandoned = true;
    }

    @Override
    public boolean isAbandoned() {
        return abandoned;
    }

    void request(long more) {
        demand += more;
    }

    int rows() {
        return rows;
    }

    /** How often the command has ended; never more than once. */
    int endings() {
        return endings;
    }

    MySQLException failure() {
        if (failure == null) {
            throw new AssertionError(name + " has not failed");
        }
        return failure;
    }

    @Override
    public long demand() {
        return demand;
    }

    @Override
    public void onRows(RowBatch batch) {
        rows += batch.size();
        if (demand != Long.MAX_VALUE) {
            demand -= batch.size();
        }
        RowCodec codec = batch.codec();
        for (int row = 0; row < batch.size(); row++) {
            StringJoiner values = new StringJoiner(", ", name + ": row [", "]");
            for (int column = 0; column < codec.size(); column++) {
                values.add(text(codec, batch.data(), batch.cell(row, column), column));
            }
            events.add(values.toString());
        }
    }

    /** All that is read of a value; what does not fit its type is not the engine's business. */
    private static String text(RowCodec codec, byte[] data, int cell, int column) {
        try {
            String text = shortened(codec.getString(data, cell, column));
            return codec.get(data, cell, column) == null ? "null" : text;
        } catch (ValueConversionException e) {
            return "no value of its type";
        }
    }

    private static String shortened(@Nullable String value) {
        if (value == null || value.length() <= LONGEST_SHOWN) {
            return String.valueOf(value);
        }
        CRC32 checksum = new CRC32();
        value.chars().forEach(checksum::update);
        return value.length() + " characters, crc " + Long.toHexString(checksum.getValue());
    }

    @Override
    public void onResultEnd(ResultEnd end) {
        events.add(
                name + ": end " + (end.codec() == null ? "affected=" + end.ok().affectedRows() : "of rows"));
    }

    @Override
    public void onComplete() {
        endings++;
        events.add(name + ": complete");
    }

    @Override
    public void onFailure(MySQLException cause) {
        endings++;
        failure = cause;
        String what = cause instanceof ServerErrorException ? " " + cause.errno() : "";
        events.add(name + ": failure " + cause.getClass().getSimpleName() + what + " " + cause.delivery());
    }
}
