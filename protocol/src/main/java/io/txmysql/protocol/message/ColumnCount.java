// SPDX-License-Identifier: Apache-2.0
package io.txmysql.protocol.message;

import io.txmysql.protocol.wire.MalformedPacketException;
import io.txmysql.protocol.wire.PayloadReader;
import io.txmysql.protocol.wire.PayloadWriter;

/**
 * The first packet of a result with rows.
 *
 * @param columns how many columns, 1 to 65,535 (the servers' own limit is 4,096)
 * @param metadataFollows whether column definitions come next; false only with MARIADB_CLIENT_CACHE_METADATA, and means
 *     that they are those of the statement's last answer
 * @see <a href="https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_com_query_response_text_resultset.html">Text
 *     Resultset</a>
 */
public record ColumnCount(int columns, boolean metadataFollows) {
    private static final int MOST = 0xFFFF;

    public ColumnCount {
        if (columns < 1 || columns > MOST) {
            throw new IllegalArgumentException(columns + " columns");
        }
    }

    public static ColumnCount decode(PayloadReader in, long capabilities) {
        long columns = in.readLengthEncodedInt();
        if (columns < 1 || columns > MOST) {
            throw new MalformedPacketException("a result of " + Long.toUnsignedString(columns) + " columns");
        }
        return new ColumnCount((int) columns, !caches(capabilities) || in.readInt1() != 0);
    }

    public void encode(PayloadWriter out, long capabilities) {
        out.writeLengthEncodedInt(columns);
        if (caches(capabilities)) {
            out.writeInt1(metadataFollows ? 1 : 0);
        }
    }

    private static boolean caches(long capabilities) {
        return Capabilities.has(capabilities, Capabilities.MARIADB_CLIENT_CACHE_METADATA);
    }
}
