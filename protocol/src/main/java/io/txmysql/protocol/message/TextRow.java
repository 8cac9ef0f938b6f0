// SPDX-License-Identifier: Apache-2.0
package io.txmysql.protocol.message;

import io.txmysql.protocol.wire.PayloadReader;
import io.txmysql.protocol.wire.PayloadWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A row of COM_QUERY, as scripted servers write it and tests read it; the driver itself leaves rows as they came.
 *
 * @param values one per column, as text in the connection's character set; null for NULL
 * @see <a href="https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_com_query_response_text_resultset_row.html">Text
 *     Resultset Row</a>
 */
public record TextRow(List<byte @Nullable []> values) {
    public TextRow {
        values = Collections.unmodifiableList(new ArrayList<>(values));
    }

    public static TextRow decode(PayloadReader in, int columnCount) {
        List<byte @Nullable []> values = new ArrayList<>(Math.min(columnCount, in.remaining()));
        for (int i = 0; i < columnCount; i++) {
            if (in.peek() == PayloadReader.NULL_VALUE) {
                in.skip(1);
                values.add(null);
            } else {
                values.add(in.readLengthEncodedBytes());
            }
        }
        in.requireEnd();
        return new TextRow(values);
    }

    public void encode(PayloadWriter out) {
        for (byte @Nullable [] value : values) {
            if (value == null) {
                out.writeInt1(PayloadReader.NULL_VALUE);
            } else {
                out.writeLengthEncodedBytes(value);
            }
        }
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof TextRow that && Arrays.deepEquals(values.toArray(), that.values.toArray());
    }

    @Override
    public int hashCode() {
        return Arrays.deepHashCode(values.toArray());
    }

    @Override
    public String toString() {
        return "TextRow[" + values.size() + " values]";
    }
}
