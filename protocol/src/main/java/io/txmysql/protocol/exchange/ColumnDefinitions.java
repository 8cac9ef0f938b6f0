// SPDX-License-Identifier: Apache-2.0
package io.txmysql.protocol.exchange;

import io.txmysql.protocol.codec.RowCodec;
import io.txmysql.protocol.codec.RowFormat;
import io.txmysql.protocol.message.ColumnDefinition41;
import io.txmysql.protocol.type.ColumnMetadata;
import io.txmysql.protocol.wire.PayloadReader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The column definitions of one result, as bytes and as the codec made of them. The next execution of the same statement
 * compares the bytes and parses nothing while they are equal: right on every server, also after an ALTER TABLE.
 */
final class ColumnDefinitions {
    private final List<byte[]> payloads;
    private final RowCodec codec;

    private ColumnDefinitions(List<byte[]> payloads, RowCodec codec) {
        this.payloads = payloads;
        this.codec = codec;
    }

    RowCodec codec() {
        return codec;
    }

    /** Reads the definitions of one result, payload by payload. */
    static final class Reader {
        private final RowFormat format;
        private final int count;
        private final @Nullable ColumnDefinitions known;
        private final long capabilities;
        private final List<byte[]> payloads = new ArrayList<>(0);
        private final List<ColumnMetadata> columns = new ArrayList<>(0);
        private boolean same;
        private int seen;

        /** @param known the definitions of an earlier execution of the same statement */
        Reader(RowFormat format, int count, @Nullable ColumnDefinitions known, long capabilities) {
            this.format = format;
            this.count = count;
            this.known = known;
            this.capabilities = capabilities;
            this.same = known != null && known.payloads.size() == count;
        }

        /** Takes one definition; true if it was the last. */
        boolean add(PayloadReader payload) {
            if (same && known != null && !matches(known.payloads.get(seen), payload)) {
                payloads.addAll(known.payloads.subList(0, seen));
                columns.addAll(known.codec.columns().subList(0, seen));
                same = false;
            }
            if (!same) {
                if (format == RowFormat.BINARY) { // a text result has no next execution to compare with
                    payloads.add(Arrays.copyOfRange(payload.array(), payload.position(), payload.limit()));
                }
                columns.add(ColumnDefinition41.decode(payload, capabilities).column());
            }
            return ++seen == count;
        }

        ColumnDefinitions finish() {
            return same && known != null ? known : new ColumnDefinitions(payloads, RowCodec.of(format, columns));
        }

        private static boolean matches(byte[] expected, PayloadReader payload) {
            return Arrays.equals(expected, 0, expected.length, payload.array(), payload.position(), payload.limit());
        }
    }
}
